// Package limits has a limit of connections.
package limits

import (
	"net"
	"sync"
)

// Connections returns a listener that has so many connections at a time, as that
// of golang.org/x/net/netutil does.
func Connections(l net.Listener, n int) net.Listener { return &listener{l, make(chan struct{}, n)} }

type listener struct {
	net.Listener
	seats chan struct{}
}

// Accept implements net.Listener. It waits for a seat.
func (l *listener) Accept() (net.Conn, error) {
	l.seats <- struct{}{}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.seats
		return nil, err
	}
	return &conn{Conn: c, leave: sync.OnceFunc(func() { <-l.seats })}, nil
}

// conn leaves its seat when it is closed.
type conn struct {
	net.Conn
	leave func()
}

// Close implements net.Conn.
func (c *conn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
