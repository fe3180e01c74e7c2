package python

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/values"
)

const layers = `
import io, sys, traceback

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Inner", environ.get("inner.before", "-"))])
    environ["app.saw"] = sorted(k for k in environ if k.startswith("layer."))
    environ["APP_TEXT"] = "from app"
    body = environ["wsgi.input"].read()
    def chunks():
        try:
            yield b"app[" + environ["PATH_INFO"].encode("latin-1") + b"]"
            yield b"(" + body + b")"
            yield repr(environ["app.saw"]).encode()
        finally:
            environ["trace"].append("app closed")
    return chunks()

class Thing:
    pass

def outer(global_conf, **local):
    def wrap(app):
        def filtered(environ, start_response):
            environ["trace"] = trace = []
            environ["layer.object"] = thing = Thing()
            environ["layer.text"] = "text"
            environ["inner.before"] = "set by outer"
            def start(status, headers, exc_info=None):
                return start_response(status, headers + [("X-Outer", "yes")], exc_info)
            body = app(environ, start)
            try:
                for chunk in body:
                    yield chunk.upper()
            finally:
                if hasattr(body, "close"):
                    body.close()
                trace.append("outer closed")
            yield ("|%s|%s|%s" % (environ["layer.object"] is thing, environ.get("APP_TEXT"), environ["trace"])).encode()
        return filtered
    return wrap

def plain(global_conf, **local):
    return lambda app: app

def reading(global_conf, **local):
    def wrap(app):
        def filtered(environ, start_response):
            first = environ["wsgi.input"].read(3)
            environ["FIRST"] = first.decode()
            return app(environ, start_response)
        return filtered
    return wrap

def replacing(global_conf, **local):
    def wrap(app):
        def filtered(environ, start_response):
            environ["wsgi.input"] = io.BytesIO(b"replaced")
            environ["CONTENT_LENGTH"] = "8"
            return app(environ, start_response)
        return filtered
    return wrap

def fails(environ, start_response):
    raise KeyError("no such thing")

def late(environ, start_response):
    start_response("200 OK", [])
    yield b"begun"
    raise ValueError("late")

def catching(global_conf, **local):
    def wrap(app):
        def filtered(environ, start_response):
            try:
                return app(environ, start_response)
            except Exception as e:
                lines = "".join(traceback.format_exception(type(e), e, e.__traceback__))
                start_response("500 Caught", [("Content-Type", "text/plain")], sys.exc_info())
                return [("%s: %s: %s" % (type(e).__name__, e, "in fails" in lines)).encode()]
        return filtered
    return wrap

def exits(environ, start_response):
    sys.exit(3)
`

// between is a handler of Go that shows what it sees, and calls another.
func between(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Between", fmt.Sprint(r.Context().Value("layer.text")))
		r.URL.Path += "/between"
		next.ServeHTTP(w, r.WithContext(values.With(r.Context(), "layer.go", "from go")))
	})
}

func TestGoBetweenLayersOfPython(t *testing.T) {
	w, _ := startWith(t, layers, Config{Threads: 1, Nodes: []Node{filter("outer"), callable("app")}})
	h := w.Filter("outer")(between(w.App("app", nil)))
	for range 2 {
		status, header, body := ask(t, h, httptest.NewRequest("POST", "/p", strings.NewReader("body")))
		want := "APP[/P/BETWEEN](BODY)['LAYER.GO', 'LAYER.OBJECT', 'LAYER.TEXT']|True|from app|['app closed', 'outer closed']"
		if status != 200 || body != want {
			t.Errorf("%d %s, want %s", status, body, want)
		}
		if header.Get("X-Outer") != "yes" || header.Get("X-Between") != "text" || header.Get("X-Inner") != "set by outer" {
			t.Error(header)
		}
	}
}

func TestFilterAroundGo(t *testing.T) {
	w, _ := startWith(t, layers, Config{Nodes: []Node{filter("plain"), filter("reading"), filter("replacing")}})
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %d %v %v %v", r.Method, body, r.ContentLength, err, r.Context().Value("FIRST"), r.Header.Get("X-A"))
	})
	for name, want := range map[string]string{
		"plain":     "POST 0123456789 10 <nil> <nil> a",
		"reading":   "POST 3456789 10 unexpected EOF 012 a",
		"replacing": "POST replaced 8 <nil> <nil> a",
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader("0123456789"))
		r.Header.Set("X-A", "a")
		status, _, body := ask(t, w.Filter(name)(echo), r)
		if name == "reading" {
			want = strings.Replace(want, "unexpected EOF", "<nil>", 1)
		}
		if status != 200 || body != want {
			t.Errorf("%s: %d %s, want %s", name, status, body, want)
		}
	}
}

// TestLargeBodies has bodies that no buffer holds, through two layers.
func TestLargeBodies(t *testing.T) {
	w, _ := startWith(t, layers+`
def double(environ, start_response):
    start_response("200 OK", [])
    while True:
        block = environ["wsgi.input"].read(100000)
        if not block:
            return
        yield block
        yield block

def large(environ, start_response):
    start_response("200 OK", [])
    return [b"x" * 5000000]
`, Config{Nodes: []Node{callable("double"), callable("large"), filter("plain")}})
	sent := bytes.Repeat([]byte("0123456789abcdef"), 300_000)
	for name, h := range map[string]http.Handler{
		"alone": w.App("double", nil), "below": w.Filter("plain")(w.App("double", nil)),
	} {
		status, _, body := ask(t, h, httptest.NewRequest("POST", "/", bytes.NewReader(sent)))
		if status != 200 || len(body) != 2*len(sent) {
			t.Errorf("%s: %d, %d bytes", name, status, len(body))
		}
	}
	for name, h := range map[string]http.Handler{
		"alone": w.App("large", nil), "below": w.Filter("plain")(w.App("large", nil)),
	} {
		status, header, body := ask(t, h, httptest.NewRequest("GET", "/", nil))
		if status != 200 || len(body) != 5_000_000 || header.Get("Content-Length") != "5000000" && name == "alone" {
			t.Errorf("%s: %d, %d bytes, %v", name, status, len(body), header)
		}
	}
}

// recovered answers with what h has panicked with.
func recovered(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				fmt.Fprintf(w, "%T %v", v, v)
				var e *Error
				if err, ok := v.(error); ok && errors.As(err, &e) {
					f := e.Frames()
					inside := strings.Contains(e.Traceback(), "code_.py") && !strings.Contains(e.Traceback(), "pastegen worker")
					fmt.Fprintf(w, " in %s %v", e.Section, inside && strings.HasSuffix(f[0].File, "code_.py") && f[0].Line > 10)
				}
			}
		}()
		h.ServeHTTP(w, r)
	})
}

func TestExceptions(t *testing.T) {
	w, log := startWith(t, layers, Config{Threads: 1, Nodes: []Node{
		callable("fails"), callable("late"), callable("exits"), filter("catching"), filter("plain"),
	}})
	passing := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
	}
	panics := func(v any) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(v) })
	}
	for name, tt := range map[string]struct {
		h    http.Handler
		want string
	}{
		"to Go":             {recovered(w.App("fails", nil)), `*python.Error KeyError: 'no such thing' in app:fails true`},
		"the same object":   {w.Filter("catching")(passing(w.App("fails", nil))), `KeyError: 'no such thing': True`},
		"caught in Go":      {w.Filter("catching")(recovered(w.App("fails", nil))), `*python.Error KeyError: 'no such thing' in app:fails true`},
		"a panic, caught":   {w.Filter("catching")(panics("oh")), `GoPanic: oh: False`},
		"a panic unchanged": {recovered(w.Filter("plain")(panics(context.Canceled))), `*errors.errorString context canceled`},
		"through both":      {recovered(w.Filter("plain")(passing(w.App("fails", nil)))), `*python.Error KeyError: 'no such thing' in app:fails true`},
		"exit":              {recovered(w.App("exits", nil)), `*python.Error SystemExit: 3 in app:exits true`},
		"abort":             {recovered(w.Filter("catching")(panics(http.ErrAbortHandler))), `*errors.errorString net/http: abort Handler`},
		"late":              {w.App("late", nil), "begun!unexpected EOF"},
	} {
		for range 2 {
			if _, body := get(t, tt.h, "/"); body != tt.want {
				t.Errorf("%s: %s, want %s", name, body, tt.want)
			}
		}
	}
	if strings.Contains(log.String(), "has ended") {
		t.Errorf("a worker has ended:\n%s", log)
	}
}

func TestEarlyEndClosesFromOutsideIn(t *testing.T) {
	w, log := startWith(t, layers+`
class Body:
    def __init__(self, name, inner):
        self.name, self.inner = name, iter(inner)
    def __iter__(self):
        return self
    def __next__(self):
        return next(self.inner)
    def close(self):
        print("closing", self.name)
        if hasattr(self.inner, "close"):
            self.inner.close()
        print("closed", self.name)

def endless(environ, start_response):
    start_response("200 OK", [])
    def chunks():
        while True:
            yield b"x" * 10000
    return Body("inner", chunks())

def outside(global_conf):
    return lambda app: lambda environ, start_response: Body("outer", app(environ, start_response))
`, Config{Threads: 1, Nodes: []Node{callable("endless"), filter("outside")}})
	server := httptest.NewServer(w.Filter("outside")(between(w.App("endless", nil))))
	defer server.Close()
	response, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	io.CopyN(io.Discard, response.Body, 1_000_000)
	response.Body.Close()
	log.await(t, "closed outer")
	got := log.String()
	var at []int
	for _, line := range []string{"closing outer", "closing inner", "closed inner", "closed outer"} {
		at = append(at, strings.Index(got, line))
		if strings.Count(got, line) != 1 {
			t.Errorf("%s: %d times", line, strings.Count(got, line))
		}
	}
	for i := range at[1:] {
		if at[i] >= at[i+1] {
			t.Errorf("the order is wrong:\n%s", got)
		}
	}
	if status, _ := get(t, w.Filter("outside")(http.NotFoundHandler()), "/"); status != 404 {
		t.Error("the thread is lost:", status)
	}
}

// endless is a body of so many bytes.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	e.left -= n
	return n, nil
}

// TestMemoryStaysFlat sends many times what a worker may need up and down, with
// a length and without.
func TestMemoryStaysFlat(t *testing.T) {
	w, _ := startWith(t, layers+`
def back(environ, start_response):
    start_response("200 OK", [])
    while True:
        block = environ["wsgi.input"].read(1 << 16)
        if not block:
            return
        yield block
`, Config{Threads: 1, Nodes: []Node{callable("back"), filter("plain")}})
	const size = 60 << 20
	before := w.current()[0].memory()
	for name, h := range map[string]http.Handler{
		"alone": w.App("back", nil), "between": w.Filter("plain")(between(w.App("back", nil))),
	} {
		server := httptest.NewServer(h)
		for _, length := range []int64{size, -1} {
			r, err := http.NewRequest("POST", server.URL, &endless{size})
			if err != nil {
				t.Fatal(err)
			}
			r.ContentLength = length
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			n, err := io.Copy(io.Discard, response.Body)
			response.Body.Close()
			if n != size || err != nil {
				t.Errorf("%s, %d: %d bytes (%v)", name, length, n, err)
			}
		}
		server.Close()
	}
	if more := w.current()[0].memory() - before; more > 32<<20 {
		t.Errorf("the worker has %d MB more than before", more>>20)
	}
}

// addHeader is a filter of Go.
func addHeader(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["X-F"] = []string{"1"}
		next.ServeHTTP(w, r)
	})
}
