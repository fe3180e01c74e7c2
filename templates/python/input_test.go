package python

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestBodiesReadInOtherThreads are those of applications that read wsgi.input in
// a thread of their own, as adapters to asyncio do.
func TestBodiesReadInOtherThreads(t *testing.T) {
	w, _ := startWith(t, layers+`
import threading

def in_thread(call, *args):
    found = []
    def run():
        try:
            found.append(call(*args))
        except Exception as e:
            found.append(str(e).encode())
    thread = threading.Thread(target=run)
    thread.start()
    return thread, found

def read(environ, start_response):
    thread, found = in_thread(environ["wsgi.input"].read)
    thread.join()
    start_response("200 OK", [])
    return [b"%d %s" % (len(found[0]), found[0][-3:])]

def at_once(environ, start_response):
    start_response("200 OK", [])
    parts = 0
    thread, found = in_thread(environ["wsgi.input"].read)
    while thread.is_alive() or parts < 3:
        parts += 1
        yield b"." * (1 << (parts % 18))
    thread.join()
    yield b"%d %s" % (len(found[0]), found[0][-3:])

late = []

def leaves(environ, start_response):
    go = threading.Event()
    def read():
        go.wait()
        data = b"more"
        while data:
            data = environ["wsgi.input"].read(1000)
        return b"all"
    late.append((go,) + in_thread(read))
    start_response("200 OK", [])
    return [environ["wsgi.input"].read(10)]

def and_then(environ, start_response):
    go, thread, found = late.pop()
    go.set()
    thread.join()
    start_response("200 OK", [])
    return [found[0] + environ["wsgi.input"].read()]
`, Config{Threads: 1, Nodes: []Node{callable("read"), callable("at_once"), callable("leaves"), callable("and_then"), filter("plain")}})
	body := strings.Repeat("0123456789", 100_000) + "end"
	post := func(h http.Handler, body string, chunked bool) string {
		t.Helper()
		from := io.Reader(strings.NewReader(body))
		if chunked {
			from = struct{ io.Reader }{from}
		}
		_, _, got := ask(t, h, httptest.NewRequest("POST", "/", from))
		return strings.TrimLeft(got, ".")
	}
	for name, h := range map[string]http.Handler{
		"alone":     w.App("read", nil),
		"below Go":  w.Filter("plain")(addHeader(w.App("read", nil))),
		"streaming": w.App("at_once", nil),
		"both":      w.Filter("plain")(addHeader(w.App("at_once", nil))),
		"twice Go":  addHeader(w.Filter("plain")(addHeader(w.Filter("plain")(addHeader(w.App("read", nil)))))),
		"a new body": w.Filter("plain")(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			r = r.Clone(r.Context())
			r.Body = io.NopCloser(io.MultiReader(r.Body))
			w.App("read", nil).ServeHTTP(rw, r)
		})),
	} {
		for _, chunked := range []bool{false, true} {
			if got := post(h, body, chunked); got != "1000003 end" {
				t.Errorf("%s, chunked %v: %.50q", name, chunked, got)
			}
		}
	}
	for _, chunked := range []bool{false, true} {
		if got := post(w.App("leaves", nil), body, chunked); got != "0123456789" {
			t.Errorf("%.50q", got)
		}
		if got := post(w.App("and_then", nil), "the next one's", chunked); got != "wsgi.input is read after the end of its requestthe next one's" {
			t.Errorf("%.100q", got)
		}
	}
}
