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

// connections is how many clients a server has at the same time.
const connections = 32

// server is a program that serves at the argument ADDR.
type server struct {
	b    *testing.B
	bin  string
	args []string
}

// hello is the generated server of helloIni.
func (p project) hello() server {
	p.b.Helper()
	p.program("app", helloIni)
	return server{p.b, p.build("app"), []string{"-listen", "ADDR"}}
}

// bare is a server of net/http and one handler, with the limits that the
// arguments name.
func (p project) bare(limits ...string) server {
	p.b.Helper()
	return server{p.b, p.build(p.hand("bare")), append([]string{"ADDR"}, limits...)}
}

// hand writes a program of testdata, and returns its name.
func (p project) hand(name string) string {
	p.b.Helper()
	p.write("limits/limits.go", testdata(p.b, "limits/limits.go"))
	p.write(name+"/main.go", testdata(p.b, name+"/main.go"))
	return name
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

// BenchmarkStart compares the time from exec to the first answer, the memory
// that is resident then, and the sizes of the programs.
func BenchmarkStart(b *testing.B) {
	p := newProject(b)
	generated, bare := p.hello(), p.bare()
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
