package php

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"
)

// The types of records, and the role that PHP has.
const (
	typeBegin     = 1
	typeEnd       = 3
	typeParams    = 4
	typeStdin     = 5
	typeStdout    = 6
	typeStderr    = 7
	roleResponder = 1
)

// maxContent is how many bytes a record carries at most.
const maxContent = 65535

// writeRecord writes one record of the request 1, the only one of its
// connection. content has at most maxContent bytes. An error stays in out,
// which tells it with the next flush.
func writeRecord(out *bufio.Writer, kind byte, content []byte) {
	var header [8]byte
	header[0], header[1], header[3] = 1, kind, 1
	binary.BigEndian.PutUint16(header[4:], uint16(len(content)))
	_, _ = out.Write(header[:])
	_, _ = out.Write(content)
}

// writeStream writes content in as many records as it takes, not the empty one
// that ends it.
func writeStream(out *bufio.Writer, kind byte, content []byte) {
	for part := range slices.Chunk(content, maxContent) {
		writeRecord(out, kind, part)
	}
}

// encodePairs returns names and values as FastCGI has them, sorted.
func encodePairs(params map[string]string) (pairs []byte) {
	for _, name := range slices.Sorted(maps.Keys(params)) {
		pairs = appendLength(pairs, len(name))
		pairs = appendLength(pairs, len(params[name]))
		pairs = append(pairs, name...)
		pairs = append(pairs, params[name]...)
	}
	return pairs
}

func appendLength(to []byte, n int) []byte {
	if n < 128 {
		return append(to, byte(n))
	}
	return binary.BigEndian.AppendUint32(to, uint32(n)|1<<31)
}

// readHeader reads the header of a record.
func readHeader(in io.Reader) (kind byte, size, padding int, err error) {
	var header [8]byte
	if _, err := io.ReadFull(in, header[:]); err != nil {
		return 0, 0, 0, err
	}
	if header[0] != 1 {
		return 0, 0, 0, fmt.Errorf("this is no FastCGI: a record of version %d", header[0])
	}
	return header[1], int(binary.BigEndian.Uint16(header[4:])), int(header[6]), nil
}
