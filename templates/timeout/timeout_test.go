package timeout

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// logged is a log that several goroutines write to.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// short is for apps that are to be late, and long for those that are to begin in
// time.
const (
	short = 50 * time.Millisecond
	long  = 500 * time.Millisecond
)

// limit returns the app behind the filter, and the log.
func limit(t *testing.T, o Options, app http.HandlerFunc) (http.Handler, *logged) {
	t.Helper()
	log := &logged{}
	filter, err := New(o, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return filter(app), log
}

func serve(t *testing.T, o Options, app http.HandlerFunc) (url string) {
	t.Helper()
	h, _ := limit(t, o, app)
	server := httptest.NewServer(h)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	t.Cleanup(server.Close)
	return server.URL
}

func get(t *testing.T, url string) (answer *http.Response, body string, err error) {
	t.Helper()
	answer, err = http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return answer, string(text), err
}

func TestInTime(t *testing.T) {
	url := serve(t, Options{Timeout: time.Minute, Cut: true}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "early")
		w.WriteHeader(103)
		w.Header().Set("Trailer", "Late")
		w.Header().Set("X-App", "yes")
		w.WriteHeader(201)
		_, _ = w.Write([]byte("a"))
		_, _ = io.WriteString(w, "b")
		_, _ = io.Copy(w, strings.NewReader("c"))
		w.Header().Set("Late", "too")
	})
	answer, body, err := get(t, url)
	if err != nil || answer.StatusCode != 201 || body != "abc" || answer.Header.Get("X-App") != "yes" || answer.Trailer.Get("Late") != "too" {
		t.Errorf("%v %q %v", answer, body, err)
	}
	silent := serve(t, Options{Timeout: time.Minute}, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-App", "yes") })
	if answer, body, err := get(t, silent); err != nil || answer.StatusCode != 200 || body != "" || answer.Header.Get("X-App") != "yes" {
		t.Errorf("silent: %v %q %v", answer, body, err)
	}
}

func TestStreams(t *testing.T) {
	next := make(chan bool)
	url := serve(t, Options{Timeout: time.Minute, Cut: true}, func(w http.ResponseWriter, _ *http.Request) {
		for range 3 {
			fmt.Fprintln(w, "part")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			<-next
		}
	})
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	for range 3 {
		part := make([]byte, len("part\n"))
		if _, err := io.ReadFull(answer.Body, part); err != nil || string(part) != "part\n" {
			t.Fatalf("%q %v", part, err)
		}
		next <- true
	}
}

// TestHeaderOfOthers: what filters outside make of the header when it goes out
// stays so until the answer is complete, but for trailers.
func TestHeaderOfOthers(t *testing.T) {
	h, _ := limit(t, Options{Timeout: time.Minute}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "5")
		w.Header().Set("Trailer", "X-Sum")
		io.WriteString(w, "hello")
		w.Header().Set("X-Sum", "1")
		w.Header().Add("Vary", "Cookie")
	})
	w := &packing{httptest.NewRecorder()}
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if got, want := fmt.Sprint(w.Header()), "map[Content-Encoding:[pack] Trailer:[X-Sum] Vary:[Cookie] X-Sum:[1]]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// packing is a writer that packs answers.
type packing struct{ *httptest.ResponseRecorder }

func (p *packing) WriteHeader(status int) {
	p.Header().Del("Content-Length")
	p.Header().Set("Content-Encoding", "pack")
	p.ResponseRecorder.WriteHeader(status)
}

func TestTooLate(t *testing.T) {
	release := make(chan struct{})
	late := make(chan error, 2)
	h, _ := limit(t, Options{Timeout: short, Cut: true}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-App", "yes")
		<-r.Context().Done()
		late <- context.Cause(r.Context())
		<-release
		w.Header().Set("X-App", "late")
		w.WriteHeader(201)
		_, err := w.Write([]byte("late"))
		late <- err
	})
	w := httptest.NewRecorder()
	w.Header().Set("X-Outside", "yes")
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	close(release)
	if err := <-late; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the context ends with %v", err)
	}
	if err := <-late; !errors.Is(err, http.ErrHandlerTimeout) {
		t.Errorf("a late write: %v", err)
	}
	if w.Code != 503 || !strings.Contains(w.Body.String(), "too long") || w.Header().Get("X-App") != "" || w.Header().Get("X-Outside") != "yes" {
		t.Error(w.Code, w.Body, w.Header())
	}
}

// TestCut has an app that stops in the middle of its answer and watches nothing.
func TestCut(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	url := serve(t, Options{Timeout: long, Cut: true}, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "part")
		_ = http.NewResponseController(w).Flush()
		<-release
	})
	answer, body, err := get(t, url)
	if answer.StatusCode != 200 || body != "part" || err == nil {
		t.Errorf("%d %q %v", answer.StatusCode, body, err)
	}
}

// TestCutWhileWriting has a client that does not read.
func TestCutWhileWriting(t *testing.T) {
	ended := make(chan error, 1)
	url := serve(t, Options{Timeout: short, Cut: true}, func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				ended <- err
				return
			}
		}
	})
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the app still writes")
	}
}

func TestBegunGoesOn(t *testing.T) {
	url := serve(t, Options{Timeout: long}, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "part")
		_ = http.NewResponseController(w).Flush()
		time.Sleep(long + short)
		if r.Context().Err() == nil {
			_, _ = io.WriteString(w, " end")
		}
	})
	if _, body, err := get(t, url); err != nil || body != "part end" {
		t.Errorf("%q %v", body, err)
	}
}

func TestHijackedGoesOn(t *testing.T) {
	url := serve(t, Options{Timeout: long, Cut: true}, func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		time.Sleep(long + short)
		if r.Context().Err() == nil {
			fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		}
	})
	if _, body, err := get(t, url); err != nil || body != "ok" {
		t.Errorf("%q %v", body, err)
	}
}

// TestSlowBody has a client that never ends its request, and an app that waits
// for it.
func TestSlowBody(t *testing.T) {
	url := serve(t, Options{Timeout: short, Cut: true}, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body) })
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
	text, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(text), "HTTP/1.1 503 ") {
		t.Errorf("%q %v", text, err)
	}
}

func TestFiles(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(name, []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	url := serve(t, Options{Timeout: time.Minute}, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, name) })
	if _, body, err := get(t, url); err != nil || body != "0123456789" {
		t.Errorf("%q %v", body, err)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	pipe, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	defer out.Close()
	for src, want := range map[io.Reader]bool{file: true, io.LimitReader(file, 3): true, pipe: false, strings.NewReader(""): false} {
		if isFile(src) != want {
			t.Errorf("%T: %v", src, !want)
		}
	}
}

// statusError is an error that stands for an answer.
type statusError struct{ error }

func (statusError) StatusCode() int { return 404 }

func TestPanics(t *testing.T) {
	for _, v := range []any{"x", http.ErrAbortHandler, statusError{io.EOF}} {
		h, log := limit(t, Options{Timeout: time.Minute}, func(http.ResponseWriter, *http.Request) { panic(v) })
		got := func() (got any) {
			defer func() { got = recover() }()
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/a", nil))
			return nil
		}()
		if got != v {
			t.Errorf("panics with %v, want %v", got, v)
		}
		if hasStack := strings.Contains(log.String(), "timeout_test.go"); hasStack != (v == "x") {
			t.Errorf("%v: the log is %s", v, log)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, timeout := range []time.Duration{0, -1} {
		if filter, err := New(Options{Timeout: timeout}, slog.Default()); err == nil || filter != nil {
			t.Errorf("%v: no error", timeout)
		}
	}
}

// TestWatchedPanic: what an app panics with goes on to the server with the app's
// stack, so that it is logged once.
func TestWatchedPanic(t *testing.T) {
	var log bytes.Buffer
	app := Watched(time.Minute, slog.New(slog.NewTextHandler(&log, nil)), func(string) string { return "" },
		http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panicHere() }))
	defer func() {
		v, ok := recover().(interface{ Traceback() string })
		if !ok || fmt.Sprint(v) != "oh no" || !strings.Contains(v.Traceback(), "panicHere") {
			t.Errorf("it panics with %v", v)
		}
		if log.Len() > 0 {
			t.Errorf("it is logged: %s", &log)
		}
	}()
	app.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

//go:noinline
func panicHere() { panic("oh no") }

// TestWatchedTells: the log says where an app is, and in which section.
func TestWatchedTells(t *testing.T) {
	var log bytes.Buffer
	asked := ""
	release := make(chan struct{})
	defer close(release)
	app := Watched(short, slog.New(slog.NewTextHandler(&log, nil)), func(stack string) string {
		asked = stack
		return "app.ini:3: [app:main]"
	}, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { waitHere(release) }))
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest("GET", "/x", nil))
	if w.Code != 503 || !strings.Contains(asked, "waitHere") || !strings.Contains(log.String(), `section="app.ini:3: [app:main]"`) || !strings.Contains(log.String(), "path=/x") {
		t.Errorf("%d %s %s", w.Code, asked, &log)
	}
}

//go:noinline
func waitHere(release chan struct{}) { <-release }
