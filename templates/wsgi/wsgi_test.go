package wsgi

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

type startFunc = func(status string, headers [][2]string, excInfo error) (write func([]byte) error)

// text is the header of most answers here.
var text = [][2]string{{"Content-Type", "text/plain"}}

// yields returns a body of chunks.
func yields(chunks ...string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, chunk := range chunks {
			if !yield([]byte(chunk)) {
				return
			}
		}
	}
}

// answering returns an app that answers with a status, headers and chunks.
func answering(status string, headers [][2]string, chunks ...string) App {
	return func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start(status, headers, nil)
		return yields(chunks...)
	}
}

// logged is an error log that can be read while it is written.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// serve starts a server for h. Its log can be read when the server is closed,
// or at any time.
func serve(t *testing.T, h http.Handler) (addr string, errorLog *logged) {
	t.Helper()
	errorLog = &logged{}
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = log.New(errorLog, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String(), errorLog
}

// ask sends a request as it is written, with line ends made CRLF, and returns
// the answer with its body read.
func ask(t *testing.T, addr, request string) (*http.Response, string, error) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(request, "\n\n")
	if _, err := io.WriteString(conn, strings.ReplaceAll(head, "\n", "\r\n")+"\r\n\r\n"+body); err != nil {
		t.Fatal(err)
	}
	method, _, _ := strings.Cut(head, " ")
	response, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		return nil, "", err
	}
	answer, err := io.ReadAll(response.Body)
	return response, string(answer), err
}

// eventually waits for what happens in the server after the client has its answer.
func eventually(t *testing.T, happened func() bool) {
	t.Helper()
	for range 1000 {
		if happened() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("it has not happened")
}

const get = "GET / HTTP/1.1\nHost: x\nConnection: close"

// environOf returns the environ that an app is given for a request.
func environOf(r *http.Request) (environ map[string]any) {
	Handler(func(e map[string]any, start startFunc) iter.Seq[[]byte] {
		environ = e
		start("200 OK", text, nil)
		return yields()
	}).ServeHTTP(httptest.NewRecorder(), r)
	return environ
}

// panicOf returns what the app panics with below a handler that lets it pass.
func panicOf(app App, r *http.Request) (v any) {
	defer func() { v = recover() }()
	Handler(app).ServeHTTP(httptest.NewRecorder(), r)
	return nil
}

func wantPanic(t *testing.T, app App, want string) {
	t.Helper()
	if got := fmt.Sprint(panicOf(app, httptest.NewRequest("GET", "/", nil))); !strings.Contains(got, want) {
		t.Errorf("the panic is %q, want %q", got, want)
	}
}

func TestNilIsRefused(t *testing.T) {
	for what, make := range map[string]func(){"app": func() { Handler(nil) }, "handler": func() { Call(nil) }} {
		func() {
			defer func() {
				if v := fmt.Sprint(recover()); v != "wsgi: the "+what+" is nil" {
					t.Errorf("%s: %s", what, v)
				}
			}()
			make()
		}()
	}
}

func TestHelloWorld(t *testing.T) {
	addr, _ := serve(t, Handler(answering("200 OK", [][2]string{{"Content-type", "text/plain"}}, "Hello world!\n")))
	response, body, err := ask(t, addr, get)
	if err != nil || response.StatusCode != 200 || body != "Hello world!\n" || response.Header.Get("Content-Type") != "text/plain" {
		t.Errorf("%v %q %v", response, body, err)
	}
}

func TestAppIsCalledWithPositionalArgumentsOnceForEachRequest(t *testing.T) {
	var calls atomic.Int32
	addr, _ := serve(t, Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		calls.Add(1)
		return answering("200 OK", text, "x")(environ, start)
	}))
	for range 3 {
		if _, _, err := ask(t, addr, get); err != nil {
			t.Fatal(err)
		}
	}
	if calls.Load() != 3 {
		t.Errorf("%d calls", calls.Load())
	}
}

// TestChunkIsNotDelayed has an app that sends the second chunk when the client
// has the first.
func TestChunkIsNotDelayed(t *testing.T) {
	for _, headers := range [][][2]string{text, {{"Content-Length", "6"}}} {
		received := make(chan bool)
		addr, _ := serve(t, Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
			start("200 OK", headers, nil)
			return func(yield func([]byte) bool) {
				for _, chunk := range []string{"a", "b", "c"} {
					if !yield([]byte(chunk)) || !<-received {
						return
					}
				}
				yield([]byte("end"))
			}
		}))
		response, err := http.Get("http://" + addr)
		if err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 10)
		for _, want := range []string{"a", "b", "c"} {
			if n, err := response.Body.Read(buf); string(buf[:n]) != want {
				t.Errorf("read %q (%v), want %q", buf[:n], err, want)
			}
			received <- true
		}
		rest, err := io.ReadAll(response.Body)
		if string(rest) != "end" || err != nil {
			t.Errorf("the rest is %q (%v)", rest, err)
		}
		response.Body.Close()
	}
}

func TestAppMayUseItsBufferAgain(t *testing.T) {
	addr, _ := serve(t, Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			buffer := make([]byte, 1)
			for buffer[0] = 'a'; buffer[0] <= 'e'; buffer[0]++ {
				if !yield(buffer) {
					return
				}
			}
		}
	}))
	if _, body, err := ask(t, addr, get); body != "abcde" || err != nil {
		t.Errorf("%q %v", body, err)
	}
}

// TestContentLengthOfOneChunk asks again when a chunk went out by the timer,
// which a machine that is too busy can do.
func TestContentLengthOfOneChunk(t *testing.T) {
	for _, size := range []int{1, 100, 3000, 1 << 20} {
		want := strings.Repeat("x", size)
		for _, method := range []string{"GET", "HEAD"} {
			addr, _ := serve(t, Handler(answering("200 OK", text, "", want)))
			eventually(t, func() bool {
				response, body, err := ask(t, addr, strings.Replace(get, "GET", method, 1))
				if err != nil || method == "GET" && body != want {
					t.Errorf("%s of %d bytes: %d bytes (%v)", method, size, len(body), err)
				}
				return response.ContentLength == int64(size)
			})
		}
	}
}

func TestSeveralChunksAreChunked(t *testing.T) {
	addr, _ := serve(t, Handler(answering("200 OK", text, "one", "", "two", "three")))
	response, body, err := ask(t, addr, get)
	if err != nil || response.ContentLength != -1 || strings.Join(response.TransferEncoding, "") != "chunked" || body != "onetwothree" {
		t.Errorf("%v %q %v", response, body, err)
	}
	response, body, err = ask(t, addr, "GET / HTTP/1.0\nHost: x")
	if err != nil || response.TransferEncoding != nil || !response.Close || body != "onetwothree" {
		t.Errorf("HTTP/1.0: %v %q %v", response, body, err)
	}
}

func TestEmptyBody(t *testing.T) {
	addr, _ := serve(t, Handler(answering("404 Not Found", [][2]string{{"X-A", "b"}}, "", "")))
	response, body, err := ask(t, addr, get)
	if err != nil || response.StatusCode != 404 || response.ContentLength != 0 || body != "" || response.Header.Get("X-A") != "b" {
		t.Errorf("%v %q %v", response, body, err)
	}
	if _, guessed := response.Header["Content-Type"]; guessed {
		t.Error("a Content-Type was made up")
	}
}

func TestHeadersWaitForTheFirstChunkThatIsNotEmpty(t *testing.T) {
	w := httptest.NewRecorder()
	Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", [][2]string{{"X-First", "1"}}, nil)
		return func(yield func([]byte) bool) {
			yield(nil)
			yield([]byte{})
			if len(w.Header()) > 0 || w.Flushed {
				t.Errorf("headers are out: %v", w.Header())
			}
			start("500 Oops", [][2]string{{"X-Second", "2"}}, errors.New("oops"))
			yield([]byte("x"))
		}
	}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 500 || w.Header().Get("X-First") != "" || w.Header().Get("X-Second") != "2" || w.Body.String() != "x" {
		t.Errorf("%d %v %q", w.Code, w.Header(), w.Body)
	}
}

func TestStartInTheFirstStepOfTheIteration(t *testing.T) {
	addr, _ := serve(t, Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		return func(yield func([]byte) bool) {
			start("200 OK", text, nil)
			yield([]byte("late"))
		}
	}))
	if _, body, err := ask(t, addr, get); body != "late" || err != nil {
		t.Errorf("%q %v", body, err)
	}
}

func TestStartOutOfOrder(t *testing.T) {
	wantPanic(t, func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		start("200 OK", text, nil)
		return yields()
	}, "start was called a second time without excInfo")
	wantPanic(t, func(map[string]any, startFunc) iter.Seq[[]byte] { return yields("x") }, "the body began before start was called")
	wantPanic(t, func(map[string]any, startFunc) iter.Seq[[]byte] { return yields("") }, "the body began before start was called")
	wantPanic(t, func(map[string]any, startFunc) iter.Seq[[]byte] { return yields() }, "the app has not called start")
	wantPanic(t, func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return nil
	}, "the app has returned no body")
}

func TestExcInfoAfterTheHeadersIsRaised(t *testing.T) {
	cause := errors.New("too late")
	for _, chunks := range [][]string{{"one"}, {"one", "two"}} {
		w := httptest.NewRecorder()
		app := func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
			start("200 OK", text, nil)
			return func(yield func([]byte) bool) {
				yields(chunks...)(yield)
				start("500 Oops", text, cause)
			}
		}
		raised := func() (v any) {
			defer func() { v = recover() }()
			Handler(app).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
			return nil
		}()
		if raised != cause || w.Code != 200 || w.Body.String() != strings.Join(chunks, "") {
			t.Errorf("raised %v, answered %d %q", raised, w.Code, w.Body)
		}
	}
}

func TestExcInfoWithoutAStartBefore(t *testing.T) {
	w := httptest.NewRecorder()
	Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("500 Oops", text, errors.New("oops"))
		return yields("sorry")
	}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 500 || w.Body.String() != "sorry" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

func TestStatusIsChecked(t *testing.T) {
	for _, status := range []string{"", "200", "200OK", "20 OK", "abc OK", "2000 OK", " 200 OK", "200\tOK", "200 OK\r\nX: y", "200 O\x7fK", "099 Low", "100 Continue"} {
		wantPanic(t, answering(status, text), fmt.Sprintf("the status %q", status))
	}
	for _, status := range []string{"200 OK", "999 Message here", "404 Nicht gefunden \xe9", "200 "} {
		if v := panicOf(answering(status, text), httptest.NewRequest("GET", "/", nil)); v != nil {
			t.Errorf("%q: %v", status, v)
		}
	}
}

func TestHeadersAreChecked(t *testing.T) {
	for _, header := range [][2]string{
		{"", "x"}, {"A B", "x"}, {"A:", "x"}, {"A\n", "x"}, {"Ä", "x"},
		{"X-A", "a\nb"}, {"X-A", "a\r"}, {"X-A", "\x00"}, {"X-A", "a\tb"}, {"X-A", "\x7f"},
		{"Content-Length", "-1"}, {"content-length", "ten"}, {"Content-Length", ""},
	} {
		wantPanic(t, answering("200 OK", [][2]string{header}), "wsgi: ")
	}
}

func TestTwoContentLengthsAreRefused(t *testing.T) {
	for _, second := range [][2]string{{"Content-Length", "3"}, {"content-length", "5"}, {"CONTENT-LENGTH", "x"}} {
		wantPanic(t, answering("200 OK", [][2]string{{"Content-Length", "3"}, {"X-A", "b"}, second}, "abc"), "wsgi: ")
	}
}

func TestHopByHopHeadersAreRefused(t *testing.T) {
	for _, name := range []string{"Connection", "keep-alive", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailers", "Trailer", "Transfer-Encoding", "UPGRADE"} {
		wantPanic(t, answering("200 OK", [][2]string{{name, "x"}}), "hop-by-hop")
	}
}

func TestHeadersOfOneNameStayApart(t *testing.T) {
	addr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-A", "outer")
		w.Header().Set("Set-Cookie", "outer=1")
		Handler(answering("200 OK", [][2]string{{"Set-Cookie", "a=1"}, {"x-a", "1"}, {"set-cookie", "b=2"}, {"X-A", "2"}}, "x")).ServeHTTP(w, r)
	}))
	response, _, err := ask(t, addr, get)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(response.Header["Set-Cookie"], response.Header["X-A"]); got != "[outer=1 a=1 b=2] [1 2]" {
		t.Error(got)
	}
}

// TestHeadersOfTheAppAreNotChanged has headers that all requests share.
func TestHeadersOfTheAppAreNotChanged(t *testing.T) {
	shared := [][2]string{{"X-A", "1"}, {"X-A", "2"}, {"Content-Type", "text/plain"}}[:2]
	addr, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		Handler(answering("200 OK", shared, "x")).ServeHTTP(w, r)
		w.Header().Add("X-A", "3")
	}))
	for range 2 {
		if _, _, err := ask(t, addr, get); err != nil {
			t.Fatal(err)
		}
	}
	if got := fmt.Sprint(shared[:3]); got != "[[X-A 1] [X-A 2] [Content-Type text/plain]]" {
		t.Error(got)
	}
}

func TestWrite(t *testing.T) {
	addr, _ := serve(t, Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		write := start("200 OK", text, nil)
		for _, chunk := range []string{"", "one ", "two "} {
			if err := write([]byte(chunk)); err != nil {
				t.Error(err)
			}
		}
		return yields("three", " four")
	}))
	response, body, err := ask(t, addr, get)
	if err != nil || body != "one two three four" || response.ContentLength != -1 {
		t.Errorf("%q %v", body, err)
	}
}

// TestExcInfoAfterWrite: what write has written is out, as the headers are.
func TestExcInfoAfterWrite(t *testing.T) {
	for chunk, want := range map[string]string{"x": "200 x", "": "500 "} {
		w, late := httptest.NewRecorder(), errors.New("late")
		raised := panicked(func() {
			Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
				if err := start("200 OK", text, nil)([]byte(chunk)); err != nil {
					t.Error(err)
				}
				start("500 Sorry", text, late)
				return yields()
			}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		})
		if got := fmt.Sprint(w.Code, " ", w.Body); got != want || (raised == late) != (chunk != "") {
			t.Errorf("%q: %q, raised is %v", chunk, got, raised)
		}
	}
}

func panicked(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

func TestWriteReturnsWhenTheChunkIsOut(t *testing.T) {
	w := httptest.NewRecorder()
	Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		write := start("200 OK", text, nil)
		if err := write([]byte("x")); err != nil || w.Body.String() != "x" || !w.Flushed {
			t.Errorf("%v, written is %q, flushed %v", err, w.Body, w.Flushed)
		}
		return yields()
	}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
}

func TestStartAndWriteAreOverWithTheRequest(t *testing.T) {
	var write func([]byte) error
	var again startFunc
	var more func([]byte) bool
	app := func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		again, write = start, start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			more = yield
			yield([]byte("x"))
		}
	}
	w := httptest.NewRecorder()
	Handler(app).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if err := write([]byte("late")); err == nil || w.Body.String() != "x" {
		t.Errorf("written is %q (%v)", w.Body, err)
	}
	for name, late := range map[string]func(){"start": func() { again("200 OK", text, errors.New("x")) }, "yield": func() { more([]byte("late")) }} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s works on", name)
				}
			}()
			late()
		}()
	}
}

func TestBodyLongerThanItsContentLength(t *testing.T) {
	var stopped atomic.Bool
	addr, errorLog := serve(t, Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", [][2]string{{"Content-Length", "5"}}, nil)
		return func(yield func([]byte) bool) {
			stopped.Store(yield([]byte("123")) && !yield([]byte("4567")))
		}
	}))
	response, body, err := ask(t, addr, get)
	if err != nil || body != "12345" || response.ContentLength != 5 {
		t.Errorf("%q %v", body, err)
	}
	eventually(t, func() bool {
		return stopped.Load() && strings.Contains(errorLog.String(), "longer than its Content-Length")
	})
}

func TestWritePastTheContentLengthFails(t *testing.T) {
	w := httptest.NewRecorder()
	Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		write := start("200 OK", [][2]string{{"Content-Length", "1"}}, nil)
		if err := write([]byte("12")); !errors.Is(err, http.ErrContentLength) {
			t.Errorf("the error is %v", err)
		}
		return yields()
	}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Body.String() != "1" {
		t.Errorf("%q", w.Body)
	}
}

func TestBodyShorterThanItsContentLengthEndsTheConnection(t *testing.T) {
	addr, errorLog := serve(t, Handler(answering("200 OK", [][2]string{{"Content-Length", "5"}}, "123")))
	if _, body, err := ask(t, addr, get); err != io.ErrUnexpectedEOF || body != "123" {
		t.Errorf("%q %v", body, err)
	}
	eventually(t, func() bool { return strings.Contains(errorLog.String(), "2 bytes shorter than its Content-Length") })
}

// TestNothingOfABody has an app that promises a body and yields none: what
// there is, the headers, goes out.
func TestNothingOfABody(t *testing.T) {
	addr, errorLog := serve(t, Handler(answering("200 OK", [][2]string{{"Content-Length", "5"}, {"X-A", "b"}})))
	response, body, err := ask(t, addr, get)
	if err != io.ErrUnexpectedEOF || body != "" || response.Header.Get("X-A") != "b" {
		t.Errorf("%v %q %v", response, body, err)
	}
	eventually(t, func() bool { return strings.Contains(errorLog.String(), "5 bytes shorter than its Content-Length") })
}

// TestNoBodyIsWanted has apps that say so and yield, or write, or send a file.
func TestNoBodyIsWanted(t *testing.T) {
	headers := [][2]string{{"Content-Length", "0"}}
	for name, app := range map[string]App{
		"yield": answering("200 OK", headers, "x"),
		"write": func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
			if err := start("200 OK", headers, nil)([]byte("x")); err != http.ErrContentLength {
				t.Error(err)
			}
			return yields()
		},
		"file": func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
			start("200 OK", headers, nil)
			return environ["wsgi.file_wrapper"].(func(io.Reader, int) iter.Seq[[]byte])(strings.NewReader("x"), 10)
		},
		"handler": func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
			return Call(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "0")
				fmt.Fprint(w, "x")
			}))(environ, start)
		},
	} {
		addr, _ := serve(t, Handler(app))
		conn := dial(t, addr)
		in := bufio.NewReader(conn)
		for range 2 {
			fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
			response, err := http.ReadResponse(in, nil)
			if err != nil || response.ContentLength != 0 || in.Buffered() > 0 {
				t.Errorf("%s: %v, %d bytes behind it (%v)", name, response, in.Buffered(), err)
				break
			}
		}
	}
}

// TestLogNamesWhatTheClientAskedFor has apps that a URL map has shifted, so
// that nothing is left of the path.
func TestLogNamesWhatTheClientAskedFor(t *testing.T) {
	for want, app := range map[string]App{
		"wsgi: GET /a%0ab: the body is 2 bytes shorter than its Content-Length\n": answering("200 OK", [][2]string{{"Content-Length", "5"}}, "123"),
		"wsgi: GET /a%0ab: the body is longer than its Content-Length\n":          answering("200 OK", [][2]string{{"Content-Length", "2"}}, "123"),
	} {
		h := Handler(app)
		addr, errorLog := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Pattern, r.URL.Path = r.URL.Path, ""
			h.ServeHTTP(w, r)
		}))
		_, _, _ = ask(t, addr, strings.Replace(get, "GET /", "GET /a%0ab?secret", 1))
		eventually(t, func() bool { return strings.Contains(errorLog.String(), want) })
	}
}

// TestHeadIsNotLeftToTheWriter has a writer that would take a body, as a
// gateway's does.
func TestHeadIsNotLeftToTheWriter(t *testing.T) {
	w := httptest.NewRecorder()
	Handler(answering("200 OK", nil, "12", "34")).ServeHTTP(w, httptest.NewRequest("HEAD", "/", nil))
	if w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

func TestAnswersWithoutABody(t *testing.T) {
	for _, tt := range []struct {
		method, status string
		length         string
		want           int64
	}{
		{"HEAD", "200 OK", "10", 10}, {"HEAD", "200 OK", "", -1}, {"GET", "204 No Content", "", 0}, {"GET", "304 Not Modified", "", 0},
	} {
		headers, closed := [][2]string{{"X-A", "b"}}, new(atomic.Int32)
		if tt.length != "" {
			headers = append(headers, [2]string{"Content-Length", tt.length})
		}
		addr, _ := serve(t, Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
			start(tt.status, headers, nil)
			return func(yield func([]byte) bool) {
				defer closed.Add(1)
				yields("one", "two", "three")(yield)
			}
		}))
		request := strings.Replace(get, "GET", tt.method, 1)
		response, body, err := ask(t, addr, request)
		if err != nil || body != "" || response.Header.Get("X-A") != "b" || response.ContentLength != tt.want {
			t.Errorf("%s %s: %v %q %v", tt.method, tt.status, response, body, err)
		}
		eventually(t, func() bool { return closed.Load() == 1 })
	}
}

// TestPanic has apps that are the handler of a server, and below a handler.
func TestPanic(t *testing.T) {
	cause := errors.New("the cause")
	before := func(map[string]any, startFunc) iter.Seq[[]byte] { panic(cause) }
	first := func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(func([]byte) bool) { panic(cause) }
	}
	after := func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			yield([]byte("half"))
			panic(cause)
		}
	}
	for _, tt := range []struct {
		name string
		app  App
		out  bool
	}{{"before start", before, false}, {"in the iteration", first, false}, {"after a chunk", after, true}} {
		addr, errorLog := serve(t, Handler(tt.app))
		response, body, err := ask(t, addr, get)
		if tt.out && (err != io.ErrUnexpectedEOF || body != "half") || !tt.out && (err != nil || response.StatusCode != 500) {
			t.Errorf("%s: %v %q %v", tt.name, response, body, err)
		}
		eventually(t, func() bool {
			return strings.Contains(errorLog.String(), "the cause") && strings.Contains(errorLog.String(), "wsgi_test.go")
		})
		if v := panicOf(tt.app, httptest.NewRequest("GET", "/", nil)); v != cause {
			t.Errorf("%s: the handler above sees %v", tt.name, v)
		}
	}
}

// panicking is a writer that handlers above have made badly.
type panicking struct{ http.ResponseWriter }

func (panicking) Write([]byte) (int, error) { panic("bad writer") }

// TestPanicOfTheTimer has a first chunk that goes out beside the app.
func TestPanicOfTheTimer(t *testing.T) {
	cleaned := false
	defer func() {
		if v := recover(); v != "bad writer" || !cleaned {
			t.Errorf("the panic is %v, cleaned up %v", v, cleaned)
		}
	}()
	Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			defer func() { cleaned = true }()
			yield([]byte("x"))
			time.Sleep(3 * moment)
			yield([]byte("y"))
		}
	}).ServeHTTP(panicking{httptest.NewRecorder()}, httptest.NewRequest("GET", "/", nil))
}

func TestBodyThatDoesNotStopIsStopped(t *testing.T) {
	w := &failing{httptest.NewRecorder()}
	defer func() {
		if v := recover(); !strings.Contains(fmt.Sprint(v), "went on after yield had returned false") {
			t.Errorf("the panic is %v", v)
		}
	}()
	Handler(func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			for {
				yield([]byte("x"))
			}
		}
	}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
}

// failing is a writer whose client has gone.
type failing struct{ http.ResponseWriter }

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
