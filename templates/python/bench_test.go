package python

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
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
	"testing"
	"time"
)

const benchApp = `
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "12")])
    return [b"hello world\n"]

def make_filter(global_conf):
    def wrap(app):
        def filtered(environ, start_response):
            return app(environ, lambda status, headers, exc_info=None: start_response(status, headers + [("X-F", "1")], exc_info))
        return filtered
    return wrap
`

const (
	benchConns  = 16
	benchRounds = 5
)

// BenchmarkServers compares an app in two workers with the same in two
// processes of gunicorn and uWSGI, and in waitress: the metrics are medians of
// rounds that follow each other, as shares of each one's in the same round, for
// requests per second and for the time of the processor that a request takes.
// Servers that are not there are left out.
func BenchmarkServers(b *testing.B) {
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "hello.py"), []byte(benchApp), 0o666); err != nil {
		b.Fatal(err)
	}
	ours := startBench(b, dir, os.Args[0], "-test.run=^TestBenchServer$")
	others := map[string]*benchServer{}
	for name, args := range map[string][]string{
		"gunicorn": {"gunicorn", "--log-level=error", "-w2", "-bADDR", "hello"},
		"waitress": {"waitress-serve", "--listen=ADDR", "hello:application"},
		"uwsgi":    {"uwsgi", "--plugin=python3", "--http-socket=ADDR", "--processes=2", "--master", "--disable-logging", "--wsgi-file=hello.py"},
	} {
		if _, err := exec.LookPath(args[0]); err == nil {
			others[name] = startBench(b, dir, args...)
		}
	}
	b.ResetTimer()
	rates, costs := map[string][]float64{}, map[string][]float64{}
	for range benchRounds {
		rate, cost := ours.measure(b, max(2000, b.N/benchRounds))
		for name, other := range others {
			otherRate, otherCost := other.measure(b, max(1000, b.N/benchRounds/2))
			rates[name] = append(rates[name], rate/otherRate)
			costs[name] = append(costs[name], otherCost/cost)
		}
	}
	for name := range others {
		b.ReportMetric(median(rates[name]), "rate/"+name)
		b.ReportMetric(median(costs[name]), name+"-cpu/ours")
	}
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// TestBenchServer is a process of BenchmarkServers.
func TestBenchServer(t *testing.T) {
	addr := os.Getenv("PYTHON_BENCH_ADDR")
	if addr == "" {
		t.Skip("it is for BenchmarkServers")
	}
	w, err := Start(context.Background(), Config{
		Interpreter: interpreter(t), Workers: 2, Log: slog.New(slog.DiscardHandler), Nodes: []Node{{ID: "app", Kind: Callable, Use: "hello"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Error(http.ListenAndServe(addr, w.App("app", nil)))
}

// benchServer is a server with its processes.
type benchServer struct {
	addr string
	pid  int
}

// startBench starts a server that listens at the argument ADDR, or at
// $PYTHON_BENCH_ADDR.
func startBench(b *testing.B, dir string, args ...string) *benchServer {
	b.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	s := &benchServer{addr: free.Addr().String()}
	free.Close()
	cmd := exec.Command(args[0], strings.Split(strings.ReplaceAll(strings.Join(args[1:], "\n"), "ADDR", s.addr), "\n")...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "PYTHON_BENCH_ADDR="+s.addr, "PYTHONDONTWRITEBYTECODE=1")
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	s.pid = cmd.Process.Pid
	b.Cleanup(func() {
		for _, pid := range s.processes() {
			if p, err := os.FindProcess(pid); err == nil {
				_ = p.Kill()
			}
		}
		_ = cmd.Wait()
	})
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if response, err := http.Get("http://" + s.addr + "/"); err == nil {
			response.Body.Close()
			return s
		} else if time.Now().After(deadline) {
			b.Fatal(args[0], err)
		}
	}
}

// processes are the server's own and its children.
func (s *benchServer) processes() []int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", s.pid, s.pid))
	pids := []int{s.pid}
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", s.pid))
	for _, task := range tasks {
		if more, err := os.ReadFile(task); err == nil && !bytes.Equal(more, text) {
			text = append(text, more...)
		}
	}
	for _, word := range strings.Fields(string(text)) {
		if pid, err := strconv.Atoi(word); err == nil && !slices.Contains(pids, pid) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// ticks is the time of the processor that all have had.
func (s *benchServer) ticks() (sum float64) {
	for _, pid := range s.processes() {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		_, rest, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); len(fields) > 12 {
			user, _ := strconv.ParseFloat(fields[11], 64)
			system, _ := strconv.ParseFloat(fields[12], 64)
			sum += user + system
		}
	}
	return sum
}

// measure returns requests per second, and the time of the processor for one.
func (s *benchServer) measure(b *testing.B, n int) (rate, cost float64) {
	b.Helper()
	before, begun := s.ticks(), time.Now()
	var left atomic.Int64
	left.Store(int64(n))
	var group sync.WaitGroup
	for range benchConns {
		group.Add(1)
		go func() {
			defer group.Done()
			if err := s.load(&left); err != nil {
				b.Error(err)
			}
		}()
	}
	group.Wait()
	took := time.Since(begun)
	return float64(n) / took.Seconds(), max(s.ticks()-before, 1) / float64(n)
}

// load sends requests, on one connection as long as the server keeps it.
func (s *benchServer) load(left *atomic.Int64) error {
	var c client
	defer c.close()
	for left.Add(-1) >= 0 {
		kept := c.conn != nil
		err := c.ask(s.addr)
		if err != nil && kept { // the server has ended a connection that was to stay
			c.close()
			err = c.ask(s.addr)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// client is a connection, or none.
type client struct {
	conn net.Conn
	in   *bufio.Reader
}

func (c *client) close() {
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
}

func (c *client) ask(addr string) (err error) {
	if c.conn == nil {
		if c.conn, err = net.Dial("tcp", addr); err != nil {
			c.conn = nil
			return err
		}
		c.in = bufio.NewReader(c.conn)
	}
	if _, err := io.WriteString(c.conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return err
	}
	keep, err := readAnswer(c.in)
	if !keep {
		c.close()
	}
	return err
}

// readAnswer reads an answer of 12 bytes, and reports whether the connection
// stays.
func readAnswer(in *bufio.Reader) (keep bool, err error) {
	keep = true
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		switch {
		case err != nil:
			return false, err
		case first && !bytes.Contains(line, []byte(" 200 ")):
			return false, fmt.Errorf("%s", line)
		case first && bytes.HasPrefix(line, []byte("HTTP/1.0")):
			keep = false
		case bytes.EqualFold(line, []byte("Connection: close\r\n")):
			keep = false
		case len(line) == 2:
			_, err := in.Discard(len("hello world\n"))
			return keep, err
		}
	}
}
