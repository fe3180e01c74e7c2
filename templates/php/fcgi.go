package php

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
)

// send sends a request to a FastCGI server, on a connection of its own, and
// returns what it writes to its standard output, which ends with the request.
// What it writes to its standard error goes to errs. The body is sent
// meanwhile.
func send(ctx context.Context, network, address string, params map[string]string, body io.Reader, errs io.Writer) (*reply, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	r := newReply(conn, errs)
	r.release = context.AfterFunc(ctx, func() { conn.Close() })
	out := bufio.NewWriter(conn)
	if err := writeHead(out, params); err != nil {
		_ = r.Close()
		return nil, err
	}
	go writeBody(out, body)
	return r, nil
}

// writeHead writes the beginning of a request and its variables.
func writeHead(out *bufio.Writer, params map[string]string) error {
	writeRecord(out, typeBegin, []byte{0, roleResponder, 0, 0, 0, 0, 0, 0})
	writeStream(out, typeParams, encodePairs(params))
	writeRecord(out, typeParams, nil)
	return out.Flush()
}

// writeBody writes the body. A server that has answered without reading it has
// closed the connection, which ends this.
func writeBody(out *bufio.Writer, body io.Reader) {
	buffer := make([]byte, 16<<10)
	for {
		n, err := body.Read(buffer)
		if n > 0 {
			writeRecord(out, typeStdin, buffer[:n])
			if out.Flush() != nil {
				return
			}
		}
		if err != nil {
			break
		}
	}
	writeRecord(out, typeStdin, nil)
	_ = out.Flush() // the reader of the answer finds out
}

// reply reads the answer of a FastCGI server.
type reply struct {
	conn    net.Conn
	release func() bool
	in      *bufio.Reader
	errs    io.Writer

	left    int // of the record that is being read
	padding int // behind it
	ended   bool
}

func newReply(conn net.Conn, errs io.Writer) *reply {
	return &reply{conn: conn, in: bufio.NewReader(conn), errs: errs}
}

// Close ends the connection.
func (r *reply) Close() error {
	r.release()
	return r.conn.Close()
}

// Read implements io.Reader. The end of the connection before the end of the
// request is an error.
func (r *reply) Read(p []byte) (int, error) {
	for r.left == 0 {
		if r.ended {
			return 0, io.EOF
		}
		if err := r.next(); err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return 0, err
		}
	}
	n, err := r.in.Read(p[:min(len(p), r.left)])
	r.left -= n
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// next reads records until there is one with output, or the last.
func (r *reply) next() error {
	if _, err := r.in.Discard(r.padding); err != nil {
		return err
	}
	r.padding = 0
	kind, size, padding, err := readHeader(r.in)
	if err != nil {
		return err
	}
	r.padding = padding
	switch kind {
	case typeStdout:
		r.left = size
		return nil
	case typeStderr:
		_, err := io.CopyN(r.errs, r.in, int64(size))
		return err
	case typeEnd:
		return r.end(size)
	}
	_, err = r.in.Discard(size)
	return err
}

// end reads the end of the request.
func (r *reply) end(size int) error {
	content := make([]byte, size)
	if _, err := io.ReadFull(r.in, content); err != nil {
		return err
	}
	if size < 8 {
		return errors.New("the end of the request is too short")
	}
	if status := content[4]; status != 0 {
		return fmt.Errorf("FastCGI status %d: %s", status, endText(status))
	}
	r.ended = true
	return nil
}

func endText(status byte) string {
	switch status {
	case 1:
		return "it serves one request of a connection at a time"
	case 2:
		return "it is overloaded"
	case 3:
		return "it answers no requests"
	}
	return "unknown"
}
