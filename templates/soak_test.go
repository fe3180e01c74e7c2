package templates

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestSoak has clients of all kinds at once on all ways through nginx, for as
// long as PASTEGEN_SOAK says: those that behave must all be answered, and what
// the program holds for the others must not grow.
func TestSoak(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("PASTEGEN_SOAK"))
	if err != nil {
		t.Skip("PASTEGEN_SOAK=10m runs it for ten minutes")
	}
	needServers(t, "/usr/sbin/nginx")
	program := buildGateway(t)
	var soaking sync.WaitGroup
	for _, way := range []string{"http", "kept", "fcgi", "scgi"} {
		url, _ := startWay(t, program, ways(t)[way])
		soaking.Add(1)
		go func() {
			defer soaking.Done()
			soak(t, way, url, length)
		}()
	}
	soaking.Wait()
}

// state is what a program holds.
type state struct{ goroutines, files int }

func stateOf(t *testing.T, url string) (s state) {
	_, text, err := fetchText(t, "GET", url+"/net/state", "")
	if err == nil {
		_, err = fmt.Sscan(text, &s.goroutines, &s.files)
	}
	if err != nil {
		t.Errorf("the state is %q (%v)", text, err)
	}
	return s
}

// soak lets clients loose on a program, and looks at what it holds.
func soak(t *testing.T, way, url string, length time.Duration) {
	before := stateOf(t, url)
	end := time.Now().Add(length)
	var clients sync.WaitGroup
	var answered, spoiled atomic.Int64
	run := func(count int, client func()) {
		for range count {
			clients.Add(1)
			go func() {
				defer clients.Done()
				for time.Now().Before(end) && !t.Failed() {
					client()
				}
			}()
		}
	}
	polite := &http.Client{Timeout: time.Minute}
	run(2, func() {
		behave(t, way, url, polite)
		answered.Add(1)
	})
	addr := strings.TrimPrefix(url, "http://")
	for _, client := range []func(string){goAway, stall, readHalf} {
		run(2, func() {
			client(addr)
			spoiled.Add(1)
		})
	}
	var samples []state
	for time.Now().Before(end) && !t.Failed() {
		time.Sleep(min(length/20, 10*time.Second))
		samples = append(samples, stateOf(t, url))
	}
	clients.Wait()
	t.Logf("%s: %d requests of well-behaved clients, %d of others; at first %+v, then %+v", way, answered.Load(), spoiled.Load(), before, samples)
	checkFlat(t, way, samples)
	awaitState(t, way, url, before)
}

// checkFlat wants that a program holds no more in the last third of the time
// than in the first.
func checkFlat(t *testing.T, way string, samples []state) {
	third := len(samples) / 3
	if third == 0 {
		return
	}
	most := func(samples []state) (most state) {
		for _, s := range samples {
			most = state{max(most.goroutines, s.goroutines), max(most.files, s.files)}
		}
		return most
	}
	first, last := most(samples[:third]), most(samples[len(samples)-third:])
	if last.goroutines > first.goroutines*3/2+20 || last.files > first.files*3/2+20 {
		t.Errorf("%s: the program held %+v, and %+v in the end", way, first, last)
	}
}

// awaitState wants that a program holds no more than before when its clients
// are gone.
func awaitState(t *testing.T, way, url string, before state) {
	var now state
	for range 60 {
		time.Sleep(time.Second)
		now = stateOf(t, url)
		if now.goroutines <= before.goroutines+10 && now.files <= before.files+10 {
			return
		}
	}
	t.Errorf("%s: the program held %+v before, and holds %+v", way, before, now)
}

// behave is a client that sends all it says and reads all it gets.
func behave(t *testing.T, way, url string, client *http.Client) {
	body := strings.Repeat("x", []int{0, 3, 3, 3, 1000, 70_000, 300_000, 2_000_000}[rand.IntN(8)])
	want := map[string]string{
		"/early": "401 unread\n", "/net/early": "401 unread\n", "/echo": "200 " + body, "/net/echo": "200 " + body,
		"/sum": fmt.Sprintf("200 %d <nil>\n", len(body)), "/net/sum": fmt.Sprintf("200 %d <nil>\n", len(body)), "/net/": "200 hello",
	}
	for path, want := range want { // one of them
		response, err := client.Post(url+path, "text/plain", strings.NewReader(body))
		if err != nil {
			t.Errorf("%s%s, %d bytes: %v", way, path, len(body), err)
			return
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if got := fmt.Sprintf("%d %s", response.StatusCode, text); got != want || err != nil {
			t.Errorf("%s%s, %d bytes: %.60q of %d (%v)", way, path, len(body), got, len(got), err)
		}
		return
	}
}

// spoil opens a connection and sends a request of which not all comes.
func spoil(addr string, use func(conn net.Conn)) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	path := []string{"/early", "/net/early", "/echo", "/net/echo", "/sum", "/wait", "/net/wait", "/big", "/net/big", "/endless"}[rand.IntN(10)]
	size := []int{3, 5_000, 300_000, 3_000_000}[rand.IntN(4)]
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: soak\r\nContent-Length: %d\r\n\r\n", path, size)
	_, _ = conn.Write(bytes.Repeat([]byte("x"), rand.IntN(size+1)))
	use(conn)
}

// goAway is a client that ends its connection, sometimes by a reset.
func goAway(addr string) {
	spoil(addr, func(conn net.Conn) {
		time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
		if rand.IntN(2) == 0 {
			_ = conn.(*net.TCPConn).SetLinger(0)
		}
	})
}

// stall is a client that does not go on for a while.
func stall(addr string) {
	spoil(addr, func(net.Conn) { time.Sleep(time.Duration(1+rand.IntN(4)) * time.Second) })
}

// readHalf is a client that reads a part of its answer and then nothing.
func readHalf(addr string) {
	spoil(addr, func(conn net.Conn) {
		_, _ = conn.Write(bytes.Repeat([]byte("x"), 3_000_000)) // the rest, and more than that
		_, _ = io.CopyN(io.Discard, bufio.NewReader(conn), int64(rand.IntN(100_000)))
		time.Sleep(time.Duration(rand.IntN(2000)) * time.Millisecond)
	})
}
