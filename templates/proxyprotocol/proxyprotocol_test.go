package proxyprotocol

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/peers"
)

const v2 = signature + "\x21\x11\x00\x0c\x01\x02\x03\x04\x05\x06\x07\x08\x00\x09\x00\x50"

// accepted sends text in parts to a connection, and returns who it is from,
// what it has reached, and what is read of it.
func accepted(t *testing.T, trusted peers.Set, parts ...string) (from, at, text string, err error) {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	l := Wrap(inner, trusted)
	client, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	go func() {
		for _, part := range parts {
			_, _ = io.WriteString(client, part)
			time.Sleep(time.Millisecond)
		}
		_ = client.(*net.TCPConn).CloseWrite()
	}()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	from, at = c.RemoteAddr().String(), c.LocalAddr().String()
	if from == client.LocalAddr().String() {
		from = "itself"
	}
	if at == inner.Addr().String() {
		at = "itself"
	}
	all, err := io.ReadAll(c)
	return from, at, string(all), err
}

func TestHeaders(t *testing.T) {
	for _, tt := range []struct {
		parts    []string
		from, at string
		text     string // "error" for one
	}{
		{[]string{"GET / HTTP/1.1\r\n"}, "itself", "itself", "GET / HTTP/1.1\r\n"},
		{[]string{"P", "OST /"}, "itself", "itself", "POST /"},
		{[]string{""}, "itself", "itself", ""},
		{[]string{"PROXY TCP4 1.2.3.4 5.6.7.8 9 80\r\nGET /"}, "1.2.3.4:9", "5.6.7.8:80", "GET /"},
		{[]string{"PROXY TCP4 1.2.3.4 5.6.", "7.8 9 80\r", "\nGET /", "more"}, "1.2.3.4:9", "5.6.7.8:80", "GET /more"},
		{[]string{"PROXY TCP6 2001:db8::1 ::1 9 80\r\n"}, "[2001:db8::1]:9", "[::1]:80", ""},
		{[]string{"PROXY UNKNOWN\r\nGET /"}, "itself", "itself", "GET /"},
		{[]string{"PROXY UNKNOWN ffff:f...f:ffff 65535\r\nGET /"}, "itself", "itself", "GET /"},
		{[]string{"PROXY TCP4 1.2.3.4 5.6.7.8 9\r\nGET /"}, "itself", "itself", "error"},
		{[]string{"PROXY TCP4 2001:db8::1 ::1 9 80\r\nGET /"}, "itself", "itself", "error"},
		{[]string{"PROXY TCP4 1.2.3.4 5.6.7.8 9 65536\r\nGET /"}, "itself", "itself", "error"},
		{[]string{"PROXY UDP4 1.2.3.4 5.6.7.8 9 80\r\nGET /"}, "itself", "itself", "error"},
		{[]string{"PROXY " + strings.Repeat("x", 200)}, "itself", "itself", "error"},
		{[]string{"PROXY TCP4 1.2.3.4"}, "itself", "itself", "error"},
		{[]string{v2 + "GET /"}, "1.2.3.4:9", "5.6.7.8:80", "GET /"},
		{[]string{v2[:5], v2[5:20], v2[20:] + "GET /"}, "1.2.3.4:9", "5.6.7.8:80", "GET /"},
		{[]string{signature + "\x21\x11\x00\x0f" + v2[16:] + "\x04\x00\x00GET /"}, "1.2.3.4:9", "5.6.7.8:80", "GET /"},
		{[]string{signature + "\x20\x00\x00\x00GET /"}, "itself", "itself", "GET /"},
		{[]string{signature + "\x21\x21\x00\x24" + strings.Repeat("\x00", 15) + "\x01" + strings.Repeat("\x00", 15) + "\x02\x00\x01\x00\x02GET /"}, "[::1]:1", "[::2]:2", "GET /"},
		{[]string{signature + "\x21\x31\x00\x03abcGET /"}, "itself", "itself", "GET /"},
		{[]string{signature + "\x21\x11\x00\x0babcdefghijkGET /"}, "itself", "itself", "error"},
		{[]string{signature + "\x31\x11\x00\x00GET /"}, "itself", "itself", "error"},
		{[]string{signature + "\x21\x11\xff\xff"}, "itself", "itself", "error"},
	} {
		from, at, text, err := accepted(t, peers.Machine(), tt.parts...)
		if err != nil {
			text = "error"
		}
		if from != tt.from || at != tt.at || text != tt.text {
			t.Errorf("%q: from %s at %s, %q (%v); want %s, %s, %q", tt.parts, from, at, text, err, tt.from, tt.at, tt.text)
		}
	}
}

func TestOthersAreNotBelieved(t *testing.T) {
	others := peers.Set{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	from, _, text, err := accepted(t, others, "PROXY TCP4 1.2.3.4 5.6.7.8 9 80\r\n")
	if from != "itself" || !strings.HasPrefix(text, "PROXY") || err != nil {
		t.Errorf("%s %q %v", from, text, err)
	}
}

// reading is a connection that has some bytes to read.
type reading struct {
	net.Conn
	in *bytes.Reader
}

func (r reading) Read(p []byte) (int, error)      { return r.in.Read(p) }
func (r reading) SetReadDeadline(time.Time) error { return nil }
func (r reading) RemoteAddr() net.Addr            { return &net.TCPAddr{} }

func FuzzHeader(f *testing.F) {
	f.Add([]byte("PROXY TCP4 1.2.3.4 5.6.7.8 9 80\r\nGET /"))
	f.Add([]byte(v2 + "GET /"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c := &conn{Conn: reading{in: bytes.NewReader(text)}}
		c.RemoteAddr()
		rest, err := io.ReadAll(c)
		if err == nil && !bytes.HasSuffix(text, rest) {
			t.Errorf("%q has behind its header %q", text, rest)
		}
	})
}

func TestHeaderSize(t *testing.T) {
	binary := func(size string) string { return signature + "\x21\x11" + size }
	for _, tt := range []struct {
		text  string
		size  int
		known bool
		bad   bool
	}{
		{text: ""},
		{text: "P"},
		{text: "G", known: true},
		{text: "PROXY TCP4"},
		{text: "PROXY UNKNOWN\r\nGET", size: 15, known: true},
		{text: "PROXZ", known: true},
		{text: "PROXY " + strings.Repeat("x", maxV1-7)},
		{text: "PROXY " + strings.Repeat("x", maxV1-7) + "\n", size: maxV1, known: true},
		{text: "PROXY " + strings.Repeat("x", maxV1-6), bad: true},
		{text: "PROXY " + strings.Repeat("x", maxV1-6) + "\n", bad: true},
		{text: signature},
		{text: binary("\x00")},
		{text: binary("\x00\x0c"), size: 28, known: true},
		{text: binary(string([]byte{(maxV2 - 16) >> 8, (maxV2 - 16) & 255})), size: maxV2, known: true},
		{text: binary(string([]byte{(maxV2 - 15) >> 8, (maxV2 - 15) & 255})), bad: true},
	} {
		if size, known, err := headerSize([]byte(tt.text)); size != tt.size || known != tt.known || (err != nil) != tt.bad {
			t.Errorf("%.40q: %d %v %v, want %+v", tt.text, size, known, err, tt)
		}
	}
}

func TestSyscallConn(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if raw, err := Wrap(l, peers.Set{}).(syscall.Conn).SyscallConn(); raw == nil || err != nil {
		t.Error(raw, err)
	}
	if _, err := Wrap(struct{ net.Listener }{l}, peers.Set{}).(syscall.Conn).SyscallConn(); !errors.Is(err, errors.ErrUnsupported) {
		t.Error("one that has none:", err)
	}
}
