package wsgi_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/values"
	"github.com/pastegen/pastegen/templates/wsgi"
)

// inside is an app that does something to its environ.
func inside(change func(environ map[string]any)) app {
	return func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		change(environ)
		start("200 OK", [][2]string{{"Content-Type", "text/plain"}}, nil)
		return func(yield func([]byte) bool) { yield([]byte("x")) }
	}
}

// between puts a handler of net/http between two layers of WSGI.
func between(inner app) app {
	h := wsgi.Handler(inner)
	return wsgi.Call(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) }))
}

// looking is middleware that looks at what layers inside have put into environ:
// when the answer starts, and at its end.
func looking(inner app, look func(when string, environ map[string]any)) app {
	return func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		body := inner(environ, func(status string, headers [][2]string, excInfo error) func([]byte) error {
			look("start", environ)
			return start(status, headers, excInfo)
		})
		return func(yield func([]byte) bool) {
			body(yield)
			look("end", environ)
		}
	}
}

func TestEnvironReachesOuterLayers(t *testing.T) {
	session := map[string]string{"user": "joe"}
	inner := inside(func(environ map[string]any) {
		environ["beaker.session"] = session
		environ["REMOTE_USER"] = "joe"
		environ["mine"] = 2
		delete(environ, "gone")
		environ["wsgi.run_once"] = "spoiled"
		environ["PATH_INFO"] = "/spoiled"
	})
	for name, layers := range map[string]app{"one": between(inner), "two": between(between(inner)), "none": inner} {
		seen := 0
		outer := looking(layers, func(when string, environ map[string]any) {
			seen++
			if got := fmt.Sprint(environ["beaker.session"], environ["REMOTE_USER"], environ["mine"], environ["gone"], environ["same"]); got != "map[user:joe]joe2 <nil>same" {
				t.Errorf("%s, %s: %s", name, when, got)
			}
			if name != "none" && (environ["PATH_INFO"] != "/p" || environ["wsgi.run_once"] != false) {
				t.Errorf("%s, %s: %v %v", name, when, environ["PATH_INFO"], environ["wsgi.run_once"])
			}
		})
		wsgi.Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
			environ["mine"], environ["gone"], environ["same"] = 1, "there", "same"
			return outer(environ, start)
		}).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/p", nil))
		if seen != 2 {
			t.Errorf("%s: looked %d times", name, seen)
		}
	}
}

// TestEnvironOfAnAppThatPanics has an error page outside that wants to know the
// user.
func TestEnvironOfAnAppThatPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	var outer map[string]any
	defer func() {
		if outer["REMOTE_USER"] != "joe" {
			t.Error(outer["REMOTE_USER"])
		}
	}()
	layers := between(func(environ map[string]any, _ startFunc) iter.Seq[[]byte] {
		environ["REMOTE_USER"] = "joe"
		panic("x")
	})
	wsgi.Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		outer = environ
		return layers(environ, start)
	}).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

// TestFiltersHearOfEnviron has a filter of net/http that logs the user.
func TestFiltersHearOfEnviron(t *testing.T) {
	for name, app := range map[string]app{
		"app":     inside(func(environ map[string]any) { environ["REMOTE_USER"] = "joe" }),
		"between": between(inside(func(environ map[string]any) { environ["REMOTE_USER"] = "joe" })),
		"above": func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
			environ["REMOTE_USER"] = "joe"
			return between(inside(func(map[string]any) {}))(environ, start)
		},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		notes := &values.Notes{Context: r.Context()}
		wsgi.Handler(app).ServeHTTP(httptest.NewRecorder(), r.WithContext(notes))
		if notes.Last("REMOTE_USER") != "joe" || notes.Last("PATH_INFO") != nil {
			t.Errorf("%s: %v %v", name, notes.Last("REMOTE_USER"), notes.Last("PATH_INFO"))
		}
	}
}

// environIn returns the environ of a request whose context filters have put
// values into.
func environIn(ctx context.Context, change func(r *http.Request)) (got map[string]any) {
	r := httptest.NewRequest("GET", "/p", nil).WithContext(ctx)
	change(r)
	wsgi.Handler(inside(func(environ map[string]any) { got = environ })).ServeHTTP(httptest.NewRecorder(), r)
	return got
}

func TestValuesAreInEnviron(t *testing.T) {
	ctx := values.With(context.Background(), "REMOTE_USER", "joe")
	ctx = values.With(values.With(ctx, "paste.config", map[string]string{"a": "b"}), "AUTH_TYPE", "Basic")
	ctx = values.With(values.With(ctx, "AUTH_TYPE", nil), "SERVER_NAME", "proxied")
	ctx = values.With(values.With(ctx, "SERVER_PORT", "444"), "wsgi.url_scheme", "https")
	e := environIn(ctx, func(*http.Request) {})
	for key, want := range map[string]any{
		"REMOTE_USER": "joe", "AUTH_TYPE": nil, "SERVER_NAME": "proxied", "SERVER_PORT": "444", "wsgi.url_scheme": "https", "HTTPS": "on", "PATH_INFO": "/p",
	} {
		if e[key] != want {
			t.Errorf("%s is %v, want %v", key, e[key], want)
		}
	}
	if fmt.Sprint(e["paste.config"]) != "map[a:b]" {
		t.Errorf("%v", e["paste.config"])
	}
	e = environIn(values.With(ctx, "wsgi.url_scheme", "http"), func(r *http.Request) { r.URL.Scheme = "https" })
	if e["wsgi.url_scheme"] != "http" || e["HTTPS"] != nil {
		t.Errorf("%v %v", e["wsgi.url_scheme"], e["HTTPS"])
	}
}

// TestValuesBetweenLayers has filters of net/http between layers of WSGI: the
// innermost word on a key counts.
func TestValuesBetweenLayers(t *testing.T) {
	describe := func(environ map[string]any) string {
		return fmt.Sprint(environ["a"], " ", environ["b"], " ", environ["c"], " ", environ["d"], " ", environ["PATH_INFO"])
	}
	var inner, handler string
	innermost := wsgi.Handler(inside(func(environ map[string]any) { inner = describe(environ) }))
	filter := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler = fmt.Sprint(r.Context().Value("a"), " ", r.Context().Value("b"), " ", r.Context().Value("c"), " ", r.Context().Value("d"))
		r = r.WithContext(values.With(values.With(r.Context(), "c", "filter"), "d", nil))
		r.URL.Path = "/filter"
		innermost.ServeHTTP(w, r)
	})
	middle := func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		if got := describe(environ); got != "outer outer outer outer /p" {
			t.Error(got)
		}
		environ["b"] = "middle"
		environ["d"] = "middle"
		delete(environ, "a")
		return wsgi.Call(filter)(environ, start)
	}
	r := httptest.NewRequest("GET", "/p", nil)
	ctx := r.Context()
	for _, key := range []string{"a", "b", "c", "d"} {
		ctx = values.With(ctx, key, "outer")
	}
	wsgi.Handler(middle).ServeHTTP(httptest.NewRecorder(), r.WithContext(ctx))
	if handler != "<nil> middle outer middle" || inner != "<nil> middle filter <nil> /filter" {
		t.Errorf("the handler sees %s, the app %s", handler, inner)
	}
}

// TestInputThatMiddlewareReplaces has readers of several kinds, with handlers
// of net/http and WSGI below.
func TestInputThatMiddlewareReplaces(t *testing.T) {
	for name, input := range map[string]func() io.Reader{
		"bytes":    func() io.Reader { return bytes.NewReader([]byte("new body\n")) },
		"strings":  func() io.Reader { return strings.NewReader("new body\n") },
		"limited":  func() io.Reader { return io.LimitReader(strings.NewReader("new body\nand more"), 9) },
		"buffered": func() io.Reader { return bufio.NewReader(strings.NewReader("new body\n")) },
	} {
		for method, length := range map[string]string{"GET": "", "POST": "9"} {
			var got string
			app := func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
				line, err := environ["wsgi.input"].(*bufio.Reader).ReadString('\n')
				got = fmt.Sprintf("%q %v", line, err)
				start("200 OK", nil, nil)
				return func(func([]byte) bool) {}
			}
			layers := between(app)
			wsgi.Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
				environ["wsgi.input"] = input()
				delete(environ, "CONTENT_LENGTH")
				if length != "" {
					environ["CONTENT_LENGTH"] = length
				}
				return layers(environ, start)
			}).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, "/", strings.NewReader(strings.Repeat("o", len(length)*100))))
			if got != `"new body\n" <nil>` {
				t.Errorf("%s, %s: %s", name, method, got)
			}
		}
	}
}

// TestBodyThatIsNone has a request without a body, whose reader stays.
func TestBodyThatIsNone(t *testing.T) {
	var got *http.Request
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r })
	wsgi.Handler(wsgi.Call(h)).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	if got.Body != http.NoBody || got.ContentLength != 0 {
		t.Errorf("%T of %d", got.Body, got.ContentLength)
	}
	for _, length := range []string{"0", "-1"} {
		wsgi.Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
			environ["CONTENT_LENGTH"] = length
			return wsgi.Call(h)(environ, start)
		}).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", strings.NewReader("x")))
		if got.Body != http.NoBody || got.ContentLength != 0 {
			t.Errorf("with CONTENT_LENGTH %s: %T of %d", length, got.Body, got.ContentLength)
		}
	}
}

// TestBodyOfUnknownLength has a body in chunks below WSGI: its coding is no header of
// a request of net/http.
func TestBodyOfUnknownLength(t *testing.T) {
	var got *http.Request
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r })
	r := httptest.NewRequest("POST", "/", io.MultiReader(strings.NewReader("x")))
	wsgi.Handler(wsgi.Call(h)).ServeHTTP(httptest.NewRecorder(), r)
	if r.ContentLength != -1 || got.ContentLength != -1 || got.Header["Transfer-Encoding"] != nil {
		t.Errorf("%d, then %d, %v", r.ContentLength, got.ContentLength, got.Header)
	}
}

// TestFileBelowMiddleware: the Content-Length of a file is not that of an
// answer to which middleware adds something.
func TestFileBelowMiddleware(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("content"), 0o644); err != nil {
		t.Fatal(err)
	}
	inner := func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		file, err := os.Open(path)
		if err != nil {
			t.Error(err)
		}
		start("200 OK", [][2]string{{"Content-Type", "text/plain"}}, nil)
		return environ["wsgi.file_wrapper"].(func(io.Reader, int) iter.Seq[[]byte])(file, 1000)
	}
	adding := func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		body := between(inner)(environ, start)
		return func(yield func([]byte) bool) {
			body(yield)
			yield([]byte(" and more"))
		}
	}
	w := httptest.NewRecorder()
	wsgi.Handler(adding).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Body.String() != "content and more" || w.Header().Get("Content-Length") != "" {
		t.Errorf("%q %v", w.Body, w.Header())
	}
}
