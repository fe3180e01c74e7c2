package listen

import (
	"net"
	"syscall"
)

// Queue tells how many clients wait until a listener accepts them, and how many
// may wait. Both are 0 where nobody knows: Linux tells it of TCP.
func Queue(l net.Listener) (waiting, most int) {
	raw, ok := l.(syscall.Conn)
	if !ok {
		return 0, 0
	}
	c, err := raw.SyscallConn()
	if err != nil {
		return 0, 0
	}
	if err := c.Control(func(fd uintptr) { waiting, most = queue(int(fd)) }); err != nil {
		return 0, 0 // it is closed
	}
	return waiting, most
}
