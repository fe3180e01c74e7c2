package running

import (
	"net"
	"strings"
	"testing"
)

// TestText asks a program that tells this.
func TestText(t *testing.T) {
	const page = `{"version": "2.0.21", "pid": 7, "workers": [{"id": 1, "requests": 12, "apps": []}], "metrics": {
"python_worker_busy": [{"labels": {"worker": "1"}, "value": 3}, {"labels": {"worker": "2"}, "value": 0}],
"python_worker_threads": [{"labels": {"worker": "1"}, "value": 4}, {"labels": {"worker": "2"}, "value": 1}],
"python_worker_requests_total": [{"labels": {"worker": "1"}, "value": 9}, {"labels": {"worker": "2"}, "value": 1}],
"python_worker_memory_bytes": [{"labels": {"worker": "1"}, "value": 40370176}, {"labels": {"worker": "2"}, "value": 0}],
"python_worker_restarts_total": [{"labels": {"worker": "1"}, "value": 0}, {"labels": {"worker": "2"}, "value": 1}],
"python_requests_waiting": [{"value": 1}],
"shadow_compared_total": [{"labels": {"section": "filter:a", "result": "same"}, "value": 5}, {"labels": {"section": "filter:a", "result": "different"}, "value": 1},
	{"labels": {"section": "app:b", "result": "same"}, "value": 0}, {"labels": {"section": "app:b", "result": "different"}, "value": 0}],
"shadow_skipped_total": [{"labels": {"section": "filter:a", "why": "late"}, "value": 1}, {"labels": {"section": "filter:a", "why": "busy"}, "value": 2}]}}`
	const want = `runs as process 7, which tells of itself at ADDR: 12 requests
  worker 1: 3 of 4 threads busy, 9 requests, 39 MB, 0 restarts
  worker 2: 0 of 1 thread busy, 1 request, 0 MB, 1 restart
  1 request waiting for a worker
  [filter:a] compared: 5 same, 1 different, 3 skipped (busy 2, late 1)
  [app:b] compared: 0 same, 0 different
`
	for _, tt := range []struct{ page, want, problem string }{
		{page, want, ""},
		{`{"pid": 8, "workers": [{"requests": 1}, {"requests": 2}]}`, "runs as process 8, which tells of itself at ADDR: 3 requests\n", ""},
		{"HTTP/1.1 400 Bad Request\r\n\r\n", "", "does not tell what a program of pastegen does"},
	} {
		addr := answering(t, tt.page)
		r, err := ask(addr)
		if tt.problem != "" {
			if err == nil || !strings.Contains(err.Error(), tt.problem) {
				t.Errorf("%q: %v", tt.page, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, want := r.text(addr), strings.ReplaceAll(tt.want, "ADDR", addr); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	}
}

// answering returns an address where whoever connects gets a text.
func answering(t *testing.T, text string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte(text)) // the test fails without it
			c.Close()
		}
	}()
	return l.Addr().String()
}
