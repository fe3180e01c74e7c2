package realworld

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program is a generated server that runs.
type program struct {
	cmd    *exec.Cmd
	url    string
	stdout strings.Builder
	stderr strings.Builder
	logged sync.WaitGroup
}

// build compiles the package in dir.
func build(t *testing.T, dir string) (binary string) {
	t.Helper()
	binary = filepath.Join(t.TempDir(), dir)
	if out, err := exec.Command("go", "build", "-o", binary, "./"+dir).CombinedOutput(); err != nil {
		t.Fatalf("go build ./%s: %v\n%s", dir, err, out)
	}
	return binary
}

// start compiles the package in dir and runs it until it listens.
func start(t *testing.T, dir string) *program {
	t.Helper()
	p := &program{cmd: exec.Command(build(t, dir), "-here", dir, "-serve", "main=127.0.0.1:0")}
	p.cmd.Env = append(os.Environ(), "ALICE=wonderland", "BOB=the builder",
		"CSRF_KEY=0123456789abcdef0123456789abcdef", "BACKEND="+backend(t))
	p.cmd.Stdout = &p.stdout
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill() }) // in vain after stop
	giveUp := time.AfterFunc(20*time.Second, func() { p.cmd.Process.Kill() })
	defer giveUp.Stop()
	p.waitForURL(t, bufio.NewScanner(stderr))
	return p
}

var listening = regexp.MustCompile(`msg=listening .*url=(\S+)/`)

// waitForURL reads the log until it says where the program listens, and goes
// on reading behind the scenes.
func (p *program) waitForURL(t *testing.T, log *bufio.Scanner) {
	t.Helper()
	for p.url == "" {
		if !log.Scan() {
			t.Fatalf("the program does not listen:\n%s", p.stderr.String())
		}
		p.stderr.WriteString(log.Text() + "\n")
		if m := listening.FindStringSubmatch(log.Text()); m != nil {
			p.url = m[1]
		}
	}
	p.logged.Add(1)
	go func() {
		defer p.logged.Done()
		for log.Scan() {
			p.stderr.WriteString(log.Text() + "\n")
		}
	}()
}

// stop ends the program and returns what it has written.
func (p *program) stop(t *testing.T) (output map[string]string) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.logged.Wait()
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v\n%s", err, p.stderr.String())
	}
	return map[string]string{"stdout": p.stdout.String(), "stderr": p.stderr.String()}
}

// backend is a server behind a program. It returns its address.
func backend(t *testing.T) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "backend: %s %s", r.Method, r.URL)
	}))
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}
