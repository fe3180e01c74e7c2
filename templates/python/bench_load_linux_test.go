package python

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"syscall"
	"time"
)

// load is a client that asks on several connections at the same time, in one
// thread and with two system calls for a request. What a client costs is on the
// same cores as the servers that are compared, and makes the fast ones look
// like the slow ones.
type load struct {
	to      syscall.Sockaddr
	request []byte
	poll    int
	conns   []*loadConn
	closes  bool    // the server ends connections, and does not say so before
	taken   []int64 // nanoseconds that each answer took
	buf     []byte  // what is read at once
}

// loadConn is one of its connections.
type loadConn struct {
	fd    int // -1 is none
	kept  bool
	begun time.Time
	have  []byte
}

// openLoad prepares to ask addr on so many connections. The request has more lines in
// its head, or none.
func openLoad(addr, lines string, conns int) (*load, error) {
	to, err := netip.ParseAddrPort(addr)
	if err != nil {
		return nil, err
	}
	request := []byte("GET / HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n")
	l := &load{request: request, buf: make([]byte, 1<<16), to: &syscall.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}}
	if l.poll, err = syscall.EpollCreate1(syscall.EPOLL_CLOEXEC); err != nil {
		return nil, err
	}
	for range conns {
		l.conns = append(l.conns, &loadConn{fd: -1})
	}
	return l, nil
}

func (l *load) close() {
	for _, c := range l.conns {
		c.close()
	}
	_ = syscall.Close(l.poll) // nothing was written
}

func (c *loadConn) close() {
	if c.fd >= 0 {
		_ = syscall.Close(c.fd) // it has been read from
	}
	c.fd, c.kept, c.have = -1, false, c.have[:0]
}

// run asks for a while. With a rate it asks so often in a second, on
// connections that have nothing to do; else each connection asks again as soon
// as it has an answer.
func (l *load) run(d time.Duration, rate float64) error {
	l.taken = l.taken[:0]
	var idle []int
	for i := range l.conns {
		idle = append(idle, i)
	}
	events := make([]syscall.EpollEvent, len(l.conns))
	asked, begun := 0, time.Now()
	for now := begun; now.Sub(begun) < d || len(idle) < len(l.conns); now = time.Now() {
		for len(idle) > 0 && now.Sub(begun) < d && (rate == 0 || float64(asked) < rate*now.Sub(begun).Seconds()) {
			i := idle[len(idle)-1]
			idle = idle[:len(idle)-1]
			if asked++; l.ask(i) != nil {
				return fmt.Errorf("request %d: the server takes no connection", asked)
			}
		}
		wait := 10_000
		if rate > 0 && len(idle) > 0 {
			wait = 1
		}
		n, err := syscall.EpollWait(l.poll, events, wait)
		if err != nil && err != syscall.EINTR {
			return err
		}
		if n == 0 && wait > 1 {
			return errors.New("there is no answer")
		}
		for _, e := range events[:max(n, 0)] {
			whole, err := l.take(int(e.Fd))
			if err != nil {
				return err
			}
			if whole {
				idle = append(idle, int(e.Fd))
			}
		}
	}
	return nil
}

// ask sends a request.
func (l *load) ask(i int) error {
	c := l.conns[i]
	c.begun = time.Now()
	return l.send(i)
}

func (l *load) send(i int) (err error) {
	c := l.conns[i]
	if c.fd < 0 {
		if c.fd, err = syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0); err != nil {
			return err
		}
		if err := syscall.Connect(c.fd, l.to); err != nil {
			return err
		}
		if err := syscall.EpollCtl(l.poll, syscall.EPOLL_CTL_ADD, c.fd, &syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(i)}); err != nil {
			return err
		}
	}
	if _, err := syscall.Write(c.fd, l.request); err != nil && !c.kept { // else the next read tells
		return err
	}
	return nil
}

// take reads what has come, and reports whether it is a whole answer.
func (l *load) take(i int) (whole bool, err error) {
	c := l.conns[i]
	n, err := syscall.Read(c.fd, l.buf)
	if (n <= 0 || err != nil) && c.kept && len(c.have) == 0 { // the server has ended a connection that was to stay
		l.closes = true
		c.close()
		return false, l.send(i)
	}
	if n <= 0 || err != nil {
		return false, fmt.Errorf("an answer ends with %d, %v, after %q", n, err, c.have)
	}
	c.have = append(c.have, l.buf[:n]...)
	head, body, found := bytes.Cut(c.have, []byte("\r\n\r\n"))
	if !found {
		return false, nil
	}
	size, stays, err := readHead(head)
	if err != nil || len(body) < size || size < 0 && !bytes.HasSuffix(body, []byte("\r\n0\r\n\r\n")) {
		return false, err
	}
	l.taken = append(l.taken, int64(time.Since(c.begun)))
	if stays && !l.closes {
		c.kept, c.have = true, c.have[:0]
	} else {
		c.close()
	}
	return true, nil
}

// readHead returns the length of an answer of status 200, -1 for one in chunks,
// and whether the connection stays.
func readHead(head []byte) (size int, stays bool, err error) {
	stays = bytes.HasPrefix(head, []byte("HTTP/1.1"))
	size = -2
	if !bytes.Contains(head[:min(20, len(head))], []byte(" 200 ")) {
		return 0, false, fmt.Errorf("%s", head)
	}
	for _, line := range bytes.Split(head, []byte("\r\n"))[1:] {
		switch name, value, _ := bytes.Cut(line, []byte(": ")); {
		case bytes.EqualFold(name, []byte("Content-Length")):
			size, err = strconv.Atoi(string(value))
		case bytes.EqualFold(name, []byte("Connection")) && bytes.EqualFold(value, []byte("close")):
			stays = false
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			size = max(size, -1)
		}
	}
	if size == -2 {
		err = fmt.Errorf("there is no length: %s", head)
	}
	return size, stays, err
}
