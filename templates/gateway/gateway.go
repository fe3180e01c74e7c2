// Package gateway serves a handler behind a web server that speaks a protocol
// which carries the variables of CGI, such as FastCGI and SCGI.
package gateway

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/pastegen/pastegen/templates/intake"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/peers"
)

// grace is for the requests in flight to end when the server is to end, if
// nobody says another time. Then their connections are closed.
const grace = 30 * time.Second

// freshTime is for the first request of a connection to come when the server is
// to end.
const freshTime = 2 * time.Second

// Respond answers a request that a protocol has read. answer takes what a CGI
// program would write; when complete is false, the connection is to be ended so
// that the web server does not take what it got for the whole answer. A body
// that has the method SetReadDeadline must come in time; one that has Close is
// closed when nobody wants more of it.
type Respond = func(ctx context.Context, variables map[string]string, body io.Reader, answer io.Writer) (complete bool)

// Protocol reads the requests of a connection and calls respond for each, until
// the connection ends; it need not close it. most is how many bytes the variables
// of a request may have: more is an error, with which the connection ends.
type Protocol = func(conn net.Conn, most int, respond Respond) error

// MaxVariables is how many bytes the variables of a request may have if nobody
// says another number. It leaves room for large cookies.
const MaxVariables = 256 << 10

// Server says where a gateway listens, and what it speaks.
type Server struct {
	Addr     string         // "host:port", "unix:/path" or "fd://3"
	Listen   listen.Options // how to listen there
	Allowed  peers.Set      // who may connect; nobody in it for all
	Protocol Protocol
}

// Serve returns the Serve of a Server with nothing but an address.
func Serve(addr string, protocol Protocol) func(context.Context, http.Handler) error {
	return Server{Addr: addr, Protocol: protocol}.Serve
}

// Serve listens and serves a handler until ctx ends. It lets the requests in
// flight end and returns nil then. Values of ctx say what is wanted besides:
// "pastegen.listen", a listen.Opener, listens in the place of listen.Open;
// "pastegen.room" is the *intake.Room for bodies, "pastegen.grace" how long
// requests in flight may take to end, and "pastegen.header" how many bytes the
// variables of a request may have.
func (s Server) Serve(ctx context.Context, h http.Handler) error {
	addr, err := listen.Parse(s.Addr, "")
	if err != nil {
		return err
	}
	open, ok := ctx.Value("pastegen.listen").(listen.Opener)
	if !ok {
		open = listen.Open
	}
	listeners, err := open(addr, s.Listen)
	if err != nil {
		return err
	}
	slog.Info("listening", "addr", s.Addr, "protocol", s.Listen.Speaks)
	g := &gateway{allowed: s.Allowed, handler: h, protocol: s.Protocol, conns: map[*connection]bool{}, room: new(intake.Room), grace: grace, most: MaxVariables}
	if room, ok := ctx.Value("pastegen.room").(*intake.Room); ok {
		g.room = room
	}
	if wanted, ok := ctx.Value("pastegen.grace").(time.Duration); ok {
		g.grace = wanted
	}
	if wanted, ok := ctx.Value("pastegen.header").(int); ok {
		g.most = wanted
	}
	release := context.AfterFunc(ctx, func() { listen.CloseAll(listeners) })
	defer release()
	var accepting sync.WaitGroup
	for _, listener := range listeners {
		accepting.Add(1)
		go func() {
			defer accepting.Done()
			g.accept(listener)
		}()
	}
	accepting.Wait()
	return g.stop()
}

type gateway struct {
	allowed  peers.Set // nobody for all
	handler  http.Handler
	protocol Protocol
	room     *intake.Room // for the bodies of all requests
	grace    time.Duration
	most     int // of the bytes of variables

	mu       sync.Mutex // for what follows, and for connection.busy
	conns    map[*connection]bool
	stopping bool
	serving  sync.WaitGroup // the connections
}

// connection is a connection, and whether it has a request in flight.
type connection struct {
	net.Conn
	busy bool
	used bool // there was one
}

// watched is a connection of a listener that wants to know which of them do
// nothing, as those of package wire are.
type watched interface {
	Begin()
	End()
	Taken()
}

// tell tells the connection's listener whether a request is in flight.
func (c *connection) tell(busy bool) {
	w, ok := c.Conn.(watched)
	switch {
	case !ok:
	case busy:
		w.Begin()
	default:
		w.Taken()
		w.End()
	}
}

// accept serves connections until the listener is closed. Other errors pass:
// too many open files, say.
func (g *gateway) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			slog.Error("cannot accept a connection", "err", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		if !g.allowed.None() && !g.allowed.Contain(peers.Addr(conn.RemoteAddr().String())) {
			slog.Warn("a connection was refused: its sender is not among those that may connect", "sender", conn.RemoteAddr().String())
			conn.Close()
			continue
		}
		c := &connection{Conn: conn}
		g.mu.Lock()
		g.conns[c] = true
		g.mu.Unlock()
		g.serving.Add(1)
		go g.serveConn(c)
	}
}

func (g *gateway) serveConn(c *connection) {
	defer g.serving.Done()
	err := g.protocol(c.Conn, g.most, func(ctx context.Context, variables map[string]string, body io.Reader, answer io.Writer) bool {
		g.setBusy(c, true)
		defer g.setBusy(c, false)
		return g.serveRequest(ctx, variables, body, answer)
	})
	if err != nil && err != io.EOF && !errors.Is(err, net.ErrClosed) && !errors.Is(err, os.ErrDeadlineExceeded) {
		slog.Warn("connection ended", "err", err)
	}
	c.Close()
	g.mu.Lock()
	delete(g.conns, c)
	g.mu.Unlock()
}

// setBusy notes whether a request is in flight. While the server stops there is
// none after it: reading fails, but the answer still goes out.
func (g *gateway) setBusy(c *connection, busy bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c.busy, c.used = busy, true
	c.tell(busy)
	if g.stopping && !busy {
		_ = c.SetReadDeadline(time.Now()) // fails only when the connection is closed
	}
}

// serveRequest answers one request. A panic is logged and answered with status
// 500, or, when a part of another answer is out, by ending the connection.
func (g *gateway) serveRequest(ctx context.Context, variables map[string]string, body io.Reader, answer io.Writer) (complete bool) {
	r, err := NewRequest(ctx, variables, body, g.room)
	if err != nil {
		w := NewWriter(answer, &http.Request{})
		http.Error(w, "bad request: "+err.Error(), http.StatusBadRequest)
		return w.Finish()
	}
	if body, ok := r.Body.(*intake.Body); ok {
		defer body.Release()
	}
	w := NewWriter(answer, r)
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v != http.ErrAbortHandler {
			slog.Error("panic", "method", r.Method, "uri", r.RequestURI, "panic", v, "stack", string(debug.Stack()))
		}
		complete = v != http.ErrAbortHandler && w.fail()
	}()
	g.handler.ServeHTTP(w, r)
	return w.Finish()
}

// stop waits for the requests in flight. Connections that have none are ended
// by their next read, so that the end of an answer which is just being written
// still goes out.
func (g *gateway) stop() error {
	g.endConns(func(c *connection) {
		switch {
		case !c.used: // its request is on the way
			_ = c.SetReadDeadline(time.Now().Add(freshTime))
		case !c.busy:
			_ = c.SetReadDeadline(time.Now())
		}
	})
	done := make(chan struct{})
	go func() {
		g.serving.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-time.After(g.grace):
		g.endConns(func(c *connection) { c.Close() })
		return errors.New("requests were cut off")
	}
}

func (g *gateway) endConns(end func(*connection)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stopping = true
	for c := range g.conns {
		end(c)
	}
}
