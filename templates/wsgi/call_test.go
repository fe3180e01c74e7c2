package wsgi_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/wsgi"
)

type (
	startFunc = func(status string, headers [][2]string, excInfo error) (write func([]byte) error)
	app       = func(environ map[string]any, start startFunc) iter.Seq[[]byte]
)

// environ is what a server would pass for a request.
func environ(r *http.Request, more map[string]any) map[string]any {
	e := map[string]any{
		"REQUEST_METHOD": r.Method, "SCRIPT_NAME": r.Pattern, "PATH_INFO": r.URL.Path, "QUERY_STRING": r.URL.RawQuery,
		"SERVER_NAME": "x", "SERVER_PORT": "80", "SERVER_PROTOCOL": r.Proto, "HTTP_HOST": r.Host, "wsgi.url_scheme": "http",
		"wsgi.input": io.Reader(r.Body), "net/http.request": r,
	}
	for name, values := range r.Header {
		e["HTTP_"+strings.ToUpper(strings.ReplaceAll(name, "-", "_"))] = strings.Join(values, ", ")
	}
	maps.Copy(e, more)
	return e
}

// answer is what a server gets.
type answer struct {
	status  string
	headers [][2]string
	chunks  []string
}

// call runs an app as a server does that wants at most so many chunks.
func call(a app, environ map[string]any, most int) (got answer) {
	body := a(environ, func(status string, headers [][2]string, _ error) func([]byte) error {
		got.status, got.headers = status, headers
		return func([]byte) error { return nil }
	})
	for chunk := range body {
		got.chunks = append(got.chunks, string(chunk))
		if len(got.chunks) == most {
			break
		}
	}
	return got
}

func TestAnswer(t *testing.T) {
	big := strings.Repeat("x", 10_000)
	for _, tt := range []struct {
		name    string
		handler http.HandlerFunc
		want    answer
	}{
		{"nothing", func(http.ResponseWriter, *http.Request) {}, answer{"200 OK", [][2]string{}, nil}},
		{"text", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "hello ")
			_, _ = io.WriteString(w, "world")
		}, answer{"200 OK", [][2]string{{"Content-Type", "text/plain; charset=utf-8"}}, []string{"hello world"}}},
		{"flushed", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "a")
			w.(http.Flusher).Flush()
			fmt.Fprint(w, "b")
			_ = http.NewResponseController(w).Flush()
		}, answer{"200 OK", [][2]string{{"Content-Type", "text/plain; charset=utf-8"}}, []string{"a", "b"}}},
		{"big", func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			fmt.Fprint(w, big)
		}, answer{"200 OK", [][2]string{}, []string{big}}},
		{"headers", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-B", "2\n")
			w.Header()["X-A"] = []string{"1", "1b"}
			w.Header().Set("Connection", "close")
			w.Header().Set(http.TrailerPrefix+"X", "y")
			w.WriteHeader(103)
			w.WriteHeader(404)
			w.Header().Set("X-C", "late")
			w.WriteHeader(500)
		}, answer{"404 Not Found", [][2]string{{"X-A", "1"}, {"X-A", "1b"}, {"X-B", "2"}}, nil}},
		{"bytes that are no UTF-8", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Latin", " caf\xe9\tau lait\x7f")
		}, answer{"200 OK", [][2]string{{"X-Latin", "caf\xe9 au lait"}}, nil}},
		{"names that are none", func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["X Bad"], w.Header()["X-B:"], w.Header()[""] = []string{"1"}, []string{"2"}, []string{"3"}
			w.Header().Set("X-Good~1", "4")
		}, answer{"200 OK", [][2]string{{"X-Good~1", "4"}}, nil}},
		{"204", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(204)
			if _, err := w.Write([]byte("x")); !errors.Is(err, http.ErrBodyNotAllowed) {
				t.Errorf("the error is %v", err)
			}
		}, answer{"204 No Content", [][2]string{}, nil}},
		{"unknown", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(799) }, answer{"799 Unknown", [][2]string{}, nil}},
	} {
		got := call(wsgi.Call(tt.handler), environ(httptest.NewRequest("GET", "/", nil), nil), 9)
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: %.200v, want %.200v", tt.name, got, tt.want)
		}
	}
}

// TestStreaming has a handler that goes on when its chunk was taken, and not
// before.
func TestStreaming(t *testing.T) {
	var events []string
	a := wsgi.Call(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := range 3 {
			fmt.Fprint(w, i)
			w.(http.Flusher).Flush()
			events = append(events, fmt.Sprint("flushed ", i))
		}
	}))
	body := a(environ(httptest.NewRequest("GET", "/", nil), nil), func(string, [][2]string, error) func([]byte) error {
		events = append(events, "start")
		return nil
	})
	for chunk := range body {
		events = append(events, "got "+string(chunk))
	}
	want := []string{"start", "got 0", "flushed 0", "got 1", "flushed 1", "got 2", "flushed 2"}
	if !slices.Equal(events, want) {
		t.Errorf("%q, want %q", events, want)
	}
}

func TestIterationThatEndsEarly(t *testing.T) {
	cleaned := 0
	a := wsgi.Call(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		defer func() { cleaned++ }()
		for range 10 {
			fmt.Fprint(w, "x")
			if err := http.NewResponseController(w).Flush(); err != nil {
				if _, again := w.Write(make([]byte, 10_000)); again == nil {
					t.Error("a write after the end works")
				}
				return
			}
		}
		t.Error("it goes on")
	}))
	if got := call(a, environ(httptest.NewRequest("GET", "/", nil), nil), 2); len(got.chunks) != 2 || cleaned != 1 {
		t.Errorf("%v, cleaned up %d times", got, cleaned)
	}
}

func TestPanicPassesThrough(t *testing.T) {
	defer func() {
		if v := recover(); v != http.ErrAbortHandler {
			t.Errorf("the panic is %v", v)
		}
	}()
	call(wsgi.Call(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "x")
		panic(http.ErrAbortHandler)
	})), environ(httptest.NewRequest("GET", "/", nil), nil), 9)
}

// received returns the request that a handler is given for an environ.
func received(environ map[string]any) (got *http.Request) {
	call(wsgi.Call(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r })), environ, 9)
	return got
}

func TestRequestThatNobodyChanged(t *testing.T) {
	r := httptest.NewRequest("POST", "/a%2Fb/c?q=1", strings.NewReader("body"))
	r.Header["X-Several"] = []string{"1", "2"}
	r.Pattern = "/outer"
	got := received(environ(r, map[string]any{"CONTENT_LENGTH": "4", "CONTENT_TYPE": "a/b"}))
	body, err := io.ReadAll(got.Body)
	if got.Method != "POST" || got.URL.String() != "/a%2Fb/c?q=1" || got.URL.Path != "/a/b/c" || got.Pattern != "/outer" ||
		got.Host != "example.com" || got.RequestURI != r.RequestURI || string(body) != "body" || err != nil || got.ContentLength != 4 {
		t.Errorf("%+v %q %v", got, body, err)
	}
	if fmt.Sprint(got.Header) != "map[Content-Length:[4] Content-Type:[a/b] X-Several:[1 2]]" {
		t.Errorf("%v", got.Header)
	}
}

func TestRequestThatMiddlewareChanged(t *testing.T) {
	r := httptest.NewRequest("GET", "/a%2Fb/c?q=1", nil)
	r.Header.Set("X-Gone", "1")
	before := *r
	e := environ(r, map[string]any{
		"REQUEST_METHOD": "PUT", "SCRIPT_NAME": "/a", "PATH_INFO": "/c d", "QUERY_STRING": "z", "HTTP_X_NEW": "2", "HTTP_HOST": "b.org",
		"REMOTE_ADDR": "9.9.9.9", "REMOTE_USER": "joe", "wsgi.url_scheme": "https", "wsgi.input": strings.NewReader("other body"), "CONTENT_LENGTH": "5",
	})
	delete(e, "HTTP_X_GONE")
	got := received(e)
	body, _ := io.ReadAll(got.Body)
	if got.Method != "PUT" || got.Pattern != "/a" || got.URL.String() != "/c%20d?z" || got.Host != "b.org" || got.RemoteAddr != "9.9.9.9:0" ||
		got.TLS == nil || string(body) != "other" || got.ContentLength != 5 {
		t.Errorf("%+v %q", got, body)
	}
	if fmt.Sprint(got.Header) != "map[Content-Length:[5] X-New:[2]]" {
		t.Errorf("%v", got.Header)
	}
	inContext, _ := got.Context().Value(struct{ WSGI string }{"environ"}).(map[string]any)
	if inContext["REMOTE_USER"] != "joe" {
		t.Errorf("%v", inContext)
	}
	if r.URL.Path != before.URL.Path || r.Method != before.Method || r.Header.Get("X-Gone") != "1" {
		t.Errorf("the original request has changed: %+v", r)
	}
}

// TestFormThatWasParsed has a filter above that has parsed the form, and
// middleware that changes the query.
func TestFormThatWasParsed(t *testing.T) {
	r := httptest.NewRequest("POST", "/?a=old", strings.NewReader("b=posted"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if r.FormValue("a") != "old" {
		t.Fatal("no form")
	}
	if got := received(environ(r, map[string]any{"QUERY_STRING": "a=new"})); got.FormValue("a") != "new" || got.FormValue("b") != "posted" {
		t.Errorf("%v", got.Form)
	}
	if got := received(environ(r, nil)); got.FormValue("a") != "old" || r.FormValue("a") != "old" {
		t.Errorf("%v", got.Form)
	}
}

func TestSchemeOfTheRequest(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r.TLS = &tls.ConnectionState{}
	if got := received(environ(r, map[string]any{"wsgi.url_scheme": "https"})); got.TLS != r.TLS {
		t.Error("another TLS")
	}
	if got := received(environ(r, nil)); got.TLS != nil || r.TLS == nil {
		t.Error("TLS is as it was")
	}
}

func TestPatternOfAServeMuxStays(t *testing.T) {
	for pattern, want := range map[string]string{"GET /{x}": "GET /{x}", "/": "/", "/x/": "/x/", "": ""} {
		r := httptest.NewRequest("GET", "/y", nil)
		r.Pattern = pattern
		if got := received(environ(r, map[string]any{"SCRIPT_NAME": ""})); got.Pattern != want {
			t.Errorf("%q became %q", pattern, got.Pattern)
		}
		if got := received(environ(r, map[string]any{"SCRIPT_NAME": "/s"})); got.Pattern != "/s" {
			t.Errorf("%q became %q", pattern, got.Pattern)
		}
	}
	r := httptest.NewRequest("GET", "/y", nil)
	r.Pattern = "/gone"
	if got := received(environ(r, map[string]any{"SCRIPT_NAME": ""})); got.Pattern != "" {
		t.Errorf("%q is left", got.Pattern)
	}
}

// TestEnvironOfAnotherServer has an environ without the request of net/http.
func TestEnvironOfAnotherServer(t *testing.T) {
	got := received(map[string]any{
		"REQUEST_METHOD": "GET", "SCRIPT_NAME": "/s", "PATH_INFO": "/p q", "QUERY_STRING": "a=b", "SERVER_PROTOCOL": "HTTP/1.1",
		"HTTP_HOST": "h", "HTTP_COOKIE": "c", "wsgi.url_scheme": "http",
	})
	if got.RequestURI != "/s/p%20q?a=b" || got.URL.Path != "/p q" || got.Pattern != "/s" || got.ProtoMajor != 1 || got.Host != "h" ||
		got.Header.Get("Cookie") != "c" || got.Body != http.NoBody || got.Context() == nil {
		t.Errorf("%+v", got)
	}
}

func TestBodyWithoutALength(t *testing.T) {
	r := httptest.NewRequest("POST", "/", nil)
	for _, tt := range []struct {
		ends any
		want string
		size int64
	}{{true, "all of it", -1}, {nil, "", 0}} {
		got := received(environ(r, map[string]any{"wsgi.input": strings.NewReader("all of it"), "wsgi.input_terminated": tt.ends}))
		if body, _ := io.ReadAll(got.Body); string(body) != tt.want || got.ContentLength != tt.size || got.Body.Close() != nil {
			t.Errorf("%q of length %d, want %q", body, got.ContentLength, tt.want)
		}
	}
}

func TestDeadlines(t *testing.T) {
	var mu sync.Mutex // a client may ask again
	asked := map[bool]string{}
	a := wsgi.Call(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := http.NewResponseController(w)
		err := errors.Join(c.SetReadDeadline(time.Now()), c.SetWriteDeadline(time.Now()), c.EnableFullDuplex())
		mu.Lock()
		defer mu.Unlock()
		asked[r.URL.Path == "/with"] = fmt.Sprint(errors.Is(err, http.ErrNotSupported))
		if _, _, err := c.Hijack(); !errors.Is(err, http.ErrNotSupported) {
			t.Errorf("hijack: %v", err)
		}
	}))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		more := map[string]any{}
		if r.URL.Path == "/with" {
			more["net/http.controller"] = http.NewResponseController(w)
		}
		call(a, environ(r, more), 9)
	}))
	for _, path := range []string{"/with", "/without"} {
		response, err := http.Get(server.URL + path)
		if err == nil {
			response.Body.Close()
		}
	}
	server.Close()
	if asked[true] != "false" || asked[false] != "true" {
		t.Errorf("%v", asked)
	}
}

func TestContextEndsWithTheRequest(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if got := received(environ(httptest.NewRequestWithContext(ctx, "GET", "/", nil), nil)); got.Context().Err() == nil {
		t.Error("another context")
	}
}
