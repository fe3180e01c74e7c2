package python

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/pastegen/pastegen/internal/addrs"
)

// benchServer is a server with its processes.
type benchServer struct {
	contestant
	addr string
	pid  int
}

// startBench starts a server that listens at the argument ADDR, or at
// $PYTHON_BENCH_ADDR.
func startBench(b *testing.B, dir string, c contestant) *benchServer {
	b.Helper()
	s := &benchServer{contestant: c, addr: addrs.Free(b)}
	cmd := exec.Command(c.args[0], strings.Split(strings.ReplaceAll(strings.Join(c.args[1:], "\n"), "ADDR", s.addr), "\n")...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "PYTHON_BENCH_ADDR="+s.addr, "PYTHONDONTWRITEBYTECODE=1")
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	s.pid = cmd.Process.Pid
	b.Cleanup(func() {
		for _, pid := range s.processes() {
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may have gone
		}
		_ = cmd.Wait()
	})
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if err := s.get(); err == nil {
			return s
		} else if time.Now().After(deadline) {
			b.Fatal(c.args[0], err)
		}
	}
}

// processes are the server's own and its children.
func (s *benchServer) processes() []int {
	pids := []int{s.pid}
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", s.pid))
	for _, task := range tasks {
		text, _ := os.ReadFile(task)
		for _, word := range strings.Fields(string(text)) {
			if pid, err := strconv.Atoi(word); err == nil && !slices.Contains(pids, pid) {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// cpu is the time of the processor that all have had.
func (s *benchServer) cpu() (sum time.Duration) {
	for _, pid := range s.processes() {
		var t syscall.Timespec
		clock := ^pid<<3 | 2 // the kernel's number of the clock of a process
		if _, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, uintptr(clock), uintptr(unsafe.Pointer(&t)), 0); errno == 0 {
			sum += time.Duration(t.Nano())
		}
	}
	return sum
}

// measured is what rounds have shown.
type measured struct {
	requests int
	took     time.Duration
	cpu      time.Duration
	each     []int64 // nanoseconds that each answer took
}

func (m *measured) add(other measured) {
	m.requests += other.requests
	m.took += other.took
	m.cpu += other.cpu
	m.each = append(m.each, other.each...)
}

// rate is how many requests were answered in a second, cost the microseconds of
// the processor that one took.
func (m *measured) rate() float64 { return float64(m.requests) / m.took.Seconds() }
func (m *measured) cost() float64 { return float64(m.cpu.Nanoseconds()) / 1000 / float64(m.requests) }

// slow is how long the slowest one of a hundred takes at least.
func (m *measured) slow() time.Duration {
	slices.Sort(m.each)
	return time.Duration(m.each[len(m.each)*99/100])
}

// measure asks the server for a while, see load.run.
func (s *benchServer) measure(b *testing.B, d time.Duration, rate float64) measured {
	b.Helper()
	if s.tls {
		return s.measureTLS(b, d)
	}
	l, err := openLoad(s.addr, s.lines, benchConns)
	if err != nil {
		b.Fatal(err)
	}
	defer l.close()
	before, begun := s.cpu(), time.Now()
	if err := l.run(d, rate); err != nil {
		b.Fatal(err)
	}
	return measured{len(l.taken), time.Since(begun), s.cpu() - before, l.taken}
}
