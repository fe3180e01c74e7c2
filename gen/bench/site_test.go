package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/internal/addrs"
)

// sitePerRound is how many requests go to a server of a round; Python gets a
// tenth.
const sitePerRound = 20_000

// BenchmarkSite has gzip, a session, translogger and prefix around a URL map of
// a static file and an app, answers of 1 KB without compression. The CPU time
// for each request is compared with that of a bare handler, the requests per
// second with those of Paste under waitress with the same INI file, where that
// is installed. In the same run, rounds take turns.
func BenchmarkSite(b *testing.B) {
	p := newProject(b)
	p.write("app/page/page.go", testdata(b, "site/page.go"))
	p.write("app/page.py", testdata(b, "site/page.py"))
	p.write("app/serve.py", testdata(b, "site/serve.py"))
	p.write("app/public/page.txt", strings.Repeat("0123456789abcde\n", 64))
	p.program("app", testdata(b, "site/app.ini"))
	p.write("app/alloc_test.go", testdata(b, "site/alloc_test.go"))
	p.write("bare/main.go", testdata(b, "site/bare.go"))
	generated, bare := p.build("app"), p.build("bare")
	python := exec.Command("/usr/bin/python3", "-c", "import paste.deploy, paste.gzipper, waitress, beaker").Run() == nil
	m := siteMeasures{}
	for b.Loop() {
		for range 3 {
			m.round(b, "file", []string{generated, "-listen", "ADDR"}, "/files/page.txt", sitePerRound)
			m.round(b, "bare", []string{bare, "ADDR"}, "/", sitePerRound)
			m.round(b, "page", []string{generated, "-listen", "ADDR"}, "/", sitePerRound)
			if python {
				m.round(b, "python file", []string{"/usr/bin/python3", p.path("app/serve.py"), p.path("app"), "PORT"}, "/files/page.txt", sitePerRound/10)
				m.round(b, "python page", []string{"/usr/bin/python3", p.path("app/serve.py"), p.path("app"), "PORT"}, "/", sitePerRound/10)
			}
		}
		for name, r := range p.bench("app") {
			b.ReportMetric(r.allocs, strings.ToLower(name)+"-allocs")
		}
	}
	b.ReportMetric(median(m["file"].cpu)/median(m["bare"].cpu), "file/bare-cpu")
	b.ReportMetric(median(m["page"].cpu)/median(m["bare"].cpu), "page/bare-cpu")
	if python {
		b.ReportMetric(median(m["file"].rate)/median(m["python file"].rate), "file/python-rate")
		b.ReportMetric(median(m["page"].rate)/median(m["python page"].rate), "page/python-rate")
		b.ReportMetric(median(m["python file"].cpu)/median(m["file"].cpu), "python/file-cpu")
		b.ReportMetric(median(m["python page"].cpu)/median(m["page"].cpu), "python/page-cpu")
	}
	hideTime(b)
}

// siteMeasure is what was measured of one server.
type siteMeasure struct {
	cpu  []float64 // seconds for each request
	rate []float64 // requests per second
}

type siteMeasures map[string]*siteMeasure

// round starts a server, asks it, and ends it.
func (m siteMeasures) round(b *testing.B, name string, args []string, path string, n int) {
	b.Helper()
	if m[name] == nil {
		m[name] = &siteMeasure{}
	}
	addr := addrs.Free(b)
	_, port, _ := net.SplitHostPort(addr)
	for i, arg := range args {
		args[i] = strings.NewReplacer("ADDR", addr, "PORT", port).Replace(arg)
	}
	cmd := exec.Command(args[0], args[1:]...)
	log, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer log.Close()
	cmd.Stderr, cmd.Stdout = log, log
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	awaitServer(b, addr)
	if err := siteLoad(addr, path, n/10); err != nil { // until all is warm
		b.Fatal(err)
	}
	before, began := cpuOf(b, cmd.Process.Pid), time.Now()
	if err := siteLoad(addr, path, n); err != nil {
		b.Fatal(err)
	}
	took, cpu := time.Since(began), cpuOf(b, cmd.Process.Pid)-before
	m[name].cpu = append(m[name].cpu, cpu/float64(n))
	m[name].rate = append(m[name].rate, float64(n)/took.Seconds())
	_ = cmd.Process.Signal(syscall.SIGTERM)
}

func awaitServer(b *testing.B, addr string) {
	b.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
			return
		}
		if time.Now().After(end) {
			b.Fatal(err)
		}
	}
}

// cpuOf returns the seconds of CPU time that a process has taken, as Linux
// tells them.
func cpuOf(b *testing.B, pid int) float64 {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Skip("CPU time is read from /proc:", err)
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	var user, system float64
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		b.Fatal(err)
	}
	return (user + system) / 100 // the kernel's ticks, which are a hundredth of a second for programs
}

// siteLoad sends n requests over all connections together.
func siteLoad(addr, path string, n int) error {
	errs := make(chan error, connections)
	var all sync.WaitGroup
	for range connections {
		all.Add(1)
		go func() {
			defer all.Done()
			errs <- siteClient(addr, path, n/connections)
		}()
	}
	all.Wait()
	for range connections {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func siteClient(addr, path string, n int) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	request := []byte("GET " + path + " HTTP/1.1\r\nHost: " + addr + "\r\n\r\n")
	in := bufio.NewReader(conn)
	for range n {
		if _, err := conn.Write(request); err != nil {
			return err
		}
		if err := siteAnswer(in); err != nil {
			return err
		}
	}
	return nil
}

// siteAnswer reads an answer, as cheaply as it can be told to be right.
func siteAnswer(in *bufio.Reader) error {
	var head []byte
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if head == nil && !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")) || bytes.HasPrefix(line, []byte("Content-Length:")) && !bytes.Contains(line, []byte(" 1024\r")) {
			return fmt.Errorf("unexpected line %q", line)
		}
		head = line
		if len(line) == len("\r\n") {
			break
		}
	}
	_, err := in.Discard(1024)
	return err
}
