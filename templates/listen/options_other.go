//go:build !linux

package listen

import (
	"errors"
	"net"
	"syscall"
)

// reusePort is for Linux.
func reusePort(_, _ string, _ syscall.RawConn) error {
	return errors.New("a port can be shared on Linux only")
}

// setBacklog is for Linux: elsewhere the system says it.
func setBacklog(net.Listener, int) error { return nil }

// queue is for Linux: nothing else tells it.
func queue(int) (waiting, most int) { return 0, 0 }
