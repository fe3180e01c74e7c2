// Package uwsgi speaks the uwsgi protocol, by which nginx (uwsgi_pass), Apache
// (mod_proxy_uwsgi) and uWSGI's own routers ask applications: a packet of
// variables, the body behind it, and an answer as HTTP/1.1 has it, which the
// end of the connection ends.
package uwsgi

import (
	"bufio"
	"bytes"
	"encoding/binary"
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

// The kinds of packets, modifier1, that are known.
const (
	kindApp   = 0   // a request to an application in Python
	kindMount = 30  // the same, whose path begins with SCRIPT_NAME
	kindPing  = 100 // somebody asks whether we are there
)

// Name is the name of the protocol.
const Name = "uwsgi"

// Protocol reads the request of conn and serves it.
func Protocol(conn net.Conn, most int, serve gateway.Respond) error {
	if err := conn.SetReadDeadline(time.Now().Add(headerTime)); err != nil {
		return err
	}
	in := bufio.NewReader(conn)
	kind, variables, err := readPacket(in, most)
	if err != nil {
		return err
	}
	if kind == kindPing {
		_, err := conn.Write([]byte{kindPing, 0, 0, 1})
		return err
	}
	if err := conn.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	return gateway.Single{Conn: conn, In: in, Length: gateway.Length(variables)}.Serve(variables, &answer{Writer: conn}, serve)
}

// readPacket reads a packet. A connection without anything is at its io.EOF.
func readPacket(in io.Reader, most int) (kind byte, variables map[string]string, err error) {
	var header [4]byte // modifier1, the size in two bytes, modifier2
	if _, err := io.ReadFull(in, header[:]); err != nil {
		return 0, nil, err
	}
	kind = header[0]
	if kind != kindApp && kind != kindMount && kind != kindPing {
		return 0, nil, fmt.Errorf("uwsgi: a packet of kind %d, which is none for apps", kind)
	}
	size := int(binary.LittleEndian.Uint16(header[1:]))
	if size > most && kind != kindPing { // as uWSGI, which ends the connection
		return 0, nil, fmt.Errorf("uwsgi: the variables have %d bytes, and may have %d", size, most)
	}
	packet := make([]byte, size)
	if _, err := io.ReadFull(in, packet); err != nil {
		return 0, nil, fmt.Errorf("uwsgi: the variables are cut off: %w", err)
	}
	variables, err = readVariables(packet)
	if err == nil && kind == kindMount {
		err = mount(variables)
	}
	return kind, variables, err
}

// readVariables reads names and values, each with its length in two bytes
// before it.
func readVariables(packet []byte) (map[string]string, error) {
	variables := map[string]string{}
	for len(packet) > 0 {
		name, rest, ok := readText(packet)
		if !ok {
			return nil, errors.New("uwsgi: the name of a variable is longer than the packet")
		}
		value, rest, ok := readText(rest)
		if !ok {
			return nil, fmt.Errorf("uwsgi: the value of %q is longer than the packet", name)
		}
		gateway.AddVariable(variables, name, value)
		packet = rest
	}
	return variables, nil
}

func readText(packet []byte) (text string, rest []byte, ok bool) {
	if len(packet) < 2 {
		return "", nil, false
	}
	n := int(binary.LittleEndian.Uint16(packet)) + 2
	if n > len(packet) {
		return "", nil, false
	}
	return string(packet[2:n]), packet[n:], true
}

// mount takes SCRIPT_NAME from the path, as uWSGI does for this kind.
func mount(variables map[string]string) error {
	rest, ok := strings.CutPrefix(variables["PATH_INFO"], variables["SCRIPT_NAME"])
	if !ok || rest != "" && rest[0] != '/' {
		return fmt.Errorf("uwsgi: the path %q does not begin with SCRIPT_NAME, %q", variables["PATH_INFO"], variables["SCRIPT_NAME"])
	}
	variables["PATH_INFO"] = rest
	return nil
}

// answer writes an answer of a CGI program as one of HTTP.
type answer struct {
	io.Writer
	begun bool
}

// Write implements io.Writer. The first one has the status.
func (a *answer) Write(p []byte) (int, error) {
	if a.begun {
		return a.Writer.Write(p)
	}
	a.begun = true
	rest, ok := bytes.CutPrefix(p, []byte("Status: "))
	if !ok {
		rest = append([]byte("200 OK\r\n"), p...)
	}
	if _, err := a.Writer.Write(append([]byte("HTTP/1.1 "), rest...)); err != nil {
		return 0, err
	}
	return len(p), nil
}
