package gateway

import (
	"errors"
	"net"
	"os"
	"strings"
	"syscall"
)

// gatewayListen listens on "host:port", ":port" or "unix:/path". A socket file that nobody answers, as a killed program
// leaves it, is replaced.
func gatewayListen(addr string) (net.Listener, error) {
	path, isUnix := strings.CutPrefix(addr, "unix:")
	if !isUnix {
		return net.Listen("tcp", addr)
	}
	listener, err := net.Listen("unix", path)
	if err != nil && gatewayIsStale(path) && os.Remove(path) == nil {
		listener, err = net.Listen("unix", path)
	}
	return listener, err
}

func gatewayIsStale(path string) bool {
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}
