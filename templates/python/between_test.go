package python

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestCallsAtTheWrongTime has a handler below Python that calls Python again
// when its own call has ended, and one that does so while another call of it
// runs. Nobody waits for ever.
func TestCallsAtTheWrongTime(t *testing.T) {
	w, log := startWith(t, layers+`
def slow(environ, start_response):
    import time
    start_response("200 OK", [])
    for chunk in b"s", b"l", b"o", b"w":
        time.sleep(0.1)
        yield chunk
`, Config{Threads: 2, Nodes: []Node{callable("slow"), filter("plain")}})
	slow := w.App("slow", nil)
	late := make(chan int, 3)
	asks := func(r *http.Request) {
		defer func() {
			if recover() != nil {
				late <- 0
			}
		}()
		answer := httptest.NewRecorder()
		slow.ServeHTTP(answer, r)
		late <- answer.Code
	}
	for name, tt := range map[string]struct {
		h    http.HandlerFunc
		want []int
	}{
		"afterwards": {func(_ http.ResponseWriter, r *http.Request) {
			go func() {
				time.Sleep(50 * time.Millisecond)
				asks(r)
			}()
		}, []int{502}},
		"at the same time": {func(_ http.ResponseWriter, r *http.Request) {
			go asks(r)
			go asks(r)
			if codes := <-late + <-late; codes != 200+502 {
				t.Errorf("the sum of both is %d", codes)
			}
		}, nil},
		"beyond the end": {func(_ http.ResponseWriter, r *http.Request) {
			go asks(r)
			time.Sleep(50 * time.Millisecond)
		}, []int{0, 200}},
	} {
		if status, _ := get(t, w.Filter("plain")(tt.h), "/"); status != 200 {
			t.Errorf("%s: status %d", name, status)
		}
		if len(tt.want) == 0 {
			continue
		}
		select {
		case code := <-late:
			if !slices.Contains(tt.want, code) {
				t.Errorf("%s: %d, want %v", name, code, tt.want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: the call does not end", name)
		}
	}
	log.await(t, "a call of Python was refused")
	if status, body := get(t, slow, "/"); status != 200 || body != "slow" {
		t.Error(status, body)
	}
}

// TestGoGoesOnAfterPython has handlers between two layers of Python that are
// not done when the answer below them is complete.
func TestGoGoesOnAfterPython(t *testing.T) {
	w, _ := startWith(t, layers+`
def whole(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"whole"]

def telling(global_conf, **local):
    def wrap(app):
        def filtered(environ, start_response):
            yield from app(environ, start_response)
            yield ("|%s" % environ.get("layer.after")).encode()
        return filtered
    return wrap
`, Config{Threads: 1, Nodes: []Node{callable("whole"), callable("app"), filter("plain"), filter("telling")}})
	app := w.App("whole", nil)
	whole := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { app.ServeHTTP(lengthless{w}, r) })
	for name, tt := range map[string]struct {
		h    http.HandlerFunc
		want string
	}{
		"nothing": {whole.ServeHTTP, "whole"},
		"more": {func(w http.ResponseWriter, r *http.Request) {
			whole.ServeHTTP(w, r)
			_, _ = io.WriteString(w, "+more")
		}, "whole+more"},
		"more in parts": {func(w http.ResponseWriter, r *http.Request) {
			whole.ServeHTTP(w, r)
			for range 3 {
				_, _ = io.WriteString(w, "+part")
				_ = http.NewResponseController(w).Flush()
			}
		}, "whole+part+part+part"},
		"a panic": {func(w http.ResponseWriter, r *http.Request) {
			whole.ServeHTTP(w, r)
			panic(http.ErrAbortHandler)
		}, "whole!unexpected EOF"},
		"another answer": {func(w http.ResponseWriter, r *http.Request) {
			whole.ServeHTTP(httptest.NewRecorder(), r)
			http.NotFound(w, r)
		}, "404 page not found\n"},
		"another call": {func(w http.ResponseWriter, r *http.Request) {
			whole.ServeHTTP(w, r)
			whole.ServeHTTP(unstarted{w}, r)
		}, "wholewhole"},
	} {
		for _, around := range []struct{ name, more string }{{"plain", ""}, {"telling", "|None"}} {
			want := tt.want
			if !strings.Contains(want, "!") {
				want += around.more
			}
			if _, body := get(t, w.Filter(around.name)(tt.h), "/"); body != want {
				t.Errorf("%s, %s: %q, want %q", name, around.name, body, want)
			}
		}
	}
}

// lengthless is an answer whose length is not told.
type lengthless struct{ http.ResponseWriter }

func (l lengthless) WriteHeader(code int) {
	l.Header().Del("Content-Length")
	l.ResponseWriter.WriteHeader(code)
}

func (l lengthless) Unwrap() http.ResponseWriter { return l.ResponseWriter }

// unstarted is an answer that has begun, with another header to be thrown away.
type unstarted struct{ http.ResponseWriter }

func (unstarted) Header() http.Header { return http.Header{} }
func (unstarted) WriteHeader(int)     {}

// TestLengthOfHead has an app that answers HEAD without a body, and one that
// leaves that to the server.
func TestLengthOfHead(t *testing.T) {
	w, _ := startWith(t, layers+`
def empty(environ, start_response):
    start_response("200 OK", [])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [b"body"]

def whole(environ, start_response):
    start_response("200 OK", [])
    return [b"body"]
`, Config{Threads: 1, Nodes: []Node{callable("empty"), callable("whole"), filter("plain")}})
	for name, want := range map[string]string{"empty": "", "whole": "4"} {
		app := w.App(name, nil)
		for _, h := range []http.Handler{app, w.Filter("plain")(app)} {
			for method, want := range map[string]string{"HEAD": want, "GET": "4"} {
				status, header, _ := ask(t, h, httptest.NewRequest(method, "/", nil))
				if got := header.Get("Content-Length"); status != 200 || got != want {
					t.Errorf("%s %s: %d, length %q, want %q", method, name, status, got, want)
				}
			}
		}
	}
}
