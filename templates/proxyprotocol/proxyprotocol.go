// Package proxyprotocol reads the header by which a proxy says, before a
// connection's first byte, who its client is: PROXY protocol, versions 1 and 2,
// as HAProxy has specified it.
package proxyprotocol

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/pastegen/pastegen/templates/peers"
)

const (
	// patience is how long a header may take to come.
	patience = 5 * time.Second

	maxV1     = 107 // bytes of a header of version 1, the end of its line included
	maxV2     = 16 + 4<<10
	signature = "\r\n\r\n\x00\r\nQUIT\n"
)

// Wrap returns connections of l whose addresses are those that proxies say. A
// connection without a header is as it came, and one of somebody who is not
// trusted is not looked at, so that its header is no HTTP.
func Wrap(l net.Listener, trusted peers.Set) net.Listener { return &listener{l, trusted} }

type listener struct {
	net.Listener
	trusted peers.Set
}

// SyscallConn implements syscall.Conn where the listener below does.
func (l *listener) SyscallConn() (syscall.RawConn, error) {
	if raw, ok := l.Listener.(syscall.Conn); ok {
		return raw.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}

// Accept implements net.Listener. It does not wait for the header.
func (l *listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil || !l.trusted.Contain(peers.Addr(c.RemoteAddr().String())) {
		return c, err
	}
	return &conn{Conn: c}, nil
}

// conn is a connection that may begin with a header. The header is read when
// somebody wants to know what it says, or what comes behind it.
type conn struct {
	net.Conn
	once    sync.Once
	ahead   []byte // what was read behind the header
	err     error
	client  net.Addr // nil for the connection's own
	reached net.Addr
}

// Read implements net.Conn.
func (c *conn) Read(p []byte) (int, error) {
	c.once.Do(c.readHeader)
	switch {
	case c.err != nil:
		return 0, c.err
	case len(c.ahead) > 0:
		n := copy(p, c.ahead)
		c.ahead = c.ahead[n:]
		return n, nil
	}
	return c.Conn.Read(p)
}

// RemoteAddr is that of the client.
func (c *conn) RemoteAddr() net.Addr {
	c.once.Do(c.readHeader)
	if c.client != nil {
		return c.client
	}
	return c.Conn.RemoteAddr()
}

// LocalAddr is what the client has reached.
func (c *conn) LocalAddr() net.Addr {
	c.once.Do(c.readHeader)
	if c.reached != nil {
		return c.reached
	}
	return c.Conn.LocalAddr()
}

// ReadFrom implements io.ReaderFrom, which is sendfile for a TCP connection.
func (c *conn) ReadFrom(src io.Reader) (int64, error) { return io.Copy(c.Conn, src) }

// CloseWrite ends what is sent.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// readHeader reads the header, if the connection begins with one.
func (c *conn) readHeader() {
	_ = c.Conn.SetReadDeadline(time.Now().Add(patience)) // a connection that is closed tells when it is read
	text := make([]byte, 0, 256)
	for {
		size, complete, err := headerSize(text)
		switch {
		case err != nil:
			c.err = err
			return
		case complete && len(text) >= size:
			c.err = c.parse(text[:size])
			c.ahead = bytes.Clone(text[size:])
			_ = c.Conn.SetReadDeadline(time.Time{})
			return
		}
		if text, err = c.more(text, max(size, 256)); err != nil {
			c.err = err
			return
		}
	}
}

// more reads what comes next, so that there are size bytes at most.
func (c *conn) more(text []byte, size int) ([]byte, error) {
	if cap(text) < size {
		text = append(make([]byte, 0, size), text...)
	}
	n, err := c.Conn.Read(text[len(text):size])
	switch {
	case n > 0:
		err = nil
	case err == io.EOF && len(text) > 0:
		err = io.ErrUnexpectedEOF
	}
	return text[:len(text)+n], err
}

// headerSize tells how long the header is that text begins with, 0 for none, as
// soon as that can be known.
func headerSize(text []byte) (size int, known bool, err error) {
	const v1 = "PROXY "
	switch {
	case len(text) == 0:
		return 0, false, nil
	case hasPrefix(text, v1):
		end := bytes.IndexByte(text, '\n')
		switch {
		case end >= 0 && end < maxV1:
			return end + 1, len(text) >= len(v1), nil
		case len(text) >= maxV1:
			return 0, false, errors.New("PROXY protocol: a header without an end")
		}
		return 0, false, nil
	case hasPrefix(text, signature):
		if len(text) < 16 {
			return 0, false, nil
		}
		size := 16 + int(binary.BigEndian.Uint16(text[14:]))
		if size > maxV2 {
			return 0, false, errors.New("PROXY protocol: a header that is too long")
		}
		return size, true, nil
	}
	return 0, true, nil
}

// hasPrefix reports whether text begins with prefix, as far as it goes.
func hasPrefix(text []byte, prefix string) bool {
	return strings.HasPrefix(prefix, string(text[:min(len(text), len(prefix))]))
}

// parse takes the addresses from a header.
func (c *conn) parse(header []byte) error {
	switch {
	case len(header) == 0:
		return nil
	case header[0] == 'P':
		return c.parseV1(string(header))
	}
	return c.parseV2(header)
}

// parseV1 reads "PROXY TCP4 client reached port port".
func (c *conn) parseV1(line string) error {
	words := strings.Split(strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"), " ")
	if len(words) >= 2 && words[1] == "UNKNOWN" {
		return nil
	}
	if len(words) != 6 || words[1] != "TCP4" && words[1] != "TCP6" {
		return errors.New("PROXY protocol: a malformed line")
	}
	client, err := tcpAddr(words[2], words[4], words[1] == "TCP4")
	if err != nil {
		return err
	}
	reached, err := tcpAddr(words[3], words[5], words[1] == "TCP4")
	if err != nil {
		return err
	}
	c.client, c.reached = client, reached
	return nil
}

func tcpAddr(host, port string, is4 bool) (*net.TCPAddr, error) {
	ip, err := netip.ParseAddr(host)
	if err != nil || ip.Is4() != is4 || ip.Zone() != "" {
		return nil, errors.New("PROXY protocol: a malformed address")
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, errors.New("PROXY protocol: a malformed port")
	}
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(ip, uint16(n))), nil
}

// parseV2 reads the binary header.
func (c *conn) parseV2(header []byte) error {
	if header[12]>>4 != 2 {
		return errors.New("PROXY protocol: an unknown version")
	}
	if header[12]&0xf == 0 { // LOCAL: the proxy asks for itself, for its health check
		return nil
	}
	size := map[byte]int{1: 4, 2: 16}[header[13]>>4]
	switch {
	case size == 0:
		return nil // a unix socket, or something that nobody has specified: no address
	case len(header) < 16+2*size+4:
		return errors.New("PROXY protocol: a header that is too short")
	}
	body := header[16:]
	ports := body[2*size:]
	c.client = addrOf(body[:size], ports)
	c.reached = addrOf(body[size:2*size], ports[2:])
	return nil
}

func addrOf(ip, port []byte) net.Addr {
	addr, _ := netip.AddrFromSlice(ip)
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(addr, binary.BigEndian.Uint16(port)))
}
