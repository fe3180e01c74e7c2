package php

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pastegen/pastegen/internal/addrs"
	"github.com/pastegen/pastegen/templates/values"
)

// needsPHP skips a test that is not to use what is installed.
func needsPHP(t *testing.T, patterns ...string) string {
	t.Helper()
	if os.Getenv("PASTEGEN_ORACLE") == "" {
		t.Skip("PASTEGEN_ORACLE=1 runs it; it needs Debian's php-fpm and php-cgi")
	}
	for _, pattern := range patterns {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			return found[len(found)-1]
		}
	}
	t.Fatalf("none of %q is there", patterns)
	return ""
}

// fpm starts php-fpm and returns where it listens.
func fpm(t *testing.T) string {
	t.Helper()
	program := needsPHP(t, "/usr/sbin/php-fpm*")
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	socket := filepath.Join(dir, "fpm.sock")
	conf := fmt.Sprintf("[global]\nerror_log = %s/log\ndaemonize = no\n[www]\nuser = %s\ngroup = %s\nlisten = %s\npm = static\npm.max_children = 2\ncatch_workers_output = yes\n", dir, me.Username, me.Gid, socket)
	if err := os.WriteFile(filepath.Join(dir, "fpm.conf"), []byte(conf), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-R", "-F", "-n", "-y", filepath.Join(dir, "fpm.conf"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if conn, err := net.Dial("unix", socket); err == nil {
			conn.Close()
			return "unix:" + socket
		}
	}
	t.Fatal("php-fpm does not listen")
	return ""
}

func TestRealPHP(t *testing.T) {
	needsPHP(t, "/usr/bin/php-cgi")
	settings := map[string]string{"option precision": "7"}
	for name, o := range map[string]Options{
		"fpm":       {FCGIAddress: fpm(t), Settings: settings},
		"cgi":       {PHPScript: "php-cgi", Settings: settings},
		"cgi, port": {PHPScript: "php-cgi", FCGIPort: freePort(t), Settings: settings},
	} {
		t.Run(name, func(t *testing.T) { checkPHP(t, o) })
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	_, text, err := net.SplitHostPort(addrs.Free(t))
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func checkPHP(t *testing.T, o Options) {
	var log locked
	h := serving(t, o, slog.New(slog.NewTextHandler(&log, nil)))

	r := httptest.NewRequest("POST", "/p/echo.php/a%20b?x=y", strings.NewReader("k=v&l=1+2"))
	r.Pattern, r.URL.Path = "/p", "/echo.php/a b"
	r.Header.Set("X-A", "header")
	w := serve(h, r.WithContext(values.With(r.Context(), "REMOTE_USER", "joe")))
	want := "REQUEST_METHOD=POST\nSCRIPT_NAME=/p/echo.php\nPATH_INFO=/a b\nQUERY_STRING=x=y\nREQUEST_URI=/p/echo.php/a%20b?x=y\n" +
		"CONTENT_TYPE=application/x-www-form-urlencoded\nHTTP_X_A=header\nREMOTE_USER=joe\nPHP_SELF=/p/echo.php/a b\nHTTPS=\n" +
		"post={\"k\":\"v\",\"l\":\"1 2\"}\nget={\"x\":\"y\"}\ninput=9\nprecision=7\nfile=echo.php\n"
	if w.Code != 200 || w.Body.String() != want || strings.Join(w.Header()["X-A"], ",") != "1,2" {
		t.Errorf("%d %v\n%s", w.Code, w.Header(), w.Body)
	}

	r = httptest.NewRequest("POST", "/echo.php", io.MultiReader(strings.NewReader(strings.Repeat("x", 300000))))
	r.ContentLength = -1
	r.Header.Set("Content-Type", "application/octet-stream")
	if w := serve(h, r); !strings.Contains(w.Body.String(), "input=300000\n") {
		t.Errorf("a chunked body: %d %s", w.Code, w.Body)
	}
	if w := serve(h, httptest.NewRequest("GET", "/big.php", nil)); w.Body.Len() != 320000 {
		t.Errorf("a large answer: %d, %d bytes", w.Code, w.Body.Len())
	}
	if w := serve(h, httptest.NewRequest("GET", "/sub/", nil)); w.Body.String() != "sub index" {
		t.Errorf("an index: %d %q", w.Code, w.Body)
	}
	if w := serve(h, httptest.NewRequest("GET", "/fail.php", nil)); w.Code != 303 || w.Header().Get("Location") != "/elsewhere" {
		t.Errorf("a redirect: %d %v", w.Code, w.Header())
	}
	if !strings.Contains(log.String(), "a word to the log") {
		t.Errorf("the log says %q", log.String())
	}
	checkStreaming(t, h)
	checkMany(t, h)
}

func checkStreaming(t *testing.T, h http.Handler) {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	file := filepath.Join(t.TempDir(), "taken")
	answer, err := http.Get(server.URL + "/stream.php?file=" + url.QueryEscape(file))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	in := bufio.NewReader(answer.Body)
	if line, err := in.ReadString('\n'); line != "one\n" {
		t.Errorf("%q (%v)", line, err)
	}
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if line, err := in.ReadString('\n'); line != "two\n" {
		t.Errorf("%q (%v)", line, err)
	}
}

func checkMany(t *testing.T, h http.Handler) {
	t.Helper()
	var all sync.WaitGroup
	for range 20 {
		all.Add(1)
		go func() {
			defer all.Done()
			if w := serve(h, httptest.NewRequest("GET", "/sub/index.php", nil)); w.Body.String() != "sub index" {
				t.Errorf("one of many: %d %q", w.Code, w.Body)
			}
		}()
	}
	all.Wait()
}

// TestStartsAgain ends php-cgi between two requests.
func TestStartsAgain(t *testing.T) {
	needsPHP(t, "/usr/bin/php-cgi")
	h, stop, err := New(Options{BaseDir: "testdata/site", PHPScript: "php-cgi"}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	var pid [2]int
	for i := range pid {
		if w := serve(h, httptest.NewRequest("GET", "/sub/", nil)); w.Code != 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		p := processOf(t, h)
		pid[i] = p.cmd.Process.Pid
		if i == 0 {
			_ = p.cmd.Process.Signal(os.Interrupt)
			<-p.ended
		}
	}
	if pid[0] == pid[1] {
		t.Error("it is the same")
	}
	p := processOf(t, h)
	dir := p.dir
	if err := stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); err == nil || p.cmd != nil {
		t.Error("something is left")
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func processOf(t *testing.T, h http.Handler) *process {
	t.Helper()
	a, ok := h.(*app)
	if !ok || a.process == nil {
		t.Fatal("there is no process")
	}
	return a.process
}

// locked is a log for several goroutines.
type locked struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// TestStartFails has programs in place of php-cgi.
func TestStartFails(t *testing.T) {
	var log locked
	h, stop, err := New(Options{BaseDir: "testdata/site", PHPScript: "false"}, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stop() }()
	for range 2 {
		if w := serve(h, httptest.NewRequest("GET", "/sub/", nil)); w.Code != 502 || !strings.Contains(log.String(), "ended before it listened") {
			t.Errorf("%d, the log says %q", w.Code, log.String())
		}
	}
}
