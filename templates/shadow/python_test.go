package shadow

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/python"
	"github.com/pastegen/pastegen/templates/values"
)

const originals = `
import os, time

def make_filter(global_conf, owner="ops"):
    def filter(app):
        def wrapped(environ, start_response):
            environ["mysite.user"] = owner
            path = environ["PATH_INFO"]
            if path == "/deny":
                start_response("403 Forbidden", [("Content-Type", "text/plain")])
                return [b"no\n"]
            if path == "/rewritten":
                environ["PATH_INFO"] = "/other"
            def start(status, headers, exc_info=None):
                return start_response(status, headers + [("X-Owner", owner)], exc_info)
            return app(environ, start)
        return wrapped
    return filter

def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/raise":
        raise ValueError("oops")
    if path == "/die":
        os._exit(3)
    if path == "/hang":
        time.sleep(60)
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-User", environ.get("REMOTE_USER", "?"))])
    if path == "/large":
        return (b"%07d\n" % i * 500 for i in range(80))
    return [b"hello\n"]
`

// startOriginals starts Python.
func startOriginals(t *testing.T, c python.Config) *python.Workers {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("there is no Python")
	}
	c.Dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(c.Dir, "originals.py"), []byte(originals), 0o666); err != nil {
		t.Fatal(err)
	}
	c.Log = slog.New(slog.DiscardHandler)
	c.Nodes = []python.Node{
		{ID: "filter", Section: "filter:owner", Kind: python.Filter, Use: "originals:make_filter", Protocol: "paste.filter_factory"},
		{ID: "app", Section: "app:main", Kind: python.Callable, Use: "originals:app"},
	}
	w, err := python.Start(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return w
}

// owner is the filter in Go.
func owner(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/deny" {
			w.Header().Set("Content-Type", "text/plain")
			w.WriteHeader(403)
			_, _ = io.WriteString(w, "no\n")
			return
		}
		w.Header().Set("X-Owner", "ops")
		next.ServeHTTP(w, r.WithContext(values.With(r.Context(), "mysite.user", "ops")))
	})
}

// pages is the app below it.
func pages(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/large":
		w.Header().Set("Content-Type", "text/plain")
		for range 1 << 10 {
			_, _ = io.WriteString(w, strings.Repeat("x", 1<<10)+"\n")
		}
	case "/missing":
		http.NotFound(w, r)
	default:
		_, _ = io.WriteString(w, "<p>hello "+r.URL.RawQuery+" "+r.Header.Get("X-Forwarded-For"))
	}
}

// TestFilterOfPython compares a filter with its original, and the reverse.
func TestFilterOfPython(t *testing.T) {
	w := startOriginals(t, python.Config{})
	for _, client := range []Side{Go, Python} {
		s, log := newShadow(t, Config{})
		server := httptest.NewServer(s.Filter("filter:owner", client, owner, w.Filter("filter"))(http.HandlerFunc(pages)))
		defer server.Close()
		for i, path := range []string{"/", "/x%C3%A9%2Fy?a=b&c=d", "/deny", "/missing"} {
			r, err := http.NewRequest([]string{"GET", "HEAD"}[i%2], server.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header["X-Forwarded-For"] = []string{"10.0.0.1", "10.0.0.2"}
			r.Header["Cookie"] = []string{"a=b", "c=d"}
			answer, err := server.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
			if got := outcomeOf(t, s, i+1); got.Same != i+1 {
				t.Fatalf("%s: %v: %+v\n%s", path, client, got, log)
			}
		}
	}
}

// TestOriginalAsksOtherwise has nothing be compared where the original has the
// app answer another request.
func TestOriginalAsksOtherwise(t *testing.T) {
	w := startOriginals(t, python.Config{})
	s, log := newShadow(t, Config{})
	h := s.Filter("filter:owner", Go, owner, w.Filter("filter"))(http.HandlerFunc(pages))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/rewritten", nil))
	if got := outcomeOf(t, s, 1); got.Skipped[otherRequest] != 1 {
		t.Errorf("%+v\n%s", got, log)
	}
	log.await(t, `PATH_INFO: \"/rewritten\" in Go, \"/other\" in Python`)
}

// TestFaultsOfOriginals has an original raise, die and hang: clients see nothing
// of it, and what was no answer is not compared.
func TestFaultsOfOriginals(t *testing.T) {
	w := startOriginals(t, python.Config{Timeout: 2 * time.Second, Threads: 2})
	s, log := newShadow(t, Config{Timeout: 3 * time.Second})
	h := s.App("app:main", Go, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("X-User", "?")
		if r.URL.Path == "/large" {
			for i := range 80 {
				_, _ = io.WriteString(w, strings.Repeat(fmt.Sprintf("%07d\n", min(i, 78)), 500))
			}
			return
		}
		_, _ = io.WriteString(w, "hello\n")
	}), w.App("app", nil))
	get := func(path string) {
		t.Helper()
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		if answer.Code != 200 {
			t.Error(path, answer.Code)
		}
	}
	get("/")
	if got := outcomeOf(t, s, 1); got.Same != 1 {
		t.Errorf("%+v\n%s", got, log)
	}
	get("/raise")
	log.await(t, "outcome: status 200 in Go, a panic: ValueError: oops in Python")
	get("/large")
	log.await(t, `body from byte 316006`)
	get("/die")
	if got := outcomeOf(t, s, 4); got.Different != 2 || got.Skipped[noAnswer]+got.Skipped[late] != 1 {
		t.Errorf("%+v\n%s", got, log)
	}
	get("/hang")
	if got := outcomeOf(t, s, 5); got.Skipped[noAnswer]+got.Skipped[late] != 2 {
		t.Errorf("%+v\n%s", got, log)
	}
	for n := 6; ; n++ { // when there is another worker, it goes on
		get("/")
		if got := outcomeOf(t, s, n); got.Same == 2 {
			return
		}
		if n > 50 {
			t.Fatal(log)
		}
	}
}
