package services

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/internal/addrs"
)

// service is a program that serves.
type service struct {
	addr   string
	cmd    *exec.Cmd
	client *http.Client
	log    *log
}

// log is what it prints.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// serve has pastegen make the program of a file, and starts it with two
// workers.
func serve(t *testing.T, tool, dir, ini, own string) *service {
	t.Helper()
	addr := addrs.Free(t)
	write(t, dir, "app.ini", ini+"\n\n[server:main]\nuse = egg:waitress\nlisten = "+addr+"\n\n[pastegen]\npython = "+python+"\n\n[pastegen:python]\nworkers = 2\n"+own+"\n")
	mustRun(t, dir, tool, "adopt", "app.ini")
	mustRun(t, dir, "go", "build", "-o", "site.bin", ".")
	return start(t, addr, dir, filepath.Join(dir, "site.bin"))
}

// servePaste starts the same with Paste Deploy and waitress.
func servePaste(t *testing.T, dir string) *service {
	t.Helper()
	addr := addrs.Free(t)
	return start(t, addr, dir, python, "-c", "import sys, waitress, paste.deploy; sys.path.insert(0, '.'); waitress.serve(paste.deploy.loadapp('config:app.ini', relative_to='.'), listen='"+addr+"')")
}

func start(t *testing.T, addr, dir, name string, args ...string) *service {
	t.Helper()
	s := &service{addr: addr, cmd: exec.Command(name, args...), log: &log{}, client: &http.Client{
		Transport: &http.Transport{DisableKeepAlives: true}, // waitress ends some connections without a word
		Timeout:   time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = dir, s.log, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	t.Cleanup(func() {
		workers := s.workers()
		_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Error("it does not end")
			_ = s.cmd.Process.Kill()
		}
		for _, pid := range workers {
			if isRunning(pid) {
				t.Errorf("worker %d is left behind", pid)
			}
		}
		if t.Failed() {
			t.Logf("%s:\n%s", filepath.Base(name), s.log)
		}
	})
	await(t, "an answer", func() bool {
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("%s: %v\n%s", name, err, s.log)
		default:
		}
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
	return s
}

// await waits until something is so.
func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(90 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("there is not %s", what)
		}
	}
}

func isRunning(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(text), ") Z ")
}

// workers are the processes that the program has started.
func (s *service) workers() (pids []int) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", s.cmd.Process.Pid))
	for _, task := range tasks {
		text, _ := os.ReadFile(task)
		for _, word := range strings.Fields(string(text)) {
			if pid, err := strconv.Atoi(word); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// replaceUnderLoad has the workers replaced while clients ask, of whom none
// notices, and then one of them killed, which a request for each of its threads
// at most may notice.
func (s *service) replaceUnderLoad(t *testing.T, ask func() error) {
	t.Helper()
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	var stop, killed atomic.Bool
	var answers, lost atomic.Int64
	var group sync.WaitGroup
	for range 4 {
		group.Add(1)
		go func() {
			defer group.Done()
			for !stop.Load() {
				switch err := ask(); {
				case err == nil:
					answers.Add(1)
				case killed.Load():
					lost.Add(1)
				default:
					t.Error(err)
					return
				}
			}
		}()
	}
	before := s.workers()
	s.signal(t, syscall.SIGALRM)
	await(t, "another pair of workers", func() bool {
		now := s.workers()
		return len(now) == 2 && !slices.ContainsFunc(now, func(pid int) bool { return slices.Contains(before, pid) })
	})
	if len(before) != 2 || answers.Load() == 0 {
		t.Errorf("%d workers, %d answers", len(before), answers.Load())
	}
	killed.Store(true)
	victim := s.workers()[0]
	if err := syscall.Kill(victim, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	await(t, "a worker in the place of another", func() bool { return len(s.workers()) == 2 && !slices.Contains(s.workers(), victim) })
	stop.Store(true)
	group.Wait()
	if lost.Load() > 4 {
		t.Errorf("%d requests are lost", lost.Load())
	}
	if err := ask(); err != nil {
		t.Error(err)
	}
	t.Logf("%d answers, %d lost with the worker that was killed", answers.Load(), lost.Load())
}
