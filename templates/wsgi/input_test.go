package wsgi

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// unread are apps that do not read all of their input.
func unread() map[string]App {
	started := func(status string, headers [][2]string, chunks ...string) App {
		return answering(status, headers, chunks...)
	}
	return map[string]App{
		"401":        started("401 Unauthorized", text, "no"),
		"length":     started("401 Unauthorized", [][2]string{{"Content-Length", "2"}}, "no"),
		"empty":      started("200 OK", [][2]string{{"Content-Length", "0"}}),
		"no body":    started("200 OK", text),
		"204":        started("204 No Content", nil),
		"two chunks": started("200 OK", text, "one", "two"),
		"write": func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
			_ = start("200 OK", text, nil)([]byte("written"))
			return yields()
		},
		"partly": func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
			_, _ = io.ReadFull(environ["wsgi.input"].(io.Reader), make([]byte, 2))
			return answering("413 Too Large", text, "enough")(environ, start)
		},
		"slow": func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
			start("200 OK", text, nil)
			return func(yield func([]byte) bool) {
				_ = yield([]byte("one")) && sleep(2*moment) && yield([]byte("two"))
			}
		},
		"panic": func(map[string]any, startFunc) iter.Seq[[]byte] { panic("x") },
		"panic after start": func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
			start("200 OK", text, nil)
			panic("x")
		},
	}
}

func sleep(d time.Duration) bool {
	time.Sleep(d)
	return true
}

// TestInputThatIsNotRead has several requests on a connection. Each is
// answered, on that connection or a new one.
func TestInputThatIsNotRead(t *testing.T) {
	for name, app := range unread() {
		addr, errorLog := serve(t, Handler(app))
		for _, size := range []int{1, 3, 5_000, 200_000, 300_000, 5_000_000} {
			body := strings.Repeat("x", size)
			for kind, request := range map[string]string{
				"length":  fmt.Sprintf("Content-Length: %d\r\n\r\n%s", size, body),
				"chunked": fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", size, body),
			} {
				conn := dial(t, addr)
				in := bufio.NewReader(conn)
				for i := range 3 {
					go fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\n%s", request)
					response, err := http.ReadResponse(in, nil)
					if err == nil {
						_, err = io.ReadAll(response.Body)
					}
					if err != nil {
						t.Errorf("%s, %s of %d bytes, request %d: %v", name, kind, size, i, err)
						break
					}
					if response.Close {
						break
					}
				}
			}
		}
		if strings.Contains(errorLog.String(), "invalid concurrent") {
			t.Errorf("%s: %.2000s", name, errorLog)
		}
	}
}

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestRestOfAnInputIsNoRequest has a client that hides a request in a body.
func TestRestOfAnInputIsNoRequest(t *testing.T) {
	served := make(chan any, 10)
	addr, _ := serve(t, Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		served <- environ["PATH_INFO"]
		return answering("200 OK", text, "x")(environ, start)
	}))
	conn := dial(t, addr)
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nab")
	in := bufio.NewReader(conn)
	if _, err := http.ReadResponse(in, nil); err != nil {
		t.Error(err)
	}
	fmt.Fprint(conn, "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
	_, _ = io.ReadAll(in)
	if <-served; len(served) > 0 {
		t.Errorf("%v was served", <-served)
	}
}

// TestInputAfterTheAnswerHasBegun has clients that send nothing more when they
// see an answer, as nginx does.
func TestInputAfterTheAnswerHasBegun(t *testing.T) {
	addr, _ := serve(t, Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			yield([]byte("begun "))
			body, err := io.ReadAll(environ["wsgi.input"].(io.Reader))
			yield(fmt.Appendf(nil, "%d %v", len(body), err))
		}
	}))
	for _, size := range []int{3, 300_000, 3_000_000} {
		conn := dial(t, addr)
		go func() {
			fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", size)
			for left := size; left > 0; left -= min(left, 10_000) {
				if size > 3 {
					time.Sleep(time.Millisecond)
				}
				fmt.Fprint(conn, strings.Repeat("x", min(left, 10_000)))
			}
		}()
		in := bufio.NewReader(conn)
		response, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if want := fmt.Sprintf("begun %d <nil>", size); string(body) != want || err != nil || response.Close {
			t.Errorf("%q (%v), want %q; no other request may follow: %v", body, err, want, response.Close)
		}
	}
}

// TestConversation has a client that waits for each answer before it goes on.
func TestConversation(t *testing.T) {
	addr, _ := serve(t, Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			in := environ["wsgi.input"].(*bufio.Reader)
			for yield([]byte("? ")) {
				if line, err := in.ReadString('\n'); err != nil || !yield([]byte("! "+line)) {
					return
				}
			}
		}
	}))
	conn := dial(t, addr)
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(response.Body)
	for range 3 {
		if _, err := in.ReadString('?'); err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, "3\r\nhi\n\r\n")
		if line, err := in.ReadString('\n'); line != " ! hi\n" || err != nil {
			t.Errorf("%q %v", line, err)
		}
	}
	fmt.Fprint(conn, "0\r\n\r\n")
	if rest, err := io.ReadAll(in); string(rest) != "? " || err != nil {
		t.Errorf("%q %v", rest, err)
	}
}

// TestClientThatGoesAwayBehindItsBody has an app that waits and reads nothing.
func TestClientThatGoesAwayBehindItsBody(t *testing.T) {
	begun, gone := make(chan bool), make(chan bool)
	addr, _ := serve(t, Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			begun <- true
			<-environ["net/http.request"].(*http.Request).Context().Done()
			gone <- !yield(nil)
		}
	}))
	for _, size := range []int{3, 3_000_000} {
		conn := dial(t, addr)
		go func() {
			fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", size, strings.Repeat("x", size))
			conn.Close()
		}()
		<-begun
		select {
		case ended := <-gone:
			if !ended {
				t.Error("the iteration goes on")
			}
		case <-time.After(15 * time.Second):
			t.Fatal("nobody notices")
		}
	}
}

// TestControllerSendsWhatIsHeld has an app that flushes by itself, and one that
// sets deadlines while the timer runs.
func TestControllerSendsWhatIsHeld(t *testing.T) {
	w := httptest.NewRecorder()
	Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		c := environ["net/http.controller"].(*http.ResponseController)
		if err := c.Flush(); err != nil || w.Flushed {
			t.Errorf("flushed %v before there was an answer (%v)", w.Flushed, err)
		}
		start("201 Created", text, nil)
		return func(yield func([]byte) bool) {
			yield([]byte("x"))
			if err := c.Flush(); err != nil || w.Body.String() != "x" {
				t.Errorf("%q is out (%v)", w.Body, err)
			}
			if err := c.SetWriteDeadline(time.Now()); !errors.Is(err, http.ErrNotSupported) {
				t.Error(err)
			}
		}
	}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 201 {
		t.Errorf("status %d", w.Code)
	}
}

// TestTimerAndClientThatIsGone is for the race detector: the timer finds that
// the client has gone while the app goes on.
func TestTimerAndClientThatIsGone(t *testing.T) {
	begun, ended := make(chan bool), make(chan bool)
	addr, _ := serve(t, Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			begun <- true
			_ = yield([]byte("one")) && sleep(2*moment) && yield([]byte("two")) && sleep(2*moment) && yield([]byte("three"))
			ended <- true
		}
	}))
	for range 5 {
		conn := dial(t, addr)
		fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		<-begun
		time.Sleep(moment / 4)
		if err := conn.(*net.TCPConn).SetLinger(0); err != nil { // so that the end is a reset, and the next write fails
			t.Fatal(err)
		}
		conn.Close()
		<-ended
	}
}
