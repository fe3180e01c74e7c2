// Bare serves web.Hello with net/http and nothing else: the floor that a
// generated server is measured against. Its first argument is the address; the
// others name limits that a generated server has by itself:
//
//	timeouts     of a header, of an idle connection, and the size of a header
//	write        how long a client may take for an answer
//	connections  how many there may be
package main

import (
	"log"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"example.com/web"
)

func main() {
	limits := os.Args[2:]
	s := &http.Server{Handler: http.HandlerFunc(web.Hello)}
	if slices.Contains(limits, "timeouts") {
		s.ReadHeaderTimeout = 10 * time.Second
		s.IdleTimeout = 2 * time.Minute
		s.MaxHeaderBytes = 256 << 10
	}
	if slices.Contains(limits, "write") {
		s.WriteTimeout = 2 * time.Minute
	}
	l, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if slices.Contains(limits, "connections") {
		l = &listener{l, make(chan struct{}, 1000)}
	}
	log.Fatal(s.Serve(l))
}

// listener accepts so many connections, as that of golang.org/x/net/netutil
// does.
type listener struct {
	net.Listener
	seats chan struct{}
}

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

func (c *conn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
