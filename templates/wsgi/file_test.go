package wsgi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// watchedListener tells what its connections are given to read from: a
// *net.TCPConn uses sendfile for a file.
type watchedListener struct {
	net.Listener
	mu   sync.Mutex
	from []string
}

func (l *watchedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &watchedConn{conn.(*net.TCPConn), l}, nil
}

func (l *watchedListener) seen() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.from, " ")
}

type watchedConn struct {
	*net.TCPConn
	listener *watchedListener
}

func (c *watchedConn) ReadFrom(src io.Reader) (int64, error) {
	name := fmt.Sprintf("%T", src)
	if limited, ok := src.(*io.LimitedReader); ok {
		name = fmt.Sprintf("limited %T", limited.R)
	}
	c.listener.mu.Lock()
	c.listener.from = append(c.listener.from, name)
	c.listener.mu.Unlock()
	return c.TCPConn.ReadFrom(src)
}

// serveFile serves an app that answers with the file at path, from its fourth
// byte on, by wsgi.file_wrapper.
func serveFile(t *testing.T, path string, headers [][2]string, around func(iter.Seq[[]byte]) iter.Seq[[]byte]) (*watchedListener, chan *os.File) {
	t.Helper()
	files := make(chan *os.File, 1)
	app := func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		file, err := os.Open(path)
		if err != nil {
			t.Error(err)
		}
		if _, err := file.Seek(3, io.SeekStart); err != nil {
			t.Error(err)
		}
		files <- file
		start("200 OK", headers, nil)
		return around(environ["wsgi.file_wrapper"].(func(io.Reader, int) iter.Seq[[]byte])(file, 1000))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	watched := &watchedListener{Listener: listener}
	server := &http.Server{Handler: Handler(app)}
	go func() { _ = server.Serve(watched) }()
	t.Cleanup(func() { server.Close() })
	return watched, files
}

func TestFileWrapper(t *testing.T) {
	content := strings.Repeat("0123456789", 100_000)
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	asIs := func(body iter.Seq[[]byte]) iter.Seq[[]byte] { return body }
	copied := func(body iter.Seq[[]byte]) iter.Seq[[]byte] {
		return func(yield func([]byte) bool) {
			body(func(chunk []byte) bool { return yield(bytes.ToUpper(chunk)) })
		}
	}
	typed := [][2]string{{"Content-Type", "text/plain"}}
	sized := [][2]string{{"Content-Type", "text/plain"}, {"Content-Length", "5000"}}
	for _, tt := range []struct {
		name    string
		method  string
		headers [][2]string
		around  func(iter.Seq[[]byte]) iter.Seq[[]byte]
		want    string
		length  int64
		from    string // what the connection reads from
	}{
		{"as it is", "GET", typed, asIs, content[3:], int64(len(content) - 3), "limited *os.File"},
		{"with a length", "GET", sized, asIs, content[3:5003], 5000, "limited *os.File"},
		{"HEAD", "HEAD", typed, asIs, "", int64(len(content) - 3), ""},
		{"in middleware", "GET", typed, copied, content[3:], -1, ""},
	} {
		listener, files := serveFile(t, path, tt.headers, tt.around)
		response, body, err := ask(t, listener.Addr().String(), strings.Replace(get, "GET", tt.method, 1))
		if err != nil || body != tt.want || response.ContentLength != tt.length {
			t.Errorf("%s: %d bytes, Content-Length %d (%v), want %d and %d", tt.name, len(body), response.ContentLength, err, len(tt.want), tt.length)
		}
		if got := listener.seen(); got != tt.from {
			t.Errorf("%s: the connection read from %q, want %q", tt.name, got, tt.from)
		}
		file := <-files
		eventually(t, func() bool {
			_, err := file.Stat()
			return errors.Is(err, os.ErrClosed)
		})
	}
}

// TestFileWrapperOfAReader has a file that knows no length and cannot be
// closed, and one that cannot be read.
func TestFileWrapperOfAReader(t *testing.T) {
	app := func(file io.Reader) App {
		return func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
			start("200 OK", text, nil)
			return environ["wsgi.file_wrapper"].(func(io.Reader, int) iter.Seq[[]byte])(file, 0)
		}
	}
	w := httptest.NewRecorder()
	Handler(app(io.MultiReader(strings.NewReader("one"), strings.NewReader("two")))).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Body.String() != "onetwo" || w.Header().Get("Content-Length") != "" {
		t.Errorf("%q %v", w.Body, w.Header())
	}
	broken := io.MultiReader(strings.NewReader("one"), &brokenReader{})
	if v := panicOf(app(broken), httptest.NewRequest("GET", "/", nil)); v != http.ErrAbortHandler {
		t.Errorf("the panic is %v", v)
	}
}

// demanding is a file that wants to be read in blocks of that size.
type demanding struct {
	size int
	left int
}

func (d *demanding) Read(p []byte) (int, error) {
	switch {
	case len(p) != d.size:
		return 0, fmt.Errorf("a block of %d bytes, not %d", len(p), d.size)
	case d.left == 0:
		return 0, io.EOF
	}
	d.left--
	return copy(p, "x"), nil
}

// TestBlockSize: middleware that iterates gets blocks of the size that the app
// asks for, or of 8 KB.
func TestBlockSize(t *testing.T) {
	for _, tt := range []struct{ asked, size int }{{1000, 1000}, {1, 1}, {0, 8 << 10}, {-1, 8 << 10}} {
		w := httptest.NewRecorder()
		Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
			start("200 OK", text, nil)
			body := environ["wsgi.file_wrapper"].(func(io.Reader, int) iter.Seq[[]byte])(&demanding{tt.size, 3}, tt.asked)
			return func(yield func([]byte) bool) { body(yield) }
		}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if w.Body.String() != "xxx" {
			t.Errorf("blocks of %d: %q", tt.asked, w.Body)
		}
	}
}

type brokenReader struct{}

func (*brokenReader) Read([]byte) (int, error) { return 0, io.ErrNoProgress }

func TestFileWrapperBeforeStart(t *testing.T) {
	wantPanic(t, func(environ map[string]any, _ startFunc) iter.Seq[[]byte] {
		return environ["wsgi.file_wrapper"].(func(io.Reader, int) iter.Seq[[]byte])(strings.NewReader("x"), 0)
	}, "the app has not called start")
}
