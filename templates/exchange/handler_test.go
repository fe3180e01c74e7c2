package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/intake"
	"github.com/pastegen/pastegen/templates/stats"
	"github.com/pastegen/pastegen/templates/wire"
)

func TestPanicBeforeTheAnswer(t *testing.T) {
	url, log := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "half=made")
		w.Header().Set("Content-Length", "100")
		w.WriteHeader(http.StatusEarlyHints)
		panic("broken handler")
	})
	response, err := http.Get(url + "some/path?q=secret")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != 500 || string(body) != "Internal Server Error\n" {
		t.Errorf("%d %q, %v", response.StatusCode, body, err)
	}
	if cookie := response.Header.Get("Set-Cookie"); cookie != "" {
		t.Errorf("the cookie %q is set", cookie)
	}
	for _, part := range []string{"level=ERROR msg=panic app=x method=GET path=/some/path panic=\"broken handler\" stack=", "handler_test.go"} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("no %q in %s", part, log)
		}
	}
}

// TestPanicAfterTheAnswerHasBegun has the ways in which an answer begins; the
// client must not take it for a whole one.
func TestPanicAfterTheAnswerHasBegun(t *testing.T) {
	for name, begin := range map[string]func(http.ResponseWriter){
		"header": func(w http.ResponseWriter) { w.WriteHeader(http.StatusOK) },
		"write":  func(w http.ResponseWriter) { fmt.Fprint(w, "part") },
		"string": func(w http.ResponseWriter) { _, _ = io.WriteString(w, "part") },
		"copy":   func(w http.ResponseWriter) { _, _ = io.Copy(w, io.LimitReader(strings.NewReader("part"), 4)) },
		"flush":  func(w http.ResponseWriter) { w.(http.Flusher).Flush() },
	} {
		url, log := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			begin(w)
			panic("too late")
		})
		response, err := http.Get(url)
		if err == nil {
			_, err = io.ReadAll(response.Body)
			response.Body.Close()
		}
		if err == nil {
			t.Errorf("%s: the client gets a whole answer", name)
		}
		if strings.Count(log.String(), "panic=\"too late\"") != 1 || strings.Contains(log.String(), "superfluous") {
			t.Errorf("%s: the log is %s", name, log)
		}
	}
}

func TestAbortIsNotLogged(t *testing.T) {
	url, log := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	if response, err := http.Get(url); err == nil {
		response.Body.Close()
		t.Errorf("the client gets %s", response.Status)
	}
	if strings.Contains(log.String(), "panic") {
		t.Errorf("the log is %s", log)
	}
}

func TestHijackedConnectionIsLeftAlone(t *testing.T) {
	url, log := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		fmt.Fprint(conn, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
		conn.Close()
		panic("after the hijack")
	})
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusNoContent || strings.Contains(log.String(), "on hijacked connection") {
		t.Errorf("%s; the log is %s", response.Status, log)
	}
}

// TestHijackLosesNothing has a client that sends on before the app takes the
// connection over: who watches it has the first byte by then, most likely.
func TestHijackLosesNothing(t *testing.T) {
	read := make(chan string, 1)
	url, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(150 * time.Millisecond) // without which less is tried, and not more
		conn, both, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		p := make([]byte, 3)
		n := both.Reader.Buffered()
		_, _ = io.ReadFull(both, p[:n])
		_, _ = io.ReadFull(conn, p[n:])
		read <- string(p)
	})
	c := connect(t, url)
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(75 * time.Millisecond)
	if _, err := io.WriteString(c, "abc"); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "abc" {
		t.Errorf("the app reads %q", got)
	}
}

func TestResponseController(t *testing.T) {
	url, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		c := http.NewResponseController(w)
		soon := time.Now().Add(time.Minute)
		err := errors.Join(c.SetReadDeadline(soon), c.SetWriteDeadline(soon), c.EnableFullDuplex(), c.Flush())
		fmt.Fprint(w, "errors: ", err)
	})
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != "errors: <nil>" {
		t.Errorf("%s, %v", body, err)
	}
}

// readerFrom is a writer that shows whether the server's own ReadFrom, and so
// sendfile, is reached.
type readerFrom struct {
	*httptest.ResponseRecorder
	from io.Reader
}

func (w *readerFrom) ReadFrom(src io.Reader) (int64, error) {
	w.from = src
	return io.Copy(w.ResponseRecorder, src)
}

func TestFilesReachTheServersReadFrom(t *testing.T) {
	below := &readerFrom{ResponseRecorder: httptest.NewRecorder()}
	h := &Handler{App: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, "handler_test.go")
	}), Log: slog.New(slog.DiscardHandler)}
	h.ServeHTTP(below, httptest.NewRequest("GET", "/", nil))
	if _, limited := below.from.(*io.LimitedReader); !limited {
		t.Errorf("ReadFrom was given a %T", below.from)
	}
}

// TestWriterWithoutOptionalMethods has a writer, of a test say, that can
// neither flush nor hijack.
// TestNoted: requests are logged, and counted, each without the other.
func TestNoted(t *testing.T) {
	for _, logged := range []bool{false, true} {
		for _, counted := range []bool{false, true} {
			line, counts := "", new(stats.Counts)
			h := &Handler{App: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Error(w, "sorry", http.StatusServiceUnavailable) })}
			if logged {
				h.Access, _ = accesslog.Open(accesslog.Options{Line: func(text string) { line = text }})
			}
			if counted {
				h.Counts = counts
			}
			for _, method := range []string{"GET", "HEAD"} {
				h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, "/", nil))
				if size := map[string]string{"GET": " 503 6 ", "HEAD": " 503 0 "}[method]; strings.Contains(line, `"`+method+` / HTTP/1.1"`+size) != logged {
					t.Errorf("%s: %q is logged", method, line)
				}
			}
			text, err := stats.JSON(stats.Source{Apps: []stats.App{{Counts: counts}}})
			if bytes.Contains(text, []byte(`"exceptions": 2`)) != counted || err != nil {
				t.Errorf("counted are %s (%v)", text, err)
			}
		}
	}
}

// halved is a connection that notes that its answer was ended before it.
type halved struct {
	net.Conn
	before chan bool
}

func (c *halved) CloseWrite() error {
	c.before <- true
	return nil
}

func (c *halved) Close() error {
	c.before <- false
	return c.Conn.Close()
}

// single is a listener for one connection.
type single struct {
	net.Listener
	conn chan net.Conn
}

func (l *single) Accept() (net.Conn, error) {
	if c, ok := <-l.conn; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (l *single) Close() error { return nil }

// TestWhatIsTaken: a connection is closed at once when all that the client has
// sent was taken.
func TestWhatIsTaken(t *testing.T) {
	for name, tt := range map[string]struct {
		sent  string
		app   http.HandlerFunc
		waits bool
	}{
		"no body":       {"GET / HTTP/1.0\r\n\r\n", func(http.ResponseWriter, *http.Request) {}, false},
		"a body":        {"POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc", func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body) }, false},
		"nobody's body": {"POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc", func(http.ResponseWriter, *http.Request) {}, false},
		"a cut":         {"POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nab", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, true},
	} {
		near, far := net.Pipe()
		conn := &halved{near, make(chan bool, 9)}
		l := &single{conn: make(chan net.Conn, 1)}
		l.conn <- conn
		server := &http.Server{Handler: &Handler{App: tt.app, Room: &intake.Room{}}, ConnContext: wire.Context}
		go server.Serve(wire.New(l, wire.Options{}))
		go io.Copy(io.Discard, far)
		if _, err := io.WriteString(far, tt.sent); err != nil {
			t.Fatal(err)
		}
		if before := <-conn.before; before != tt.waits {
			t.Errorf("%s: %v, want %v", name, before, tt.waits)
		}
		far.Close()
		close(l.conn)
		server.Close()
	}
}

func TestWriterWithoutOptionalMethods(t *testing.T) {
	plain := struct{ http.ResponseWriter }{httptest.NewRecorder()}
	w := &exchange{ResponseWriter: plain}
	w.Flush()
	if err := w.FlushError(); !errors.Is(err, http.ErrNotSupported) {
		t.Errorf("flush: %v", err)
	}
	if _, _, err := w.Hijack(); !errors.Is(err, http.ErrNotSupported) {
		t.Errorf("hijack: %v", err)
	}
}

func BenchmarkHandler(b *testing.B) {
	app := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "hello")
	})
	w := discard{http.Header{}}
	r := httptest.NewRequest("GET", "/", nil)
	for _, bb := range []struct {
		name    string
		handler http.Handler
	}{{"bare", app}, {"handler", &Handler{App: app, Log: slog.New(slog.DiscardHandler)}}} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bb.handler.ServeHTTP(w, r)
			}
		})
	}
}

// discard is the cheapest response writer.
type discard struct{ header http.Header }

func (d discard) Header() http.Header               { return d.header }
func (d discard) WriteHeader(int)                   {}
func (d discard) Write(p []byte) (int, error)       { return len(p), nil }
func (d discard) WriteString(s string) (int, error) { return len(s), nil }

// logBuffer is a log that servers write to from several goroutines.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// serve serves app by connections of package wire, and returns where and what is
// logged.
func serve(t *testing.T, app http.HandlerFunc) (url string, log *logBuffer) {
	t.Helper()
	log = &logBuffer{}
	lines := slog.New(slog.NewTextHandler(log, nil)).With("app", "x")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{
		Handler:     &Handler{App: app, Log: lines, Room: &intake.Room{}},
		ConnContext: wire.Context,
		ErrorLog:    slog.NewLogLogger(lines.Handler(), slog.LevelWarn),
	}
	go server.Serve(wire.New(l, wire.Options{Watched: true}))
	t.Cleanup(func() { server.Close() })
	return "http://" + l.Addr().String() + "/", log
}
