package python

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

const faults = `
import os, signal, subprocess, sys, threading, time

def app(environ, start_response):
    path = environ["PATH_INFO"]
    start_response("200 OK", [("X-Pid", str(os.getpid()))])
    return globals()[path[1:]](environ)

def pid(environ):
    return [str(os.getpid()).encode()]

def kill(environ):
    os.kill(os.getpid(), signal.SIGKILL)

def leave(environ):
    yield b"begun"
    os._exit(1)

def hang(environ):
    a_place_to_hang()

def a_place_to_hang():
    time.sleep(1000)

def slow(environ):
    time.sleep(0.3)
    return [b"slow"]

def others(environ):
    return [("threads %s, processes %s" % (environ["wsgi.multithread"], environ["wsgi.multiprocess"])).encode()]

def gate(environ):
    while not os.path.exists(os.environ["GATE"]):
        time.sleep(0.005)
    return [b"open"]

barrier = threading.Barrier(3)
def meet(environ):
    barrier.wait(15)
    return [b"met"]

kept = []
def leak(environ):
    kept.append(b"x" * 100_000_000)
    return [b"leaked"]

def fork(environ):
    child = os.fork()
    if child == 0:
        try:
            return [b"the child answers"]
        finally:
            print("in the child")
    return [str(child).encode()]

def sleeper(environ):
    return [str(subprocess.Popen(["sleep", "1000"]).pid).encode()]

def prints(environ):
    print("first\nsecond")
    print("error", file=sys.stderr)
    print("to errors", file=environ["wsgi.errors"])
    os.write(1, b"raw\n")
    os.system("echo child")
    try:
        raise ValueError("printed")
    except ValueError:
        import traceback
        traceback.print_exc()
    threading.Thread(target=print, args=("thread",)).start()
    return [b"printed"]

def endless(environ):
    while True:
        yield b"x" * 1000

begun, closed = [], []
def unfinished(environ):
    def chunks():
        begun.append(1)
        try:
            while True:
                yield b"x" * 1000
        finally:
            closed.append(1)
    return chunks()

def counts(environ):
    return [b"%d %d" % (len(begun), len(closed))]
`

func faultApp(t testing.TB, c Config) (*Workers, *logBuffer, http.Handler) {
	c.Nodes = []Node{callable("app")}
	w, log := startWith(t, faults, c)
	return w, log, w.App("app", nil)
}

func isRunning(pid int) bool {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && !strings.Contains(string(text), ") Z ")
}

func awaitEnd(t testing.TB, pid int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); isRunning(pid); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("process %d is still there", pid)
		}
	}
}

func number(t testing.TB, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestCrash has a worker killed under a request; the next one is answered.
func TestCrash(t *testing.T) {
	_, log, h := faultApp(t, Config{Threads: 2})
	_, first := get(t, h, "/pid")
	if status, body := get(t, h, "/kill"); status != 502 || body != "Bad Gateway\n" {
		t.Error(status, body)
	}
	status, second := get(t, h, "/pid")
	if status != 200 || first == second {
		t.Error(status, first, second)
	}
	log.await(t, "signal: killed")
	if _, body := get(t, h, "/leave"); body != "begun!unexpected EOF" {
		t.Error(body)
	}
	if status, _ := get(t, h, "/pid"); status != 200 {
		t.Error(status)
	}
}

// TestCrashIsWaitedFor asks between the end of the only worker and the start of
// the next.
func TestCrashIsWaitedFor(t *testing.T) {
	_, log, h := faultApp(t, Config{Threads: 2})
	answered := make(chan int, 1)
	log.mu.Lock()
	log.heard = func(line string) {
		if !strings.Contains(line, "signal: killed") {
			return
		}
		go func() {
			status, _ := get(t, h, "/pid")
			answered <- status
		}()
		select {
		case status := <-answered: // too early: there is no worker yet
			answered <- status
		case <-time.After(100 * time.Millisecond):
		}
	}
	log.mu.Unlock()
	get(t, h, "/kill")
	if status := <-answered; status != 200 {
		t.Error(status)
	}
}

// TestCrashBesideOthers has a worker killed while it has other requests, which
// meet the same end. Those of another worker do not notice.
func TestCrashBesideOthers(t *testing.T) {
	gate := filepath.Join(t.TempDir(), "open")
	w, _, h := faultApp(t, Config{Workers: 2, Threads: 2, Env: []Setting{{"GATE", gate}}})
	server := httptest.NewServer(h)
	defer server.Close()
	answers := make(chan string)
	for range 3 { // two of them are one worker's
		go func() {
			status, body := fetch(server.URL + "/gate")
			answers <- fmt.Sprint(status, " ", body)
		}()
	}
	busy := func() (sum int) {
		all, _ := w.Stats()
		for _, s := range all {
			sum += s.Busy
		}
		return sum
	}
	for deadline := time.Now().Add(10 * time.Second); busy() < 3; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the requests do not come")
		}
	}
	if status, _ := fetch(server.URL + "/kill"); status != 502 {
		t.Error(status)
	}
	ended := []string{<-answers}
	if err := os.WriteFile(gate, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	ended = append(ended, <-answers, <-answers)
	slices.Sort(ended)
	if !slices.Equal(ended, []string{"200 open", "200 open", "502 Bad Gateway\n"}) {
		t.Error(ended)
	}
}

func TestHang(t *testing.T) {
	_, log, h := faultApp(t, Config{Threads: 2, Timeout: 2 * time.Second})
	if status, _ := get(t, h, "/hang"); status != 502 {
		t.Error(status)
	}
	if text := log.String(); !strings.Contains(text, "a_place_to_hang") || !strings.Contains(text, "for more than 2s") {
		t.Errorf("no stack:\n%s", text)
	}
	if status, _ := get(t, h, "/slow"); status != 200 {
		t.Error(status)
	}
}

func TestReplacement(t *testing.T) {
	for name, tt := range map[string]struct {
		c    Config
		path string
	}{
		"requests": {Config{Threads: 1, MaxRequests: 3, MaxRequestsJitter: 1}, "/pid"},
		"memory":   {Config{Threads: 1, MemoryLimit: 80 << 20}, "/leak"},
	} {
		_, log, h := faultApp(t, tt.c)
		_, first := get(t, h, "/pid")
		server := httptest.NewServer(h)
		for range 4 {
			response, err := http.Get(server.URL + tt.path)
			if err != nil || response.StatusCode != 200 {
				t.Fatal(name, err, response)
			}
			response.Body.Close()
		}
		server.Close()
		log.await(t, "why="+name)
		awaitEnd(t, number(t, first))
		if status, second := get(t, h, "/pid"); status != 200 || second == first {
			t.Error(name, status, first, second)
		}
		if strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("%s: %s", name, log)
		}
	}
}

func TestForkedChildrenAnswerNothing(t *testing.T) {
	_, _, h := faultApp(t, Config{Threads: 2})
	_, text := get(t, h, "/fork")
	awaitEnd(t, number(t, text))
	for range 4 {
		if status, body := get(t, h, "/pid"); status != 200 || body == "the child answers" {
			t.Error(status, body)
		}
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	w, _, h := faultApp(t, Config{Workers: 2})
	var pids []int
	for _, worker := range w.current() {
		pids = append(pids, worker.pid())
	}
	_, sleeper := get(t, h, "/sleeper")
	if err := w.Close(context.Background()); err != nil {
		t.Error(err)
	}
	for _, pid := range append(pids, number(t, sleeper)) {
		awaitEnd(t, pid)
	}
	if status, _ := get(t, h, "/pid"); status != 503 {
		t.Error(status)
	}
}

// TestParent is run by TestParentIsKilled, in a process of its own.
func TestParent(t *testing.T) {
	if os.Getenv("PYTHON_TEST_PARENT") == "" {
		t.Skip("it is for TestParentIsKilled")
	}
	w, _, h := faultApp(t, Config{Workers: 2})
	for _, worker := range w.current() {
		fmt.Println("worker", worker.pid())
	}
	server := httptest.NewServer(h)
	go http.Get(server.URL + "/hang")
	var answered atomic.Int64
	for _, path := range []string{"/pid", "/pid", "/slow", "/unfinished", "/endless"} {
		go func() {
			for {
				response, err := http.Get(server.URL + path)
				if err == nil {
					_, _ = io.CopyN(io.Discard, response.Body, 1<<20)
					response.Body.Close()
					answered.Add(1)
				}
			}
		}()
	}
	for answered.Load() < 20 {
		time.Sleep(5 * time.Millisecond)
	}
	fmt.Println("ready")
	time.Sleep(time.Minute)
}

// TestParentIsKilled has a program killed under load: its workers do not
// outlive it.
func TestParentIsKilled(t *testing.T) {
	interpreter(t)
	cmd := exec.Command(os.Args[0], "-test.run=^TestParent$", "-test.v")
	cmd.Env = append(os.Environ(), "PYTHON_TEST_PARENT=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pids []int
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "ready" {
		if pid, ok := strings.CutPrefix(lines.Text(), "worker "); ok {
			pids = append(pids, number(t, pid))
		}
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if len(pids) != 2 {
		t.Error(pids)
	}
	for _, pid := range pids {
		awaitEnd(t, pid)
	}
}

func TestOutput(t *testing.T) {
	_, log, h := faultApp(t, Config{Threads: 1})
	if _, body := get(t, h, "/prints"); body != "printed" {
		t.Error(body)
	}
	for _, line := range []string{
		`msg="first\nsecond" worker`, `msg=error worker`, `stream=stderr section=app:app`, `msg="to errors"`, `msg=raw `, `msg=child `, `msg=thread `,
		`msg="Traceback (most recent call last):\n`, `ValueError: printed" worker`,
	} {
		log.await(t, line)
	}
}

// TestQueue has more requests than threads and places to wait. None is answered
// before those that find no place are sent away.
func TestQueue(t *testing.T) {
	gate := filepath.Join(t.TempDir(), "open")
	_, _, h := faultApp(t, Config{Threads: 1, Queue: 2, Env: []Setting{{"GATE", gate}}})
	server := httptest.NewServer(h)
	defer server.Close()
	answers := make(chan *http.Response)
	for range 8 {
		go func() {
			response, err := http.Get(server.URL + "/gate")
			if err != nil {
				t.Error(err)
			} else {
				response.Body.Close()
			}
			answers <- response
		}()
	}
	for i := range 8 {
		if i == 4 { // one runs, one is next, and two wait
			if err := os.WriteFile(gate, nil, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		response := <-answers
		if response == nil {
			continue
		}
		want := map[bool]int{true: 503, false: 200}[i < 4]
		if response.StatusCode != want || (response.Header.Get("Retry-After") != "") != (want == 503) {
			t.Errorf("answer %d has status %d, %v", i, response.StatusCode, response.Header)
		}
	}
}

// TestOthersAreTold wants apps to know whether others answer at the same time, in
// their process and in others.
func TestOthersAreTold(t *testing.T) {
	for _, tt := range []struct {
		workers, threads int
		want             string
	}{
		{1, 1, "threads False, processes False"},
		{1, 2, "threads True, processes False"},
		{2, 1, "threads False, processes True"},
	} {
		_, _, h := faultApp(t, Config{Workers: tt.workers, Threads: tt.threads})
		if status, body := get(t, h, "/others"); status != 200 || body != tt.want {
			t.Errorf("%d workers of %d threads: %d %s, want %s", tt.workers, tt.threads, status, body, tt.want)
		}
	}
}

// TestThreads has requests that all threads must have at the same time, those
// that were in the queue already as well.
func TestThreads(t *testing.T) {
	_, _, h := faultApp(t, Config{Threads: 3})
	server := httptest.NewServer(h)
	defer server.Close()
	for range 20 {
		answers := make(chan string)
		for range 3 {
			go func() {
				status, body := fetch(server.URL + "/meet")
				answers <- fmt.Sprint(status, body)
			}()
		}
		for range 3 {
			if got := <-answers; got != "200met" {
				t.Fatal(got)
			}
		}
	}
}

// TestSafeRequestsAreSentAgain has workers that end while nothing is asked of
// them.
func TestSafeRequestsAreSentAgain(t *testing.T) {
	w, _, h := faultApp(t, Config{Threads: 1})
	for range 3 {
		worker := w.current()[0]
		_ = worker.send(syscall.SIGKILL)
		<-worker.ended
		if status, body := get(t, h, "/pid"); status != 200 {
			t.Error(status, body)
		}
	}
}
