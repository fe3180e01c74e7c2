package stats

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/sources"
)

// uwsgi is what uWSGI 2.0.21 of Debian shows, with one request answered and
// another one that is being answered. TestUWSGI compares it with what it shows
// today.
const uwsgi = `{"version":"2.0.21-debian","listen_queue":0,"listen_queue_errors":0,"signal_queue":0,"load":0,"pid":7098,"uid":0,"gid":0,"cwd":"/tmp",
"locks":[{"user 0":0}],"sockets":[{"name":"127.0.0.1:18779","proto":"http","queue":0,"max_queue":100,"shared":0,"can_offload":0}],
"workers":[{"id":1,"pid":7134,"accepting":1,"requests":1,"delta_requests":1,"exceptions":0,"harakiri_count":0,"signals":0,"signal_queue":0,
"status":"idle","rss":0,"vsz":0,"running_time":291,"last_spawn":1795671349,"respawn_count":1,"tx":20,"avg_rt":145,
"apps":[{"id":0,"modifier1":0,"mountpoint":"","startup_time":0,"requests":1,"exceptions":0,"chdir":""}],
"cores":[{"id":0,"requests":1,"static_requests":0,"routed_requests":0,"offloaded_requests":0,"write_errors":0,"read_errors":0,"in_request":0,"vars":[],"req_info":{}},
{"id":1,"requests":0,"static_requests":0,"routed_requests":0,"offloaded_requests":0,"write_errors":0,"read_errors":0,"in_request":1,"vars":["REQUEST_METHOD=GET"],"req_info":{"request_start":1795679556}}]}]}`

// shape lists the keys of a value with their types. The locks are uWSGI's own.
func shape(at string, v any) (all []string) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if key != "locks" {
				all = append(all, shape(at+"/"+key, value)...)
			}
		}
	case []any:
		all = append(all, at+" is a list")
		for _, item := range v {
			all = append(all, shape(at+"/*", item)...)
		}
	default:
		all = append(all, fmt.Sprintf("%s %T", at, v))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func parsed(t *testing.T, text string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestKeysAndTypesAreThoseOfUWSGI(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	counts := &Counts{}
	r := httptest.NewRequest("GET", "/a?b=c", nil)
	first := counts.Begin(r)
	first.begun = first.begun.Add(-time.Second)
	counts.End(first, 20, true)
	counts.Begin(r)
	go Serve(l, func() Source {
		return Source{Master: 7, Started: time.Unix(5, 0), Reloads: 2, Late: 4, Apps: []App{{"main", counts, func() []Socket {
			return []Socket{{l.Addr(), "fastcgi", 3, 77}, {l.Addr(), "http", 2, 78}}
		}}}}
	})
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	text, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	got := parsed(t, string(text))
	if ours, theirs := shape("", got), shape("", parsed(t, uwsgi)); !slices.Equal(ours, theirs) {
		t.Errorf("they are\n%s\nof uWSGI\n%s", strings.Join(ours, "\n"), strings.Join(theirs, "\n"))
	}
	if s := got["sockets"].([]any)[0].(map[string]any); s["name"] != l.Addr().String() || s["proto"] != "fastcgi" || s["queue"] != 3.0 || s["max_queue"] != 77.0 {
		t.Error(s)
	}
	w := got["workers"].([]any)[0].(map[string]any)
	for key, want := range map[string]any{"requests": 1.0, "exceptions": 1.0, "tx": 20.0, "status": "busy", "last_spawn": 5.0, "respawn_count": 3.0, "pid": float64(os.Getpid()), "harakiri_count": 4.0} {
		if w[key] != want {
			t.Errorf("%s is %v, want %v", key, w[key], want)
		}
	}
	if rt := w["avg_rt"].(float64); rt < 1e6 || rt > 1e8 || got["pid"] != 7.0 || got["listen_queue"] != 3.0 || got["load"] != 3.0 {
		t.Errorf("%v %v %v %v", rt, got["pid"], got["listen_queue"], got["load"])
	}
	core := w["cores"].([]any)[0].(map[string]any)
	if vars := fmt.Sprint(core["vars"]); vars != "[REQUEST_METHOD=GET REQUEST_URI=/a?b=c SERVER_PROTOCOL=HTTP/1.1 REMOTE_ADDR=192.0.2.1:1234 HTTP_HOST=example.com]" {
		t.Error(vars)
	}
}

// timed is a client to which sending may take some time, if that can be said.
type timed struct {
	net.Conn
	fails error
	until time.Time
}

func (c *timed) SetDeadline(until time.Time) error {
	c.until = until
	return c.fails
}

// once is a listener for one client.
type once struct {
	net.Listener
	conn net.Conn
}

func (l *once) Accept() (conn net.Conn, err error) {
	if l.conn == nil {
		return nil, net.ErrClosed
	}
	conn, l.conn = l.conn, nil
	return conn, nil
}

// TestSlowClients: who does not read gets no more than some seconds.
func TestSlowClients(t *testing.T) {
	for _, fails := range []error{nil, net.ErrClosed} {
		ours, theirs := net.Pipe()
		conn := &timed{Conn: ours, fails: fails}
		began := time.Now()
		Serve(&once{conn: conn}, func() Source { return Source{} })
		text, err := io.ReadAll(theirs)
		if err != nil || (len(text) == 0) != (fails != nil) || conn.until.Before(began.Add(sendTime)) {
			t.Errorf("%v: %q (%v), until %v", fails, text, err, conn.until)
		}
	}
}

func TestCores(t *testing.T) {
	for _, n := range []int{0, 1, 3} {
		var running []*Request
		for i := range n {
			running = append(running, &Request{begun: time.Unix(int64(10-i), 0)})
		}
		all := cores(running)
		if len(all) != max(1, n) {
			t.Fatalf("%d cores for %d requests", len(all), n)
		}
		for i, c := range all {
			if c.ID != i || c.InRequest != min(1, n) || n > 0 && c.ReqInfo["request_start"] != int64(11-n+i) {
				t.Errorf("%d of %d: %+v", i, n, c)
			}
		}
	}
}

// TestUWSGI asks a real uWSGI.
func TestUWSGI(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") == "" {
		t.Skip("PASTEGEN_ORACLE=1 asks uWSGI")
	}
	dir, err := os.MkdirTemp("", "uwsgi")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	app := "import time\ndef application(e, s):\n    time.sleep(60 if e['PATH_INFO'] == '/slow' else 0)\n    s('200 OK', [])\n    return [b'hello']\n"
	if err := os.WriteFile(dir+"/app.py", []byte(app), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("uwsgi_python3", "--http-socket", dir+"/http", "--stats", dir+"/stats", "--master", "--threads", "2", "--wsgi-file", dir+"/app.py")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Signal(syscall.SIGKILL); _ = cmd.Wait() }()
	ask(t, dir+"/http", "GET / HTTP/1.0\r\n\r\n")
	slow, err := net.Dial("unix", dir+"/http")
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	fmt.Fprint(slow, "GET /slow HTTP/1.0\r\n\r\n")
	var theirs map[string]any
	// uWSGI notes that a request has begun before it knows anything of it.
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		text := ask(t, dir+"/stats", "")
		if theirs = parsed(t, text); strings.Contains(text, "request_start") && strings.Contains(text, "REQUEST_METHOD") {
			break
		}
	}
	if now, known := shape("", theirs), shape("", parsed(t, uwsgi)); !slices.Equal(now, known) {
		t.Errorf("uWSGI shows\n%s\nand not\n%s", strings.Join(now, "\n"), strings.Join(known, "\n"))
	}
}

// ask sends a text to what listens on a path, as soon as somebody does, and
// returns what comes back.
func ask(t *testing.T, path, text string) string {
	t.Helper()
	for range 1000 {
		c, err := net.Dial("unix", path)
		if err != nil {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(20 * time.Second)) // fails when it is closed
		fmt.Fprint(c, text)
		answer, err := io.ReadAll(c)
		if err != nil {
			t.Fatal(err)
		}
		return string(answer)
	}
	t.Fatal("nobody listens")
	return ""
}

// TestOthers shows what parts of a program tell of themselves.
func TestOthers(t *testing.T) {
	text, err := JSON(Source{Others: []sources.Source{func(family func(name, kind, help string), sample func(string, float64, ...string)) {
		family("jobs", "gauge", "Jobs.")
		sample("jobs", 1, "kind", "a", "of", "me")
		sample("jobs", 2, "kind", "b")
		family("idle", "gauge", "Idle.")
		sample("idle", 0.5)
	}}})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(parsed(t, string(text))["metrics"])
	if want := "map[idle:[map[value:0.5]] jobs:[map[labels:map[kind:a of:me] value:1] map[labels:map[kind:b] value:2]]]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
