package listen

import (
	"net"
	"syscall"
)

// soReusePort is SO_REUSEPORT, for which package syscall has no name on all
// architectures.
const soReusePort = 0xf

// reusePort lets other processes listen on the same port.
func reusePort(_, _ string, c syscall.RawConn) error {
	var err error
	failed := c.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, soReusePort, 1)
	})
	if failed != nil {
		return failed
	}
	return err
}

// setBacklog says how many connections may wait on a listener, which listens
// already.
func setBacklog(l net.Listener, backlog int) error {
	raw, ok := l.(syscall.Conn)
	if !ok {
		return nil
	}
	c, err := raw.SyscallConn()
	if err != nil {
		return err
	}
	failed := c.Control(func(fd uintptr) { err = syscall.Listen(int(fd), backlog) })
	if failed != nil {
		return failed
	}
	return err
}

// queue tells how many clients wait on a socket that listens by TCP, and how many
// may. Linux has both in the words 6 and 7 of its struct tcp_info, as it is for
// such a socket; package syscall reads eight words of an option as this type.
func queue(fd int) (waiting, most int) {
	info, err := syscall.GetsockoptICMPv6Filter(fd, syscall.IPPROTO_TCP, syscall.TCP_INFO)
	if err != nil {
		return 0, 0 // it is no socket of TCP
	}
	return int(info.Data[6]), int(info.Data[7])
}
