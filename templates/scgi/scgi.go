// Package scgi speaks SCGI, the protocol of
// https://python.ca/scgi/protocol.txt: one request for each connection, its
// variables as a netstring, and an answer as a CGI program writes it.
package scgi

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/gateway"
)

// headerTime is for all variables of a request to come.
const headerTime = 10 * time.Second

// Name is the name of the protocol.
const Name = "scgi"

// Protocol reads the request of conn and serves it.
func Protocol(conn net.Conn, most int, serve gateway.Respond) error {
	if err := conn.SetReadDeadline(time.Now().Add(headerTime)); err != nil {
		return err
	}
	in := bufio.NewReader(conn)
	variables, err := readVariables(in, most)
	if err != nil {
		return err
	}
	if err := conn.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	return gateway.Single{Conn: conn, In: in, Length: gateway.Length(variables)}.Serve(variables, conn, serve)
}

// readVariables reads a netstring of names and values, each with a zero byte
// behind it.
func readVariables(in *bufio.Reader, most int) (map[string]string, error) {
	size, err := readSize(in, most)
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

// readSize reads the length of a netstring and the colon behind it. A
// connection without anything is at its io.EOF.
func readSize(in *bufio.Reader, most int) (int, error) {
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
		if size = size*10 + int(c-'0'); size > most {
			return 0, fmt.Errorf("scgi: the header is larger than %d bytes", most)
		}
	}
}
