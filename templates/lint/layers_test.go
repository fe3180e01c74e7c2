package lint_test

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/lint"
	"github.com/pastegen/pastegen/templates/wsgi"
)

// layers, for the tests of layers of WSGI and net/http around each other,
// several deep, puts four layers around an app: two of net/http, two of WSGI,
// and all lints between them.
func layers(app wsgi.App) http.Handler {
	inner := wsgi.Call(lint.HTTP(pass(wsgi.Handler(lint.WSGI(app)))))
	return lint.HTTP(pass(wsgi.Handler(lint.WSGI(upper(lint.WSGI(inner))))))
}

// exclaim is WSGI middleware that makes a body longer.
func exclaim(app wsgi.App) wsgi.App {
	return func(environ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
		body := app(environ, start)
		return func(yield func([]byte) bool) {
			for chunk := range body {
				if !yield(append(bytes.Clone(chunk), '!')) {
					return
				}
			}
		}
	}
}

// TestLengthIsTheOutermostLayersMatter has an app and a file that leave their
// Content-Length to the server.
func TestLengthIsTheOutermostLayersMatter(t *testing.T) {
	file := func(environ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
		start("200 OK", [][2]string{{"Content-Type", "text/plain"}}, nil)
		wrap := environ["wsgi.file_wrapper"].(func(io.Reader, int) iter.Seq[[]byte])
		return wrap(bytes.NewReader([]byte("whole")), 100)
	}
	for name, app := range map[string]wsgi.App{
		"chunk": answering(func(_ map[string]any, yield func([]byte) bool) { yield([]byte("whole")) }),
		"file":  file,
	} {
		server := httptest.NewServer(wsgi.Handler(exclaim(wsgi.Call(pass(wsgi.Handler(app))))))
		for method, want := range map[string]string{"GET": "whole!", "HEAD": ""} {
			r, err := http.NewRequest(method, server.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			response.Body.Close()
			if string(body) != want || err != nil || response.ContentLength != 6 {
				t.Errorf("%s %s: %q, length %d (%v), want %q", method, name, body, response.ContentLength, err, want)
			}
		}
		server.Close()
	}
}

// pass is a filter of net/http.
func pass(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
}

// upper is WSGI middleware.
func upper(app wsgi.App) wsgi.App {
	return func(environ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
		environ["upper"] = "yes"
		body := app(environ, start)
		return func(yield func([]byte) bool) {
			for chunk := range body {
				if !yield(bytes.ToUpper(chunk)) {
					return
				}
			}
		}
	}
}

func answering(body func(environ map[string]any, yield func([]byte) bool)) wsgi.App {
	return func(environ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
		start("200 OK", [][2]string{{"Content-Type", "text/plain"}}, nil)
		return func(yield func([]byte) bool) { body(environ, yield) }
	}
}

func TestStreamingThroughAllLayers(t *testing.T) {
	taken := make(chan bool)
	server := httptest.NewServer(layers(answering(func(environ map[string]any, yield func([]byte) bool) {
		for i := range 3 {
			if !yield(fmt.Appendf(nil, "chunk %d %v", i, environ["upper"])) || !<-taken {
				return
			}
		}
	})))
	defer server.Close()
	response, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	buf := make([]byte, 100)
	for i := range 3 {
		n, err := io.ReadAtLeast(response.Body, buf, len("chunk 0 yes"))
		if want := fmt.Sprintf("CHUNK %d YES", i); string(buf[:n]) != want {
			t.Errorf("%q (%v), want %q", buf[:n], err, want)
		}
		taken <- true
	}
}

func TestClientThatGoesAwayIsSeenThroughAllLayers(t *testing.T) {
	var cleaned atomic.Int32
	server := httptest.NewServer(layers(answering(func(_ map[string]any, yield func([]byte) bool) {
		defer cleaned.Add(1)
		for yield(bytes.Repeat([]byte("x"), 10_000)) {
			time.Sleep(time.Millisecond)
		}
	})))
	defer server.Close()
	for range 5 {
		response, err := http.Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.CopyN(io.Discard, response.Body, 20_000)
		response.Body.Close()
	}
	for range 1000 {
		if cleaned.Load() == 5 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("cleaned up %d times", cleaned.Load())
}

func TestPanicPassesThroughAllLayers(t *testing.T) {
	for _, out := range []bool{false, true} {
		w := httptest.NewRecorder()
		func() {
			defer func() {
				if v := recover(); v != "the cause" {
					t.Errorf("the panic is %v", v)
				}
			}()
			layers(answering(func(_ map[string]any, yield func([]byte) bool) {
				if out {
					yield([]byte("half"))
				}
				panic("the cause")
			})).ServeHTTP(w, request())
		}()
		if got := w.Body.String(); out && got != "HALF" || !out && got != "" {
			t.Errorf("%q was out", got)
		}
	}
}

// request is one that the lint of WSGI finds whole.
func request() *http.Request {
	return httptest.NewRequest("GET", "/", nil)
}

func TestHead(t *testing.T) {
	server := httptest.NewServer(layers(answering(func(_ map[string]any, yield func([]byte) bool) { yield([]byte("whole")) })))
	defer server.Close()
	response, err := http.Head(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != 200 || response.ContentLength != 5 {
		t.Errorf("%v", response)
	}
}

func TestBody(t *testing.T) {
	server := httptest.NewServer(layers(func(environ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
		body, err := io.ReadAll(environ["wsgi.input"].(io.Reader))
		return answering(func(_ map[string]any, yield func([]byte) bool) { yield(fmt.Append(body, err)) })(environ, start)
	}))
	defer server.Close()
	for _, chunked := range []bool{false, true} {
		var body io.Reader = bytes.NewReader([]byte("a body "))
		if chunked {
			body = io.MultiReader(body)
		}
		response, err := http.Post(server.URL, "text/plain", body)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if string(text) != "A BODY <NIL>" {
			t.Errorf("%q", text)
		}
	}
}
