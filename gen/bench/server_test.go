package bench

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/internal/addrs"
)

// helloIni is a URL map, two filters and an app: GET /v1/hello passes them all.
const helloIni = `[composite:main]
use = egg:Paste#urlmap
/ = home
/v1 = api

[pipeline:api]
pipeline = get pass hello

[filter:get]
use = call:example.com/web:Only
method = GET

[filter:pass]
use = call:example.com/web:Pass

[app:hello]
use = call:example.com/web:Hello

[app:home]
use = call:example.com/web:NewNothing
name = home
`

const (
	connections = 32
	perRound    = 60_000 // requests to each server
)

// measuredIni is helloIni with metrics.
var measuredIni = strings.Replace(helloIni, "pipeline = get", "pipeline = measured get", 1) + "\n[filter:measured]\nuse = egg:pastegen#metrics\n"

// full builds the generated server with all that operators want of one: an
// access log, metrics, and limits on what requests may have.
func full(b *testing.B) server {
	b.Helper()
	p := newProject(b)
	p.program("full", measuredIni)
	return server{b, p.build("full"), []string{"-listen", "ADDR", "-access-log", p.path("access.log"), "-max-body", "1MB", "-max-header", "64KB", "-max-connections", "1000"}}
}

// servers builds the servers that are compared: the generated one, one of bare
// net/http, and that again with the limits of the generated one.
func servers(b *testing.B) (generated, bare, limited server) {
	b.Helper()
	p := newProject(b)
	p.program("app", helloIni)
	p.write("bare/main.go", testdata(b, "bare/main.go"))
	bin := p.build("bare")
	return server{b, p.build("app"), []string{"-listen", "ADDR"}},
		server{b, bin, []string{"ADDR"}},
		server{b, bin, []string{"ADDR", "limited"}}
}

// server is a program that serves at the argument ADDR.
type server struct {
	b    *testing.B
	bin  string
	args []string
}

// running is a server that has answered its first request.
type running struct {
	*exec.Cmd
	addr    string
	started time.Duration // from exec to the first answer
}

func (s server) start() running {
	s.b.Helper()
	addr := addrs.Free(s.b)
	args := slices.Clone(s.args)
	args[slices.Index(args, "ADDR")] = addr
	r := running{Cmd: exec.Command(s.bin, args...), addr: addr}
	begin := time.Now()
	if err := r.Start(); err != nil {
		s.b.Fatal(err)
	}
	for {
		c, err := dial(r.addr)
		if err == nil {
			defer c.Close()
			if err := c.ask(); err != nil {
				s.b.Fatal(err)
			}
			r.started = time.Since(begin)
			return r
		}
		if time.Since(begin) > 10*time.Second {
			s.b.Fatal(err)
		}
		time.Sleep(100 * time.Microsecond)
	}
}

// stop ends the server and returns the CPU time that it took in all.
func (r running) stop() time.Duration {
	r.Process.Signal(syscall.SIGTERM)
	r.Wait() // the bare server dies of the signal
	return r.ProcessState.UserTime() + r.ProcessState.SystemTime()
}

// client is a connection that asks for /v1/hello, one request after the other.
type client struct {
	net.Conn
	request []byte
	answer  []byte // as long as each one is, once the first is there
}

func dial(addr string) (*client, error) {
	c, err := net.Dial("tcp", addr)
	return &client{Conn: c, request: []byte("GET /v1/hello HTTP/1.1\r\nHost: " + addr + "\r\n\r\n")}, err
}

func (c *client) ask() error {
	if _, err := c.Write(c.request); err != nil {
		return err
	}
	if c.answer == nil {
		return c.first()
	}
	_, err := io.ReadFull(c, c.answer)
	return err
}

// first reads the first answer, which ends with the app's line.
func (c *client) first() error {
	buf := make([]byte, 4096)
	for n := 0; n < len(buf); {
		more, err := c.Read(buf[n:])
		if err != nil {
			return err
		}
		n += more
		if bytes.HasSuffix(buf[:n], []byte("\r\n\r\nHello, world\n")) && bytes.HasPrefix(buf, []byte("HTTP/1.1 200 ")) {
			c.answer = make([]byte, n)
			return nil
		}
	}
	return fmt.Errorf("unexpected answer %q", buf)
}

// load sends n requests over all connections together.
func load(addr string, n int) error {
	errs := make([]error, connections)
	var all sync.WaitGroup
	for i := range errs {
		all.Add(1)
		go func() {
			defer all.Done()
			c, err := dial(addr)
			for range n / connections {
				if err == nil {
					err = c.ask()
				}
			}
			if errs[i] = err; c.Conn != nil {
				c.Close()
			}
		}()
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkRequest compares the CPU time that the servers take for each
// request, measured from outside, in rounds that take turns: each server is
// the first of a round as often as the others.
func BenchmarkRequest(b *testing.B) {
	generated, bare, limited := servers(b)
	all := []server{generated, bare, limited, full(b)}
	cpu := make([][]float64, len(all))
	for b.Loop() {
		for round := range 9 {
			for turn := range all {
				i := (round + turn) % len(all)
				r := all[i].start()
				if err := load(r.addr, perRound); err != nil {
					b.Fatal(err)
				}
				cpu[i] = append(cpu[i], r.stop().Seconds())
			}
		}
	}
	b.ReportMetric(median(cpu[0])/median(cpu[1]), "generated/bare")
	b.ReportMetric(median(cpu[0])/median(cpu[2]), "generated/limited")
	b.ReportMetric(median(cpu[3])/median(cpu[1]), "full/bare")
	b.ReportMetric(median(cpu[3])/median(cpu[2]), "full/limited")
	hideTime(b)
}

// BenchmarkStart compares the time from exec to the first answer, the memory
// that is resident then, and the sizes of the programs.
func BenchmarkStart(b *testing.B) {
	generated, bare, _ := servers(b)
	var millis, megabytes [2][]float64
	for b.Loop() {
		for range 20 {
			for i, s := range []server{generated, bare} {
				r := s.start()
				millis[i] = append(millis[i], r.started.Seconds()*1e3)
				megabytes[i] = append(megabytes[i], r.resident(b))
				r.stop()
			}
		}
	}
	report := func(name, unit string, generated, bare float64) {
		b.ReportMetric(generated/bare, name+"-generated/bare")
		b.ReportMetric(generated-bare, name+"-more-"+unit)
	}
	report("start", "ms", median(millis[0]), median(millis[1]))
	report("memory", "MB", median(megabytes[0]), median(megabytes[1]))
	report("size", "MB", generated.size(), bare.size())
	hideTime(b)
}

// resident returns the resident memory in MB as Linux tells it.
func (r running) resident(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.Process.Pid))
	if err != nil {
		b.Skip("resident memory is read from /proc:", err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kB float64
	if _, err := fmt.Sscan(rest, &kB); err != nil {
		b.Fatal(err)
	}
	return kB / 1024
}

func (s server) size() float64 {
	s.b.Helper()
	info, err := os.Stat(s.bin)
	if err != nil {
		s.b.Fatal(err)
	}
	return float64(info.Size()) / (1 << 20)
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
