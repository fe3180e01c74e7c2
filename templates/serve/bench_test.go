package serve

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/metrics"
	"github.com/pastegen/pastegen/templates/wire"
)

// canned is a connection on which a client asks the same n times.
type canned struct {
	request []byte
	left    int
	rest    []byte
	done    chan struct{}
	closed  bool
}

func (c *canned) Read(p []byte) (int, error) {
	if len(c.rest) == 0 {
		if c.left == 0 {
			return 0, io.EOF
		}
		c.left--
		c.rest = c.request
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

func (c *canned) Write(p []byte) (int, error) { return len(p), nil }
func (c *canned) Close() error {
	if !c.closed {
		c.closed = true
		close(c.done)
	}
	return nil
}
func (c *canned) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }
func (c *canned) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9} }
func (c *canned) SetDeadline(time.Time) error      { return nil }
func (c *canned) SetReadDeadline(time.Time) error  { return nil }
func (c *canned) SetWriteDeadline(time.Time) error { return nil }

// oneConn is a listener with one connection.
type oneConn struct{ conns chan net.Conn }

func (l oneConn) Accept() (net.Conn, error) {
	c, ok := <-l.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (l oneConn) Close() error   { return nil }
func (l oneConn) Addr() net.Addr { return &net.TCPAddr{} }

// BenchmarkServe is what a request costs without the system's part: by net/http
// alone, and by a server of this package.
func BenchmarkServe(b *testing.B) {
	hello := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	bare := &http.Server{Handler: hello, ReadHeaderTimeout: readHeaderTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes}
	ours := newAppServer(slog.New(slog.DiscardHandler), App{Name: "x"}, hello, nil)
	ours.server.SetKeepAlivesEnabled(true)
	request := bytes.Join([][]byte{[]byte("GET /v1/hello HTTP/1.1"), []byte("Host: localhost:8080"), nil, nil}, []byte("\r\n"))
	run := func(b *testing.B, server *http.Server, wrap func(net.Listener) net.Listener) {
		b.ReportAllocs()
		c := &canned{request: request, left: b.N, done: make(chan struct{})}
		conns := make(chan net.Conn, 1)
		conns <- c
		b.ResetTimer()
		go func() { _ = server.Serve(wrap(oneConn{conns})) }()
		<-c.done
		b.StopTimer()
		close(conns)
	}
	b.Run("net/http", func(b *testing.B) { run(b, bare, func(l net.Listener) net.Listener { return l }) })
	b.Run("here", func(b *testing.B) {
		run(b, ours.server, func(l net.Listener) net.Listener {
			return wire.New(l, wire.Options{Seats: wire.NewSeats(1000), Patience: takeTime, Watched: true})
		})
	})
	b.Run("full", func(b *testing.B) {
		full := fullServer(b, hello)
		run(b, full.server, func(l net.Listener) net.Listener {
			return wire.New(l, wire.Options{Seats: wire.NewSeats(1000), Patience: takeTime, Watched: true})
		})
	})
}

// fullServer is a server with an access log, metrics, and limits.
func fullServer(b *testing.B, app http.Handler) *appServer {
	b.Helper()
	measured, err := metrics.NewFilter(b.Context(), metrics.Options{Section: "main", Buckets: []float64{0.005, 0.01, 0.1, 1}})
	if err != nil {
		b.Fatal(err)
	}
	settings := Server{Limits: Limits{Body: 1 << 20, Header: 64 << 10}, Access: accesslog.Options{To: []string{filepath.Join(b.TempDir(), "access.log")}}}
	a := newAppServer(slog.New(slog.DiscardHandler), App{Name: "x", settings: settings}, measured(app), nil)
	if !a.openLog() {
		b.Fatal("it does not log")
	}
	b.Cleanup(func() { a.outer.Access.Close() })
	return a
}
