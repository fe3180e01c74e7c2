package examples

import (
	"bufio"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// server is a running example. Its standard streams may be read after stop.
type server struct {
	cmd    *exec.Cmd
	urls   map[string]string // of each app, without the last slash
	stdout strings.Builder
	stderr strings.Builder
	logged sync.WaitGroup
}

// start compiles the example in dir and runs it on ports of its own, until
// all the named apps listen. Its %(here)s is the folder here.
func start(t *testing.T, dir, here string, apps ...string) *server {
	t.Helper()
	program := filepath.Join(t.TempDir(), dir)
	command(t, ".", "go", "build", "-o", program, "./"+dir)

	var places []string
	for _, app := range apps {
		places = append(places, app+"=127.0.0.1:0")
	}
	s := &server{cmd: exec.Command(program, "-here", here, "-serve", strings.Join(places, " ")), urls: map[string]string{}}
	s.cmd.Stdout = &s.stdout
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill() }) // in vain after stop
	s.waitForURLs(t, stderr, len(apps))
	return s
}

// waitForURLs reads the log until n apps have said where they listen, and
// goes on reading behind the scenes.
func (s *server) waitForURLs(t *testing.T, log io.Reader, n int) {
	t.Helper()
	listening := regexp.MustCompile(`msg=listening app=(\S+) .*url=(\S+)/`)
	giveUp := time.AfterFunc(20*time.Second, func() { s.cmd.Process.Kill() })
	defer giveUp.Stop()
	lines := bufio.NewScanner(log)
	for len(s.urls) < n && lines.Scan() {
		s.stderr.WriteString(lines.Text() + "\n")
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			s.urls[m[1]] = m[2]
		}
	}
	if len(s.urls) < n {
		t.Fatalf("only %v listen; the log is:\n%s", s.urls, s.stderr.String())
	}
	s.logged.Add(1)
	go func() {
		defer s.logged.Done()
		for lines.Scan() {
			s.stderr.WriteString(lines.Text() + "\n")
		}
	}()
}

// stop ends the server as a service manager does, and wants it to end well.
func (s *server) stop(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.logged.Wait()
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v\n%s", err, s.stderr.String())
	}
}

// ask sends a request and returns status and body.
func (s *server) ask(t *testing.T, method, app, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(method, s.urls[app]+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(answer)
}

// command runs a program that has to succeed, and returns its standard output.
func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out, stderr.String())
	}
	return string(out)
}
