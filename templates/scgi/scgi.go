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
)

const (
	// scgiHeaderTime is for all variables of a request to come.
	scgiHeaderTime = 10 * time.Second

	// scgiLinger is how long the rest of a body is still read after the answer.
	scgiLinger = 5 * time.Second

	// maxSCGIHeader leaves room for large cookies.
	maxSCGIHeader = 256 << 10
)

// scgiProtocol reads the request of conn and serves it.
func scgiProtocol(conn net.Conn, serve func(ctx context.Context, variables map[string]string, body io.Reader, answer io.Writer) (complete bool)) error {
	if err := conn.SetReadDeadline(time.Now().Add(scgiHeaderTime)); err != nil {
		return err
	}
	in := bufio.NewReader(conn)
	variables, err := readSCGIVariables(in)
	if err != nil {
		return err
	}
	if err := conn.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	length, err := scgiLength(variables["CONTENT_LENGTH"])
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if complete := serve(ctx, variables, io.LimitReader(in, int64(length)), conn); !complete {
		return abortSCGI(conn)
	}
	return hangUpSCGI(conn)
}

// hangUpSCGI ends the answer, but goes on reading: to close the connection before the web server has sent all of a body
// would reset it, and the answer could be lost on the way.
func hangUpSCGI(conn net.Conn) error {
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok {
		return nil
	}
	if err := errors.Join(half.CloseWrite(), conn.SetReadDeadline(time.Now().Add(scgiLinger))); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, conn)
	return err
}

// scgiLength parses a CONTENT_LENGTH. nginx, as it comes configured, has an empty one where there is no body.
func scgiLength(text string) (uint64, error) {
	if text == "" {
		return 0, nil
	}
	length, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("scgi: the CONTENT_LENGTH is not a length: %q", text)
	}
	return length, nil
}

// abortSCGI ends the connection by a reset, because its plain end is the end of an answer. A unix socket has none: there
// only a Content-Length can tell that something is missing.
func abortSCGI(conn net.Conn) error {
	if tcp, ok := conn.(interface{ SetLinger(seconds int) error }); ok {
		return tcp.SetLinger(0)
	}
	return nil
}

// readSCGIVariables reads a netstring of names and values, each with a zero byte behind it.
func readSCGIVariables(in *bufio.Reader) (map[string]string, error) {
	size, err := readSCGISize(in)
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
		addSCGIVariable(variables, fields[i], fields[i+1])
	}
	if variables["SCGI"] != "1" {
		return nil, errors.New("scgi: the header has no SCGI with the value 1")
	}
	return variables, nil
}

// addSCGIVariable adds a variable. Headers that came several times are joined, as web servers should have done.
func addSCGIVariable(variables map[string]string, name, value string) {
	if before, again := variables[name]; again && strings.HasPrefix(name, "HTTP_") {
		between := ", "
		if name == "HTTP_COOKIE" {
			between = "; "
		}
		value = before + between + value
	}
	variables[name] = value
}

// readSCGISize reads the length of a netstring and the colon behind it. A connection without anything is at its io.EOF.
func readSCGISize(in *bufio.Reader) (int, error) {
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
		if size = size*10 + int(c-'0'); size > maxSCGIHeader {
			return 0, fmt.Errorf("scgi: the header is larger than %d bytes", maxSCGIHeader)
		}
	}
}
