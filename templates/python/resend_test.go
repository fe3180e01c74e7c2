package python

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const counting = `
import os

def app(environ, start_response):
    with open(os.environ["SEEN"], "a") as seen:
        seen.write("%d\n" % os.getpid())
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("X-Pid", str(os.getpid()))])
    return [body]
`

// TestRequestsThatNobodyHasSeen has a worker that cannot be sent anything: what
// was to go there goes to another one, of whatever method it is, and no app sees
// it twice.
func TestRequestsThatNobodyHasSeen(t *testing.T) {
	for name, ask := range map[string]func(*testing.T){
		"small":     func(t *testing.T) { resends(t, "POST", 1) },
		"large":     func(t *testing.T) { resends(t, "POST", maxQueued+1) },
		"not whole": func(t *testing.T) { resends(t, "POST", 5*maxAhead) },
		"DELETE":    func(t *testing.T) { resends(t, "DELETE", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // each waits a second for the worker to end by itself
			ask(t)
		})
	}
}

func resends(t *testing.T, method string, size int) {
	seen := filepath.Join(t.TempDir(), "seen")
	w, log := startWith(t, counting, Config{Workers: 2, Threads: 2, Env: []Setting{{"SEEN", seen}}, Nodes: []Node{callable("app")}})
	broken, other := w.current()[0], w.current()[1]
	broken.socket.Close()
	sent := bytes.Repeat([]byte("0123456789abcdef"), size/16+1)[:size]
	status, header, body := ask(t, w.App("app", nil), httptest.NewRequest(method, "/", bytes.NewReader(sent)))
	if status != 200 || body != string(sent) {
		t.Errorf("%d, %d bytes of %d", status, len(body), size)
	}
	text, _ := os.ReadFile(seen)
	if want := fmt.Sprint(other.pid()); strings.TrimSpace(string(text)) != want || header.Get("X-Pid") != want {
		t.Errorf("answered by %s, seen by %q, and %s was to", header.Get("X-Pid"), text, want)
	}
	log.await(t, "has ended")
}

// TestRequestsThatAThreadDoesNotTake are those for a thread whose connection is
// broken.
func TestRequestsThatAThreadDoesNotTake(t *testing.T) {
	seen := filepath.Join(t.TempDir(), "seen")
	w, _ := startWith(t, counting, Config{Workers: 2, Threads: 2, Env: []Setting{{"SEEN", seen}}, Nodes: []Node{callable("app")}})
	first := w.current()[0]
	first.mu.Lock()
	first.ahead, first.late, first.watching = 1, true, true // the leader has been busy for ever, as it seems
	c := first.idle[len(first.idle)-1]
	first.mu.Unlock()
	c.conn.Close()
	status, _, body := ask(t, w.App("app", nil), httptest.NewRequest("POST", "/", strings.NewReader("body")))
	text, _ := os.ReadFile(seen)
	if status != 200 || body != "body" || strings.TrimSpace(string(text)) != fmt.Sprint(w.current()[len(w.current())-1].pid()) {
		t.Errorf("%d, %q, seen by %q", status, body, text)
	}
}
