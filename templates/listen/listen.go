// Package listen opens the addresses that servers listen on.
package listen

import (
	"errors"
	"net"
	"os"
	"strings"
	"syscall"
)

// UnixScheme starts an address that is the path of a unix socket: "unix:/run/app.sock".
const UnixScheme = "unix:"

// On listens on "host:port", ":port" or "unix:/path". A socket file that nobody answers, as a killed program leaves it, is
// replaced; any other file at that path stays, and is an error.
func On(addr string) (net.Listener, error) {
	path, isUnix := strings.CutPrefix(addr, UnixScheme)
	if !isUnix {
		return net.Listen("tcp", addr)
	}
	listener, err := net.Listen("unix", path)
	if err != nil && isStale(path) && os.Remove(path) == nil {
		listener, err = net.Listen("unix", path)
	}
	return listener, err
}

// isStale reports whether path is a socket that nobody answers, left by a process that was killed. Only a refused
// connection shows that: a busy server, or one of another user, gives other errors.
func isStale(path string) bool {
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
