package response

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// recorder is one that takes informational headers for what they are, as
// httptest's own does not.
type recorder struct {
	*httptest.ResponseRecorder
	hints int
}

func newRecorder() *recorder { return &recorder{ResponseRecorder: httptest.NewRecorder()} }

func (r *recorder) WriteHeader(status int) {
	if status < 200 {
		r.hints++
		return
	}
	r.ResponseRecorder.WriteHeader(status)
}

// filter is one that watches, in the way that Watch tells.
func filter(h Hook, next http.HandlerFunc, seen func(w *Writer)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		watched := Watch(w)
		watched.Hook(h)
		next.ServeHTTP(watched, r)
		watched.Finish()
		seen(watched)
	}
}

func nothing(*Writer) {}

func noHook() Hook { return HookFunc(func(*Writer, int) {}) }

func TestNeighboursShareOneWriter(t *testing.T) {
	var seen []*Writer
	note := func(w *Writer) { seen = append(seen, w) }
	app := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		seen = append(seen, w.(*Writer))
		w.WriteHeader(201)
		_, _ = io.WriteString(w, "four")
	})
	filter(noHook(), filter(noHook(), app, note), note)(httptest.NewRecorder(), nil)
	if len(seen) != 3 || seen[0] != seen[1] || seen[1] != seen[2] || seen[0].Status() != 201 || seen[0].Bytes() != 4 {
		t.Errorf("%+v", seen)
	}
}

func TestHooksRunOnceFromTheInnermost(t *testing.T) {
	answers := map[string]struct {
		app    http.HandlerFunc
		status int
	}{
		"WriteHeader": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404); w.Write(nil) }, 404},
		"Write":       {func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("x")); w.Write([]byte("x")) }, 200},
		"WriteString": {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "x") }, 200},
		"ReadFrom":    {func(w http.ResponseWriter, _ *http.Request) { io.Copy(w, strings.NewReader("x")) }, 200},
		"Flush":       {func(w http.ResponseWriter, _ *http.Request) { w.(http.Flusher).Flush() }, 200},
		"controller":  {func(w http.ResponseWriter, _ *http.Request) { http.NewResponseController(w).Flush() }, 200},
		"nothing":     {func(http.ResponseWriter, *http.Request) {}, 200},
		"early hints": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(103); w.WriteHeader(204) }, 204},
	}
	for name, answer := range answers {
		var order string
		hook := func(name string) Hook {
			return HookFunc(func(w *Writer, status int) {
				if status != answer.status || w.Status() != 0 {
					t.Errorf("%s: status %d in the hook, %d of the writer", name, status, w.Status())
				}
				order += name
				w.Header().Add("X-Order", name)
			})
		}
		inner := filter(hook("c"), filter(hook("d"), filter(hook("e"), answer.app, nothing), nothing), nothing)
		w := newRecorder()
		filter(hook("a"), filter(hook("b"), inner, nothing), nothing)(w, nil)
		if wantHints := strings.Count(name, "hints"); w.hints != wantHints {
			t.Errorf("%s: %d informational headers, want %d", name, w.hints, wantHints)
		}
		if order != "edcba" || w.Code != answer.status || !slices.Equal(w.Result().Header["X-Order"], []string{"e", "d", "c", "b", "a"}) {
			t.Errorf("%s: hooks ran as %q, the answer is %d with %v", name, order, w.Code, w.Result().Header)
		}
	}
}

func TestHooksThatAreCutOffDoNotRun(t *testing.T) {
	w := Watch(httptest.NewRecorder())
	ran := ""
	hook := func(name string) Hook { return HookFunc(func(*Writer, int) { ran += name }) }
	w.Hook(hook("a"))
	n := w.Hooks()
	w.Hook(hook("b"))
	w.Cut(n)
	w.Hook(hook("c"))
	w.Finish()
	if ran != "ca" {
		t.Errorf("hooks ran as %q", ran)
	}
}

// serve serves one request by a server of net/http, and returns the answer.
func serve(t *testing.T, app http.HandlerFunc) (*http.Response, string) {
	t.Helper()
	server := httptest.NewServer(app)
	t.Cleanup(server.Close)
	answer, err := server.Client().Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// around are the two ways to stand before a handler without changing what it does.
func around() map[string]func(next http.HandlerFunc) http.HandlerFunc {
	return map[string]func(http.HandlerFunc) http.HandlerFunc{
		"watch": func(next http.HandlerFunc) http.HandlerFunc { return filter(noHook(), next, nothing) },
		"gate": func(next http.HandlerFunc) http.HandlerFunc {
			return gated(decide(func(int) Body { return nil }), next)
		},
	}
}

func TestWhatServersCanDoStaysPossible(t *testing.T) {
	for name, with := range around() {
		answer, body := serve(t, with(func(w http.ResponseWriter, _ *http.Request) {
			controller := http.NewResponseController(w)
			if err := errors.Join(controller.SetReadDeadline(time.Now().Add(time.Minute)), controller.EnableFullDuplex()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			w.Header().Set("Trailer", "X-Sum")
			io.WriteString(w, "text")
			if err := controller.Flush(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			w.Header().Set("X-Sum", "4")
		}))
		if body != "text" || answer.Trailer.Get("X-Sum") != "4" || answer.ContentLength != -1 {
			t.Errorf("%s: %q, trailer %v, length %d", name, body, answer.Trailer, answer.ContentLength)
		}
		answer, body = serve(t, with(func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Errorf("%s: %v", name, err)
				return
			}
			defer conn.Close()
			io.WriteString(conn, "HTTP/1.1 299 Mine\r\nContent-Length: 2\r\n\r\nme")
		}))
		if answer.StatusCode != 299 || body != "me" {
			t.Errorf("%s: a connection that was hijacked answers %d, %q", name, answer.StatusCode, body)
		}
		answer, _ = serve(t, with(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(304)
			if _, err := w.Write([]byte("x")); err != http.ErrBodyNotAllowed {
				t.Errorf("%s: a body of 304: %v", name, err)
			}
		}))
		if answer.StatusCode != 304 {
			t.Errorf("%s: status %d", name, answer.StatusCode)
		}
	}
}

// reading notes what is read from by it, as the server's own writer would.
type reading struct {
	*httptest.ResponseRecorder
	source io.Reader
}

func (w *reading) ReadFrom(src io.Reader) (int64, error) {
	w.source = src
	return io.Copy(w.ResponseRecorder, src)
}

func TestFilesReachTheServersReadFrom(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	for how, with := range around() {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		w := &reading{ResponseRecorder: httptest.NewRecorder()}
		limited := &io.LimitedReader{R: file, N: 4}
		with(func(w http.ResponseWriter, _ *http.Request) {
			if n, err := io.Copy(w, limited); n != 4 || err != nil {
				t.Errorf("%s: %d, %v", how, n, err)
			}
		})(w, nil)
		if w.source != limited || w.Body.String() != "cont" {
			t.Errorf("%s: the server read from %T, %q", how, w.source, w.Body)
		}
	}
}

func TestHijackedIsAnAnswer(t *testing.T) {
	conn, far := net.Pipe()
	defer far.Close()
	w := Watch(hijackable{httptest.NewRecorder(), conn})
	if _, _, err := w.Hijack(); err != nil || w.Status() != 101 {
		t.Error(w.Status(), err)
	}
	if _, _, err := Watch(httptest.NewRecorder()).Hijack(); !errors.Is(err, http.ErrNotSupported) {
		t.Error(err)
	}
}

type hijackable struct {
	http.ResponseWriter
	conn net.Conn
}

func (h hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) { return h.conn, nil, nil }

func TestAllocations(t *testing.T) {
	var app http.HandlerFunc = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }
	hook := noHook()
	for range 4 {
		app = filter(hook, app, nothing)
	}
	w := plain{http.Header{}}
	if n := testing.AllocsPerRun(100, func() { app(w, nil) }); n > 1 {
		t.Errorf("four filters allocate %v times", n)
	}
}

type plain struct{ header http.Header }

func (p plain) Header() http.Header            { return p.header }
func (p plain) WriteHeader(int)                {}
func (p plain) Write(text []byte) (int, error) { return len(text), nil }

func BenchmarkRun(b *testing.B) {
	app := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }
	hook := noHook()
	four := filter(hook, filter(hook, filter(hook, filter(hook, app, nothing), nothing), nothing), nothing)
	w := plain{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		four(w, nil)
	}
}

func TestFlush(t *testing.T) {
	w := httptest.NewRecorder()
	if Watch(w).Flush(); !w.Flushed {
		t.Error("it stays here")
	}
}
