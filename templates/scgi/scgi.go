// Package scgi speaks SCGI, the protocol of https://python.ca/scgi/protocol.txt: one request for each connection, its
// variables as a netstring, and an answer as a CGI program writes it.
package scgi

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/gateway"
)

const (
	// headerTime is for all variables of a request to come.
	headerTime = 10 * time.Second

	// linger is how long the rest of a body is still read after the answer.
	linger = 5 * time.Second

	// maxHeader leaves room for large cookies.
	maxHeader = 256 << 10
)

// Protocol reads the request of conn and serves it.
func Protocol(conn net.Conn, serve gateway.Respond) error {
	if err := conn.SetReadDeadline(time.Now().Add(headerTime)); err != nil {
		return err
	}
	in := bufio.NewReader(conn)
	variables, err := readVariables(in)
	if err != nil {
		return err
	}
	if err := conn.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	length, err := parseLength(variables["CONTENT_LENGTH"])
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	reader, writer := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		readRest(in, writer, length)
		cancel()
	}()
	complete := serve(ctx, variables, body{reader, conn}, conn)
	reader.Close()
	if !complete {
		return abort(conn)
	}
	return hangUp(conn, ended)
}

// body is the body of a request, which must come by the connection in time.
type body struct {
	*io.PipeReader
	conn net.Conn
}

// SetReadDeadline is for what comes next.
func (b body) SetReadDeadline(deadline time.Time) error {
	return b.conn.SetReadDeadline(deadline)
}

// readRest reads the body, also when nobody wants it, and then until the web server ends the connection: its client has gone,
// when that is before the answer.
func readRest(in io.Reader, body *io.PipeWriter, length int64) {
	rest := io.LimitReader(in, length)
	_, err := io.Copy(body, rest)
	if err != nil { // of reading, or because nobody wants it
		body.CloseWithError(err)
	}
	_, err = io.Copy(io.Discard, rest)
	if left := rest.(*io.LimitedReader).N; left > 0 && err == nil {
		err = io.ErrUnexpectedEOF
	}
	body.CloseWithError(err) // io.EOF for none
	if err == nil {
		_, _ = io.Copy(io.Discard, in)
	}
}

// hangUp ends the answer, but goes on reading: to close the connection before the web server has sent all of a body
// would reset it, and the answer could be lost on the way.
func hangUp(conn net.Conn, ended <-chan struct{}) error {
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok {
		return nil
	}
	if err := errors.Join(half.CloseWrite(), conn.SetReadDeadline(time.Now().Add(linger))); err != nil {
		return err
	}
	<-ended
	return nil
}

// parseLength parses a CONTENT_LENGTH. nginx, as it comes configured, has an empty one where there is no body.
func parseLength(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	length, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("scgi: the CONTENT_LENGTH is not a length: %q", text)
	}
	return int64(length), nil
}

// abort ends the connection by a reset, because its plain end is the end of an answer. A unix socket has none: there
// only a Content-Length can tell that something is missing.
func abort(conn net.Conn) error {
	if tcp, ok := conn.(interface{ SetLinger(seconds int) error }); ok {
		return tcp.SetLinger(0)
	}
	return nil
}

// readVariables reads a netstring of names and values, each with a zero byte behind it.
func readVariables(in *bufio.Reader) (map[string]string, error) {
	size, err := readSize(in)
	if err != nil {
		return nil, err
	}
	text := make([]byte, size+1)
	if _, err := io.ReadFull(in, text); err != nil {
		return nil, fmt.Errorf("scgi: the header is cut off: %w", err)
	}
	if text[size] != ',' || size == 0 || text[size-1] != 0 {
		return nil, errors.New("scgi: the header is not a netstring of terminated names and values")
	}
	fields := strings.Split(string(text[:size-1]), "\x00")
	if len(fields)%2 != 0 || fields[0] != "CONTENT_LENGTH" {
		return nil, errors.New("scgi: the header is not one of pairs of which CONTENT_LENGTH is the first")
	}
	variables := make(map[string]string, len(fields)/2)
	for i := 0; i < len(fields); i += 2 {
		gateway.AddVariable(variables, fields[i], fields[i+1])
	}
	if variables["SCGI"] != "1" {
		return nil, errors.New("scgi: the header has no SCGI with the value 1")
	}
	return variables, nil
}

// readSize reads the length of a netstring and the colon behind it. A connection without anything is at its io.EOF.
func readSize(in *bufio.Reader) (int, error) {
	size := 0
	for i := 0; ; i++ {
		c, err := in.ReadByte()
		switch {
		case err == io.EOF && i == 0:
			return 0, err
		case err != nil:
			return 0, fmt.Errorf("scgi: the header is cut off: %w", err)
		case c == ':' && i > 0:
			return size, nil
		case c < '0' || c > '9':
			return 0, fmt.Errorf("scgi: %q in the length of the header", c)
		}
		if size = size*10 + int(c-'0'); size > maxHeader {
			return 0, fmt.Errorf("scgi: the header is larger than %d bytes", maxHeader)
		}
	}
}
