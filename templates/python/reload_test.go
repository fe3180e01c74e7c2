package python

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/metrics"
)

const versioned = `
import time
def app(environ, start_response):
    start_response("200 OK", [])
    yield b"version "
    time.sleep(0.002)
    yield b"1"
`

// write replaces the module, as editors do.
func write(t *testing.T, w *Workers, source string) {
	t.Helper()
	file := filepath.Join(w.config.Dir, "code_.py")
	if err := os.WriteFile(file, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(2 * time.Second) // whatever the clock of the file system shows
	if err := os.Chtimes(file, later, later); err != nil {
		t.Fatal(err)
	}
}

func awaitBody(t *testing.T, h http.Handler, want string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, body := get(t, h, "/"); body == want {
			return
		} else if time.Now().After(deadline) {
			t.Fatal(body)
		}
	}
}

// TestReload replaces workers under load: each request has an answer of the old
// code or of the new one.
func TestReload(t *testing.T) {
	w, log := startWith(t, versioned, Config{Workers: 2, Threads: 2, Nodes: []Node{callable("app")}})
	h := w.App("app", nil)
	server := httptest.NewServer(h)
	defer server.Close()
	var stop atomic.Bool
	var group sync.WaitGroup
	for range 4 {
		group.Add(1)
		go func() {
			defer group.Done()
			for !stop.Load() {
				if status, body := fetch(server.URL); status != 200 || body != "version 1" && body != "version 2" {
					t.Error(status, body)
					return
				}
			}
		}()
	}
	before, _ := w.Stats()
	write(t, w, strings.ReplaceAll(versioned, "1", "2"))
	if err := syscall.Kill(os.Getpid(), syscall.SIGALRM); err != nil {
		t.Fatal(err)
	}
	awaitBody(t, h, "version 2")
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if after, _ := w.Stats(); after[0].PID != before[0].PID && after[1].PID != before[1].PID && after[0].Restarts == 1 {
			break
		} else if time.Now().After(deadline) {
			t.Fatal(before, after)
		}
	}
	stop.Store(true)
	group.Wait()
	for _, s := range before {
		awaitEnd(t, s.PID)
	}
	if strings.Contains(log.String(), "level=ERROR") {
		t.Error("errors")
	}
}

func fetch(url string) (status int, body string) {
	response, err := http.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err.Error()
	}
	return response.StatusCode, string(text)
}

// TestBrokenCode has the old workers stay.
func TestBrokenCode(t *testing.T) {
	w, log := startWith(t, versioned, Config{Nodes: []Node{callable("app")}, TouchReload: []string{"code_.py"}})
	h := w.App("app", nil)
	write(t, w, "this is no Python")
	log.await(t, "cannot be replaced")
	if status, body := get(t, h, "/"); status != 200 || body != "version 1" {
		t.Error(status, body)
	}
	write(t, w, strings.ReplaceAll(versioned, "1", "3"))
	w.Reload()
	awaitBody(t, h, "version 3")
}

// TestPreload has workers forked after their modules were imported.
func TestPreload(t *testing.T) {
	const source = `
import os
imported_by = os.getpid()
forked = []

def after():
    forked.append(os.getpid())

def make(global_conf):
    built_by = os.getpid()
    def app(environ, start_response):
        start_response("200 OK", [])
        print("asked")
        return [("%s %s %s %s 1" % (imported_by != os.getpid(), forked == [os.getpid()], built_by == os.getpid(), environ["wsgi.multiprocess"])).encode()]
    return app
`
	w, log := startWith(t, source, Config{Workers: 2, Preload: true, PostFork: []string{"code_:after"}, Nodes: []Node{
		{ID: "app", Section: "app:app", Use: "code_:make", Protocol: "paste.app_factory"},
	}})
	h := w.App("app", nil)
	for range 4 {
		if status, body := get(t, h, "/"); status != 200 || body != "True True True True 1" {
			t.Error(status, body)
		}
	}
	log.await(t, "section=app:app")
	before, _ := w.Stats()
	parent := w.preloaded.process.pid()
	if err := syscall.Kill(before[0].PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	log.await(t, "signal 9")
	write(t, w, strings.ReplaceAll(source, " 1", " 2"))
	w.Reload()
	awaitBody(t, h, "True True True True 2")
	awaitEnd(t, before[1].PID)
	awaitEnd(t, parent)
	next := w.preloaded.process.pid()
	if err := w.Close(t.Context()); err != nil {
		t.Error(err)
	}
	awaitEnd(t, next)
}

// TestMetrics has the workers' numbers among those of the filter that measures
// requests.
func TestMetrics(t *testing.T) {
	w, _ := startWith(t, hello, Config{Workers: 2, Threads: 3, Nodes: []Node{callable("app")}})
	filter, err := metrics.NewFilter(t.Context(), metrics.Options{Section: "s", Buckets: []float64{1}})
	if err != nil {
		t.Fatal(err)
	}
	shown := metrics.New(t.Context(), metrics.AppOptions{})
	app := w.App("app", nil)
	h := filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/metrics" {
			shown.ServeHTTP(w, r)
			return
		}
		app.ServeHTTP(w, r)
	}))
	get(t, h, "/")
	get(t, h, "/")
	var text string
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if _, text = get(t, h, "/metrics"); !strings.Contains(text, "} 1\n# HELP python_worker_threads") {
			break // the last answer arrives before its thread is free
		}
	}
	for _, line := range []string{"python_worker_threads{worker=\"2\"} 3\n", "python_worker_busy{worker=\"2\"} 0\n", "python_requests_waiting 0\n", "python_worker_restarts_total{worker=\"1\"} 0\n"} {
		if strings.Count(text, line) != 1 {
			t.Errorf("%q is not there once:\n%s", line, text)
		}
	}
	if strings.Contains(text, "python_worker_memory_bytes{worker=\"1\"} 0\n") {
		t.Error("no memory")
	}
}

// TestReplacedWorkerHangs ends a worker that was replaced while a request hangs in
// it: the time that requests have holds there, too.
func TestReplacedWorkerHangs(t *testing.T) {
	w, log := startWith(t, `
import time
def app(environ, start_response):
    start_response("200 OK", [])
    if environ["PATH_INFO"] == "/hang":
        print("hanging")
        time.sleep(600)
    return [b"fine"]
`, Config{Threads: 2, Timeout: 2 * time.Second, Nodes: []Node{callable("app")}})
	h := w.App("app", nil)
	done := make(chan int)
	go func() {
		status, _ := get(t, h, "/hang")
		done <- status
	}()
	log.await(t, "hanging")
	w.Reload()
	log.await(t, "is replaced")
	if status := <-done; status != 502 {
		t.Error(status)
	}
	if status, body := get(t, h, "/"); status != 200 || body != "fine" {
		t.Error(status, body)
	}
}
