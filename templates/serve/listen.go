package serve

import (
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
)

// unixScheme starts an address that is the path of a unix socket.
const unixScheme = "unix:"

// listenOn listens on "host:port", ":port" or "unix:/path".
func listenOn(addr string) (net.Listener, error) {
	path, isUnix := strings.CutPrefix(addr, unixScheme)
	if !isUnix {
		return net.Listen("tcp", addr)
	}
	listener, err := net.Listen("unix", path)
	if err != nil && isStaleSocket(path) && os.Remove(path) == nil {
		listener, err = net.Listen("unix", path)
	}
	return listener, err
}

// isStaleSocket reports whether path is a socket that nobody answers, left by a process that was killed. Only a refused
// connection shows that: a busy server, or one of another user, gives other errors.
func isStaleSocket(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != os.ModeSocket {
		return false
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

// placeAttrs says where a listener is: the address, with the real port, and for people the URL.
func placeAttrs(addr net.Addr) []any {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return []any{"addr", unixScheme + addr.String()}
	}
	host := tcp.String()
	if tcp.IP.IsUnspecified() {
		host = strings.TrimPrefix(host, "[::]")
		host = "localhost" + strings.TrimPrefix(host, "0.0.0.0")
	}
	place := url.URL{Scheme: "http", Host: host, Path: "/"}
	return []any{"addr", tcp.String(), "url", place.String()}
}
