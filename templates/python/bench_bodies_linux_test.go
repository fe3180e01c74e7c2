package python

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// goBodies does what bodies of benchApps does.
func goBodies(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/large" {
		n, _ := io.Copy(io.Discard, r.Body) // the client notices when it is less
		fmt.Fprint(w, n)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(largeBody))
	block := make([]byte, 1<<16)
	for range largeBody / len(block) {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

const largeBody = 100 << 20

// bodyWays are the ways that large bodies go: up in chunks, whose length the
// server is told one by one, up with a length, and down.
var bodyWays = [...]string{"up", "up-with-length", "down"}

// BenchmarkLargeBodies sends 100 MB up and down through an app in Python and
// through one in Go. The metrics are how fast the first is, as a share of the
// second, and by how much the largest process has grown.
func BenchmarkLargeBodies(b *testing.B) {
	_, servers := startAll(b, []contestant{{name: "python", app: "bodies-alone"}, {name: "go", app: "go-bodies"}})
	before := servers[0].memory()
	took := map[string][]float64{}
	b.ResetTimer()
	for range 5 {
		for i, s := range servers {
			for _, way := range bodyWays {
				key := fmt.Sprint(way, i)
				took[key] = append(took[key], transfer(b, s, way).Seconds())
			}
		}
	}
	for _, way := range bodyWays {
		ours, theirs := sum(took[way+"0"]), sum(took[way+"1"])
		b.ReportMetric(theirs/ours, way+"/go")
		b.ReportMetric(5*largeBody/1e6/ours, way+"-MB/s")
	}
	b.ReportMetric(float64(servers[0].memory()-before)/1e6, "MB-grown")
}

func sum(values []float64) (s float64) {
	for _, v := range values {
		s += v
	}
	return s
}

// transfer sends or receives a large body.
func transfer(b *testing.B, s *benchServer, way string) time.Duration {
	b.Helper()
	method, path, body, length := "POST", "/", &endless{largeBody}, -1
	switch way {
	case "up-with-length":
		length = largeBody
	case "down":
		method, path, body, length = "GET", "/large", &endless{}, 0
	}
	request, err := http.NewRequest(method, "http://"+s.addr+path, body)
	if err != nil {
		b.Fatal(err)
	}
	request.ContentLength = int64(length)
	begun := time.Now()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	if method == "POST" {
		text, _ := io.ReadAll(response.Body)
		if string(text) != strconv.Itoa(largeBody) {
			b.Fatalf("%s has got %s", s.addr, text)
		}
	} else if n, _ := io.Copy(io.Discard, response.Body); n != largeBody {
		b.Fatalf("%s has sent %d", s.addr, n)
	}
	return time.Since(begun)
}

// memory is the most that one of the processes has had.
func (s *benchServer) memory() (most int) {
	for _, pid := range s.processes() {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		_, rest, _ := strings.Cut(string(text), "VmHWM:")
		if fields := strings.Fields(rest); len(fields) > 0 {
			kilobytes, _ := strconv.Atoi(fields[0])
			most = max(most, kilobytes<<10)
		}
	}
	return most
}

// BenchmarkSlowClients compares the app of BenchmarkServers with the same in
// waitress while 200 other clients take their time to say what they want. Each
// of them would hold a process of gunicorn's sync workers or of uWSGI.
func BenchmarkSlowClients(b *testing.B) {
	waitress := peers("hello")[1]
	waitress.args = append(waitress.args[:1:1], "--connection-limit=1000", "--listen=ADDR", "bench:hello")
	names, servers := startAll(b, []contestant{{name: "ours", app: "hello"}, waitress})
	if len(servers) < 2 {
		b.Skip("waitress is not there")
	}
	stop := make(chan struct{})
	var group sync.WaitGroup
	for _, s := range servers {
		for range 200 {
			group.Add(1)
			go func() {
				defer group.Done()
				beSlow(s.addr, stop)
			}()
		}
	}
	defer group.Wait()
	defer close(stop)
	measureAll(b, names, servers)
}

// beSlow sends a request byte by byte.
func beSlow(addr string, stop <-chan struct{}) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer c.Close()
	if _, err := io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"); err != nil {
		return
	}
	for {
		select {
		case <-stop:
			return
		case <-time.After(100 * time.Millisecond):
			if _, err := io.WriteString(c, "x"); err != nil {
				return
			}
		}
	}
}
