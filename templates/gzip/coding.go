package gzip

import (
	"compress/gzip"
	"compress/zlib"
	"io"
	"sync"
)

// The names of codings (RFC 9110, 8.4.1).
const (
	gzipCoding    = "gzip"
	deflateCoding = "deflate" // which is zlib's format
)

// coding is a way to compress.
type coding struct {
	name    string
	open    func(level int) (zipper, error)
	packers sync.Pool // of *packer
}

// zipper is what compress/gzip and its likes have.
type zipper interface {
	io.WriteCloser
	Flush() error
	Reset(w io.Writer)
}

func newGzip() *coding {
	return &coding{name: gzipCoding, open: func(level int) (zipper, error) { return gzip.NewWriterLevel(nil, level) }}
}

func newDeflate() *coding {
	return &coding{name: deflateCoding, open: func(level int) (zipper, error) { return zlib.NewWriterLevel(nil, level) }}
}

// packer is what compressing needs beside the answer itself, and is used again.
type packer struct {
	held []byte // the beginning of a body about which nothing is decided yet
	zip  zipper
}

func (c *coding) packer(level int) *packer {
	if p, ok := c.packers.Get().(*packer); ok {
		return p
	}
	zip, err := c.open(level)
	if err != nil {
		panic(err) // the level was checked
	}
	return &packer{zip: zip}
}
