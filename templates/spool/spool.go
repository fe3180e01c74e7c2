// Package spool keeps what comes as a stream until it is whole, in memory if it
// is small and in a file else.
package spool

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
)

// inMemory is how many bytes are kept in memory.
const inMemory = 64 << 10

// Buffer keeps what is written to it. The zero value is empty. It is to be closed.
type Buffer struct {
	memory []byte
	file   *os.File // what does not fit into memory, without a name
	filed  int64
}

// Write implements io.Writer. It fails when there is no room for a file.
func (b *Buffer) Write(p []byte) (int, error) {
	kept := min(len(p), inMemory-len(b.memory))
	if b.filed > 0 {
		kept = 0
	}
	b.memory = append(b.memory, p[:kept]...)
	if kept == len(p) {
		return kept, nil
	}
	if b.file == nil {
		file, err := os.CreateTemp("", "spool-")
		if err != nil {
			return kept, err
		}
		b.file = file
		_ = os.Remove(file.Name()) // the open file stays
	}
	n, err := b.file.Write(p[kept:])
	b.filed += int64(n)
	return kept + n, err
}

// Size is how many bytes were written.
func (b *Buffer) Size() int64 {
	return int64(len(b.memory)) + b.filed
}

// Reader returns a reader of all that has been written so far.
func (b *Buffer) Reader() io.Reader {
	if b.file == nil {
		return bytes.NewReader(b.memory)
	}
	return io.MultiReader(bytes.NewReader(b.memory), io.NewSectionReader(b.file, 0, b.filed))
}

// Close removes what was kept.
func (b *Buffer) Close() error {
	b.memory = nil
	if b.file == nil {
		return nil
	}
	return b.file.Close()
}

// Request returns r with a body whose length is known: r itself, or else a copy
// with what its body was. done is to be called when it has been read.
func Request(r *http.Request) (c *http.Request, done func(), err error) {
	if r.ContentLength >= 0 {
		return r, func() {}, nil
	}
	var body Buffer
	if _, err := io.Copy(&body, r.Body); err != nil {
		_ = body.Close()
		return nil, nil, err
	}
	whole := *r
	whole.Body, whole.ContentLength, whole.TransferEncoding = io.NopCloser(body.Reader()), body.Size(), nil
	return &whole, func() { _ = body.Close() }, nil
}

// Refuse answers a request whose body could not be read: with status 413 where it
// is larger than it may be, else with 400.
func Refuse(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		status = http.StatusRequestEntityTooLarge
	}
	http.Error(w, http.StatusText(status), status)
}
