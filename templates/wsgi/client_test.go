package wsgi

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestClientsThatGoAway has 32 clients that end their connections at random
// points of endless answers.
func TestClientsThatGoAway(t *testing.T) {
	before := runtime.NumGoroutine()
	var opened, closed atomic.Int32
	addr, _ := serve(t, Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			opened.Add(1)
			defer closed.Add(1)
			for yield([]byte(strings.Repeat("x", 1+rand.IntN(4000)))) {
				time.Sleep(time.Duration(rand.IntN(1000)) * time.Microsecond)
			}
		}
	}))
	var clients sync.WaitGroup
	for range 32 {
		clients.Add(1)
		go func() {
			defer clients.Done()
			for range 5 {
				goAway(t, addr, rand.IntN(30_000))
			}
		}()
	}
	clients.Wait()
	eventually(t, func() bool { return opened.Load() > 0 && opened.Load() == closed.Load() })
	eventually(t, func() bool { return runtime.NumGoroutine() <= before+1 }) // the server itself
}

// goAway reads some bytes of an answer, none perhaps, and closes the connection.
func goAway(t *testing.T, addr string, after int) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	_, _ = io.CopyN(io.Discard, conn, int64(after))
}

// TestClientThatGoesAwayWhileNothingIsWritten has an app that waits for its
// context.
func TestClientThatGoesAwayWhileNothingIsWritten(t *testing.T) {
	ended := make(chan bool)
	addr, _ := serve(t, Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			yield([]byte("x"))
			<-environ["net/http.request"].(*http.Request).Context().Done()
			ended <- !yield(nil)
		}
	}))
	goAway(t, addr, 10)
	if !<-ended {
		t.Error("the iteration goes on")
	}
}

// TestCleanUpRunsOnce has all ways in which an iteration can end.
func TestCleanUpRunsOnce(t *testing.T) {
	for name, end := range map[string]func(yield func([]byte) bool){
		"at its end":       func(yield func([]byte) bool) { yields("a", "b")(yield) },
		"empty":            func(func([]byte) bool) {},
		"by a panic":       func(func([]byte) bool) { panic("x") },
		"panic in between": func(yield func([]byte) bool) { yield([]byte("a")); panic("x") },
	} {
		var closed atomic.Int32
		addr, _ := serve(t, Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
			start("200 OK", text, nil)
			return func(yield func([]byte) bool) {
				defer closed.Add(1)
				end(yield)
			}
		}))
		_, _, _ = ask(t, addr, get)
		eventually(t, func() bool { return closed.Load() == 1 })
		if closed.Load() != 1 {
			t.Errorf("%s: %d times", name, closed.Load())
		}
	}
}

// TestManyRequestsAtOnce is for the race detector: first chunks that the timer
// sends and first chunks that it does not.
func TestManyRequestsAtOnce(t *testing.T) {
	addr, _ := serve(t, Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			if !yield([]byte("one ")) {
				return
			}
			time.Sleep(moment - 2*time.Millisecond + time.Duration(rand.IntN(4000))*time.Microsecond)
			if environ["QUERY_STRING"] == "two" {
				yield([]byte("two"))
			}
		}
	}))
	var clients sync.WaitGroup
	for i := range 100 {
		clients.Add(1)
		go func() {
			defer clients.Done()
			target, want := "/", "one "
			if i%2 == 0 {
				target, want = "/?two", "one two"
			}
			if _, body, err := ask(t, addr, strings.Replace(get, "/", target, 1)); err != nil || body != want {
				t.Errorf("%q %v", body, err)
			}
		}()
	}
	clients.Wait()
}

// panicLog keeps what an error log says about panics.
type panicLog struct{ problem *atomic.Value }

func (l panicLog) Write(p []byte) (int, error) {
	if strings.Contains(string(p), "panic") {
		l.problem.Store(string(p))
	}
	return len(p), nil
}

// FuzzRequest sends any bytes to an app that reads all of its environ, and
// wants an answer for each or a closed connection, an environ that is sound,
// and no panic.
func FuzzRequest(f *testing.F) {
	for _, seed := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST /%2f%00?x HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
		"CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET http://u@h:1/x HTTP/1.1\r\nHost: x\r\nContent_Length: 1\r\nA:\r\nExpect: 100-continue\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	var problem atomic.Value
	server := &http.Server{Handler: Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		for key, value := range environ {
			if _, isText := value.(string); !isText && !strings.Contains(key, ".") {
				problem.Store(fmt.Sprintf("%s is %#v", key, value))
			}
		}
		if environ["SERVER_NAME"] == "" || environ["SERVER_PORT"] == "" || environ["REQUEST_METHOD"] == "" {
			problem.Store(fmt.Sprint("something is empty in ", environ))
		}
		body, _ := io.ReadAll(io.LimitReader(environ["wsgi.input"].(io.Reader), 1000))
		start("200 OK", text, nil)
		return yields(fmt.Sprint(environ["PATH_INFO"]), string(body))
	})}
	server.ErrorLog = log.New(panicLog{&problem}, "", 0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	f.Cleanup(func() { server.Close() })
	f.Fuzz(func(t *testing.T, request []byte) {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Write(request)
		_ = conn.(*net.TCPConn).CloseWrite()
		if line, err := bufio.NewReader(conn).ReadString('\n'); err == nil && !strings.HasPrefix(line, "HTTP/1.") {
			t.Errorf("the answer begins %q", line)
		}
		if p := problem.Load(); p != nil {
			t.Fatal(p)
		}
	})
}
