package response_test

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/gzip"
	"github.com/pastegen/pastegen/templates/prefix"
	"github.com/pastegen/pastegen/templates/translogger"
)

// BenchmarkServed shows what filters cost beside all that net/http does for a
// request: the same requests come over a connection that costs nothing, to a
// handler of 1 KB that is bare, behind each filter alone, and behind all of
// them. No client accepts gzip. The lines of the log go to a device that
// forgets them, by a call of the system each.
func BenchmarkServed(b *testing.B) {
	for _, bb := range []struct {
		name string
		with []func(http.Handler) http.Handler
	}{
		{"bare", nil},
		{"gzip", []func(http.Handler) http.Handler{withGzip()}},
		{"prefix", []func(http.Handler) http.Handler{withPrefix(b)}},
		{"translogger", []func(http.Handler) http.Handler{withLog(b)}},
		{"all", []func(http.Handler) http.Handler{withGzip(), withPrefix(b), withLog(b)}},
	} {
		handler := http.Handler(http.HandlerFunc(answer1K))
		for _, with := range bb.with {
			handler = with(handler)
		}
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			serveAll(b, handler, b.N)
		})
	}
}

func answer1K(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", "1024")
	_, _ = io.WriteString(w, text)
}

const text = line + line + line + line + line + line + line + line
const line = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n"

func withGzip() func(http.Handler) http.Handler {
	return gzip.New(gzip.Options{CompressLevel: 6, MinSize: 256})
}

func withPrefix(b *testing.B) func(http.Handler) http.Handler {
	o := prefix.Options{Prefix: "/p", TranslateForwardedServer: true}
	if err := o.TrustedProxy.UnmarshalText([]byte("127.0.0.1")); err != nil {
		b.Fatal(err)
	}
	return prefix.New(o, slog.New(slog.DiscardHandler))
}

// withLog returns the filter that logs, to a device that forgets all.
func withLog(b *testing.B) func(http.Handler) http.Handler {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	stderr := os.Stderr
	os.Stderr = null
	defer func() { os.Stderr = stderr }()
	b.Cleanup(func() { null.Close() })
	return translogger.New(translogger.Options{LoggingLevel: 20, SetupConsoleHandler: true, SetLoggerLevel: 10}, slog.New(slog.DiscardHandler))
}

const request = "GET /p/page?a=b HTTP/1.1\r\nHost: example.com\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0\r\n" +
	"Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: en-US,en;q=0.5\r\nConnection: keep-alive\r\n\r\n"

// serveAll has a server answer n requests on one connection.
func serveAll(b *testing.B, handler http.Handler, n int) {
	conn := &endless{text: request, left: n, done: make(chan struct{})}
	server := &http.Server{Handler: handler}
	go func() { _ = server.Serve(&once{conn: conn, done: conn.done}) }()
	<-conn.done
	_ = server.Close()
}

// once is a listener that has one connection.
type once struct {
	conn net.Conn
	done chan struct{}
}

func (o *once) Accept() (net.Conn, error) {
	if conn := o.conn; conn != nil {
		o.conn = nil
		return conn, nil
	}
	<-o.done
	return nil, errors.New("no more")
}

func (*once) Close() error   { return nil }
func (*once) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// endless is a connection on which a client sends the same request again and
// again, and reads nothing.
type endless struct {
	text string
	rest string
	left int
	done chan struct{}
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		if e.left == 0 {
			return 0, io.EOF
		}
		e.left--
		e.rest = e.text
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func (e *endless) Write(p []byte) (int, error) { return len(p), nil }

func (e *endless) Close() error {
	select {
	case <-e.done:
	default:
		close(e.done)
	}
	return nil
}

func (*endless) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }
func (*endless) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4321} }
func (*endless) SetDeadline(time.Time) error      { return nil }
func (*endless) SetReadDeadline(time.Time) error  { return nil }
func (*endless) SetWriteDeadline(time.Time) error { return nil }

// TestFiltersCostNoMoreThanTheyMay holds the three filters together to the
// allocations that they had when this was written.
func TestFiltersAllocate(t *testing.T) {
	var b testing.B
	handler := withGzip()(withPrefix(&b)(withLog(&b)(http.HandlerFunc(answer1K))))
	w := &discarding{header: http.Header{}}
	r, err := http.NewRequest("GET", "/p/page?a=b", strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	bare := testing.AllocsPerRun(100, func() { clear(w.header); answer1K(w, r) })
	if n := testing.AllocsPerRun(100, func() { clear(w.header); handler.ServeHTTP(w, r) }) - bare; n > 7 {
		t.Errorf("%v allocations more than without filters", n)
	}
}

type discarding struct{ header http.Header }

func (d *discarding) Header() http.Header         { return d.header }
func (d *discarding) WriteHeader(int)             {}
func (d *discarding) Write(p []byte) (int, error) { return len(p), nil }
