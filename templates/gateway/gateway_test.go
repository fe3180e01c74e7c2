package gateway

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/values"
)

// lines is a small protocol: each line is a JSON object of variables, its
// answer ends in a line "complete" or "cut off".
func lines(conn net.Conn, _ int, serve Respond) error {
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		var variables map[string]string
		if err := json.Unmarshal([]byte(line), &variables); err != nil {
			return err
		}
		end := map[bool]string{true: "\ncomplete\n", false: "\ncut off\n"}
		fmt.Fprint(conn, end[serve(context.Background(), variables, strings.NewReader("the body"), conn)])
	}
}

// start serves h at a new address until stop is called, which returns what the
// server does.
func start(t *testing.T, addr string, h http.HandlerFunc) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	result := make(chan error, 1)
	go func() { result <- Serve(addr, lines)(ctx, h) }()
	t.Cleanup(cancel)
	return func() error {
		cancel()
		return <-result
	}
}

// dial waits for the server.
func dial(t *testing.T, path string) net.Conn {
	t.Helper()
	for range 500 {
		conn, err := net.Dial("unix", path)
		if err == nil {
			t.Cleanup(func() { conn.Close() })
			if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
				t.Fatal(err)
			}
			return conn
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("nobody listens")
	return nil
}

// exchange sends variables and returns the answer.
func exchange(t *testing.T, conn net.Conn, variables map[string]string) string {
	t.Helper()
	line, err := json.Marshal(variables)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "%s\n", line)
	return readAnswer(conn)
}

func readAnswer(conn net.Conn) string {
	answer, one := "", make([]byte, 1)
	for !strings.HasSuffix(answer, "\ncomplete\n") && !strings.HasSuffix(answer, "\ncut off\n") {
		if _, err := conn.Read(one); err != nil {
			return answer + err.Error()
		}
		answer += string(one)
	}
	return answer
}

func variables(more ...string) map[string]string {
	v := map[string]string{
		"REQUEST_METHOD": "POST", "SERVER_PROTOCOL": "HTTP/1.1", "REQUEST_URI": "/s/p%2Fq?x=1", "SCRIPT_NAME": "/s", "PATH_INFO": "/p/q",
		"QUERY_STRING": "x=1", "CONTENT_LENGTH": "3", "HTTP_HOST": "h", "HTTP_X_A": "a", "REMOTE_ADDR": "1.2.3.4", "REMOTE_USER": "joe",
	}
	for i := 0; i < len(more); i += 2 {
		if v[more[i]] = more[i+1]; more[i+1] == "-" {
			delete(v, more[i])
		}
	}
	return v
}

func TestRequest(t *testing.T) {
	for _, tt := range []struct {
		change []string
		want   string
	}{
		{nil, `POST "/s" "/p/q" "" "x=1" /s/p%2Fq?x=1 h a 1.2.3.4:0 the 3 false joe`},
		{[]string{"SCRIPT_NAME", "/s/", "HTTPS", "on", "REMOTE_PORT", "9"}, `POST "/s" "/p/q" "" "x=1" /s/p%2Fq?x=1 h a 1.2.3.4:9 the 3 true joe`},
		{[]string{"PATH_INFO", "-"}, `POST "/s" "/p/q" "/p%2Fq" "x=1" /s/p%2Fq?x=1 h a 1.2.3.4:0 the 3 false joe`},
		{[]string{"REQUEST_URI", "-"}, `POST "/s" "/p/q" "" "x=1" /s/p/q?x=1 h a 1.2.3.4:0 the 3 false joe`},
		{[]string{"CONTENT_LENGTH", ""}, `POST "/s" "/p/q" "" "x=1" /s/p%2Fq?x=1 h a 1.2.3.4:0  0 false joe`},
		{[]string{"CONTENT_LENGTH", "", "HTTP_TRANSFER_ENCODING", "chunked"}, `POST "/s" "/p/q" "" "x=1" /s/p%2Fq?x=1 h a 1.2.3.4:0 the body -1 false joe`},
	} {
		r, err := NewRequest(context.Background(), variables(tt.change...), strings.NewReader("the body"), nil)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(r.Body)
		environ := r.Context().Value(struct{ WSGI string }{"environ"}).(map[string]any)
		got := fmt.Sprintf("%s %q %q %q %q %s %s %s %s %s %d %v %v", r.Method, r.Pattern, r.URL.Path, r.URL.RawPath, r.URL.RawQuery,
			r.RequestURI, r.Host, r.Header.Get("X-A"), r.RemoteAddr, body, r.ContentLength, r.TLS != nil, environ["REMOTE_USER"])
		if got != tt.want || environ["HTTP_X_A"] != nil {
			t.Errorf("%q:\n%s, want\n%s", tt.change, got, tt.want)
		}
	}
}

func TestAnswer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	start(t, "unix:"+path, func(w http.ResponseWriter, r *http.Request) {
		w.Header()["X-A"] = []string{"1", "2"}
		switch r.URL.Path {
		case "/text":
			fmt.Fprint(w, "hello")
		case "/untyped":
			w.Header()["Content-Type"] = nil
			w.(http.Flusher).Flush()
			w.Header().Set("X-B", "late")
			fmt.Fprint(w, "hello")
		case "/204":
			w.WriteHeader(103)
			w.WriteHeader(204)
			w.WriteHeader(500)
			if _, err := w.Write([]byte("x")); !errors.Is(err, http.ErrBodyNotAllowed) {
				t.Errorf("the error is %v", err)
			}
		case "/panic":
			fmt.Fprint(w, "lost")
			panic("x")
		case "/half":
			fmt.Fprint(w, "half")
			w.(http.Flusher).Flush()
			panic("x")
		case "/abort":
			panic(http.ErrAbortHandler)
		}
	})
	conn := dial(t, path)
	for path, want := range map[string]string{
		"/":        "Status: 200 OK\r\nX-A: 1\r\nX-A: 2\r\n\r\n\ncomplete\n",
		"/text":    "Status: 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nX-A: 1\r\nX-A: 2\r\n\r\nhello\ncomplete\n",
		"/untyped": "Status: 200 OK\r\nX-A: 1\r\nX-A: 2\r\n\r\nhello\ncomplete\n",
		"/204":     "Status: 204 No Content\r\nX-A: 1\r\nX-A: 2\r\n\r\n\ncomplete\n",
		"/panic":   "Status: 500 Internal Server Error\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n\r\nInternal Server Error\n\ncomplete\n",
		"/half":    "Status: 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nX-A: 1\r\nX-A: 2\r\n\r\nhalf\ncut off\n",
		"/abort":   "\ncut off\n",
	} {
		if got := exchange(t, conn, variables("PATH_INFO", path)); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if got := exchange(t, conn, variables("REQUEST_METHOD", "-")); !strings.HasPrefix(got, "Status: 400 Bad Request\r\n") || !strings.Contains(got, "no REQUEST_METHOD") {
		t.Errorf("%q", got)
	}
}

// TestStop has a connection with a request in flight and one without.
func TestStop(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	begun, release := make(chan bool), make(chan bool)
	stop := start(t, "unix:"+path, func(w http.ResponseWriter, _ *http.Request) {
		begun <- true
		<-release
		fmt.Fprint(w, "late")
	})
	idle, busy := dial(t, path), dial(t, path)
	answer := make(chan string)
	go func() { answer <- exchange(t, busy, variables()) }()
	<-begun
	stopped := make(chan error)
	go func() { stopped <- stop() }()
	if got := readAnswer(idle); got != "EOF" {
		t.Errorf("the idle connection reads %q", got)
	}
	release <- true
	if got := <-answer; !strings.HasSuffix(got, "late\ncomplete\n") {
		t.Errorf("%q", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is left: %v", err)
	}
}

// dated is a connection that notes until when it may be read.
type dated struct {
	net.Conn
	until time.Time
}

func (c *dated) SetReadDeadline(until time.Time) error {
	c.until = until
	return nil
}

// TestStopEndsReads of connections without a request: of those that had one at
// once, of others when one might have come.
func TestStopEndsReads(t *testing.T) {
	fresh, busy, idle, late := new(dated), new(dated), new(dated), new(dated)
	g := &gateway{conns: map[*connection]bool{}, grace: time.Hour}
	all := map[*dated]*connection{}
	for _, conn := range []*dated{fresh, busy, idle, late} {
		all[conn] = &connection{Conn: conn}
		g.conns[all[conn]] = true
	}
	for _, conn := range []*dated{busy, idle, late} {
		g.setBusy(all[conn], true)
	}
	g.setBusy(all[idle], false)
	began := time.Now()
	if err := g.stop(); err != nil {
		t.Error(err)
	}
	g.setBusy(all[late], false)
	ended := time.Now()
	for _, tt := range []struct {
		conn *dated
		in   time.Duration
	}{{fresh, freshTime}, {idle, 0}, {late, 0}} {
		if until := tt.conn.until; until.Before(began.Add(tt.in)) || until.After(ended.Add(tt.in)) {
			t.Errorf("%v after the stop, want %v", until.Sub(began), tt.in)
		}
	}
	if !busy.until.IsZero() {
		t.Errorf("one that is answered ends %v after the stop", busy.until.Sub(began))
	}
}

func TestAddressThatIsNone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{"127.0.0.1:none", "::1:80", "unix:", "unix:" + file} {
		if err := Serve(addr, lines)(context.Background(), nil); err == nil {
			t.Errorf("it listens on %s", addr)
		}
	}
	if text, err := os.ReadFile(file); string(text) != "precious" {
		t.Errorf("the file is %q (%v)", text, err)
	}
}

func TestModeOfASocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		ended <- Server{Addr: "unix:" + path, Listen: listen.Options{Socket: listen.Socket{Mode: 0o660}}, Protocol: lines}.Serve(ctx, nil)
	}()
	dial(t, path)
	info, err := os.Lstat(path)
	for range 100 {
		if err != nil || info.Mode().Perm() == 0o660 {
			break
		}
		time.Sleep(time.Millisecond) // it is set when the socket is there
		info, err = os.Lstat(path)
	}
	if err != nil || info.Mode().Perm() != 0o660 {
		t.Errorf("%v %v", info, err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestGrace is told by the context, and ends a request.
func TestGrace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	begun, release := make(chan bool), make(chan bool)
	defer close(release)
	ctx, cancel := context.WithCancel(values.With(context.Background(), "pastegen.grace", time.Millisecond))
	result := make(chan error, 1)
	go func() {
		result <- Serve("unix:"+path, lines)(ctx, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { begun <- true; <-release }))
	}()
	conn := dial(t, path)
	line, err := json.Marshal(variables())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "%s\n", line)
	<-begun
	cancel()
	select {
	case err := <-result:
		if err == nil || err.Error() != "requests were cut off" {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it waits")
	}
}
