package fcgi

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/pastegen/pastegen/templates/gateway"
)

// readRecord reads a record. Between two records the error is io.EOF when there
// is no other.
func readRecord(in *bufio.Reader) (kind byte, id uint16, content []byte, err error) {
	var header [8]byte
	if _, err := io.ReadFull(in, header[:]); err != nil {
		return 0, 0, nil, err
	}
	if header[0] != 1 {
		return 0, 0, nil, fmt.Errorf("fcgi: version %d of the protocol instead of 1", header[0])
	}
	content = make([]byte, binary.BigEndian.Uint16(header[4:]))
	if _, err := io.ReadFull(in, content); err != nil {
		return 0, 0, nil, fmt.Errorf("fcgi: a record is cut off: %w", err)
	}
	if _, err := in.Discard(int(header[6])); err != nil {
		return 0, 0, nil, fmt.Errorf("fcgi: a record is cut off: %w", err)
	}
	return header[1], binary.BigEndian.Uint16(header[2:]), content, nil
}

// write writes a record, whole.
func (c *connection) write(kind byte, id uint16, content []byte) error {
	header := [8]byte{0: 1, 1: kind}
	binary.BigEndian.PutUint16(header[2:], id)
	binary.BigEndian.PutUint16(header[4:], uint16(len(content)))
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err := (&net.Buffers{header[:], content}).WriteTo(c.conn)
	return err
}

// end ends a request.
func (c *connection) end(id uint16, status byte) error {
	return c.write(recordEnd, id, []byte{4: status, 7: 0})
}

// parseParams splits names and values, each pair with the two lengths before it.
func parseParams(text []byte) (map[string]string, error) {
	variables := map[string]string{}
	for len(text) > 0 {
		name, rest, err := readLength(text)
		if err != nil {
			return nil, err
		}
		value, rest, err := readLength(rest)
		if err != nil {
			return nil, err
		}
		if name > len(rest) || value > len(rest)-name {
			return nil, errors.New("fcgi: a parameter is longer than all of them")
		}
		gateway.AddVariable(variables, string(rest[:name]), string(rest[name:name+value]))
		text = rest[name+value:]
	}
	return variables, nil
}

// readLength reads a length of one byte, or of four when the first bit is set.
func readLength(text []byte) (length int, rest []byte, err error) {
	switch {
	case len(text) > 0 && text[0] < 0x80:
		return int(text[0]), text[1:], nil
	case len(text) >= 4:
		return int(binary.BigEndian.Uint32(text) &^ (1 << 31)), text[4:], nil
	}
	return 0, nil, errors.New("fcgi: the length of a parameter is cut off")
}
