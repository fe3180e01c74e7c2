package lint

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

type (
	startFunc = func(status string, headers [][2]string, excInfo error) (write func([]byte) error)
	app       = func(environ map[string]any, start startFunc) iter.Seq[[]byte]
)

var text = [][2]string{{"Content-Type", "text/plain"}}

// environ is a good one, but for what change does.
func environ(change func(map[string]any)) map[string]any {
	e := map[string]any{
		"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/", "QUERY_STRING": "", "SERVER_NAME": "x", "SERVER_PORT": "80",
		"SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": [2]int{1, 0}, "wsgi.url_scheme": "http", "wsgi.input": bufio.NewReader(strings.NewReader("")),
		"wsgi.errors": new(bytes.Buffer), "wsgi.multithread": true, "wsgi.multiprocess": false, "wsgi.run_once": false,
	}
	if change != nil {
		change(e)
	}
	return e
}

func set(key string, value any) func(map[string]any) {
	return func(e map[string]any) { e[key] = value }
}

func without(keys ...string) func(map[string]any) {
	return func(e map[string]any) {
		maps.DeleteFunc(e, func(key string, _ any) bool { return strings.Contains(strings.Join(keys, " "), key) })
	}
}

func answering(status string, headers [][2]string, chunks ...string) app {
	return func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start(status, headers, nil)
		return yields(chunks...)
	}
}

func yields(chunks ...string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, chunk := range chunks {
			if !yield([]byte(chunk)) {
				return
			}
		}
	}
}

// call runs an app below lint as a server does, and returns what it panics with
// and what it answers.
func call(a app, environ map[string]any) (violation, answer string) {
	defer func() {
		if v := recover(); v != nil {
			violation = fmt.Sprint(v)
		}
	}()
	body := WSGI(a)(environ, func(status string, headers [][2]string, _ error) func([]byte) error {
		answer += fmt.Sprint(status, headers)
		return func(chunk []byte) error { answer += string(chunk); return nil }
	})
	for chunk := range body {
		answer += string(chunk)
	}
	return "", answer
}

func TestWhatIsWell(t *testing.T) {
	for _, tt := range []struct {
		app    app
		change func(map[string]any)
		want   string
	}{
		{answering("200 OK", text, "a", "", "b"), nil, "200 OK[[Content-Type text/plain]]ab"},
		{answering("204 No Content", nil, ""), nil, "204 No Content[]"},
		{answering("304 Not Modified", [][2]string{{"Content-Length", "9"}}), nil, "304 Not Modified[[Content-Length 9]]"},
		{answering("200 OK", append(text, [2]string{"Content-Length", "2"}), "a", "b"), nil, "200 OK[[Content-Type text/plain] [Content-Length 2]]ab"},
		{answering("200 OK", append(text, [2]string{"Content-Length", "2"})), set("REQUEST_METHOD", "HEAD"), "200 OK[[Content-Type text/plain] [Content-Length 2]]"},
		{func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
			write := start("200 OK", text, nil)
			if err := write([]byte("w")); err != nil {
				t.Error(err)
			}
			start("500 Oops", text, errors.New("oops"))
			return yields("b")
		}, set("CONTENT_LENGTH", "5"), "200 OK[[Content-Type text/plain]]w500 Oops[[Content-Type text/plain]]b"},
		{answering("200 OK", text), set("SCRIPT_NAME", "/a"), "200 OK[[Content-Type text/plain]]"},
		{answering("200 OK", text), set("CONTENT_LENGTH", ""), "200 OK[[Content-Type text/plain]]"},
	} {
		e := environ(tt.change)
		errors := e["wsgi.errors"].(*bytes.Buffer)
		if violation, answer := call(tt.app, e); violation != "" || answer != tt.want || errors.Len() > 0 {
			t.Errorf("%q %q %q, want %q", violation, answer, errors, tt.want)
		}
	}
}

func TestViolationsOfServers(t *testing.T) {
	for _, tt := range []struct {
		change func(map[string]any)
		want   string
	}{
		{without("REQUEST_METHOD"), `environ has no key "REQUEST_METHOD"`},
		{without("SERVER_NAME"), `environ has no key "SERVER_NAME"`},
		{without("SERVER_PORT"), `environ has no key "SERVER_PORT"`},
		{without("wsgi.version"), `environ has no key "wsgi.version"`},
		{without("wsgi.input"), `environ has no key "wsgi.input"`},
		{without("wsgi.errors"), `environ has no key "wsgi.errors"`},
		{without("wsgi.multithread"), `environ has no key "wsgi.multithread"`},
		{without("wsgi.multiprocess"), `environ has no key "wsgi.multiprocess"`},
		{without("wsgi.run_once"), `environ has no key "wsgi.run_once"`},
		{without("wsgi.url_scheme"), `environ has no key "wsgi.url_scheme"`},
		{set("HTTP_CONTENT_TYPE", "x"), `environ has the key "HTTP_CONTENT_TYPE", which is "CONTENT_TYPE"`},
		{set("HTTP_CONTENT_LENGTH", "1"), `environ has the key "HTTP_CONTENT_LENGTH", which is "CONTENT_LENGTH"`},
		{set("HTTP_X", 1), `environ["HTTP_X"] is a int, not a string`},
		{set("X", nil), `environ["X"] is a <nil>, not a string`},
		{set("SERVER_NAME", ""), `environ["SERVER_NAME"] is empty`},
		{set("wsgi.version", "1.0"), "wsgi.version is a string, not a [2]int"},
		{set("wsgi.url_scheme", "ftp"), `wsgi.url_scheme is "ftp", neither http nor https`},
		{set("wsgi.input", 1), "wsgi.input is a int, not an io.Reader"},
		{set("wsgi.errors", "x"), "wsgi.errors is a string, not an io.Writer"},
		{set("wsgi.run_once", 0), "wsgi.run_once is a int, not a bool"},
		{set("SCRIPT_NAME", "a"), `SCRIPT_NAME does not start with a slash: "a"`},
		{set("PATH_INFO", "a"), `PATH_INFO does not start with a slash: "a"`},
		{without("SCRIPT_NAME", "PATH_INFO"), "environ has neither SCRIPT_NAME nor PATH_INFO"},
		{set("SCRIPT_NAME", "/"), `SCRIPT_NAME is "/"; it should be empty, and PATH_INFO "/"`},
		{set("CONTENT_LENGTH", "x"), `CONTENT_LENGTH is not a length: "x"`},
		{set("CONTENT_LENGTH", "-1"), `CONTENT_LENGTH is not a length: "-1"`},
	} {
		if got, _ := call(answering("200 OK", text), environ(tt.change)); got != "wsgi lint: "+tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
	if got, _ := call(answering("200 OK", text), nil); got != "wsgi lint: environ is nil" {
		t.Error(got)
	}
}

func TestWarnings(t *testing.T) {
	for _, tt := range []struct {
		change func(map[string]any)
		want   string
	}{
		{without("QUERY_STRING"), "wsgi lint: warning: environ has no QUERY_STRING\n"},
		{set("REQUEST_METHOD", "BREW"), "wsgi lint: warning: unknown REQUEST_METHOD \"BREW\"\n"},
		{set("wsgi.input", bytes.NewReader(nil)), "wsgi lint: warning: wsgi.input is a *bytes.Reader, not the *bufio.Reader that apps ask for: bufio.NewReader makes one of it\n"},
	} {
		e := environ(tt.change)
		errors := e["wsgi.errors"].(*bytes.Buffer)
		if violation, _ := call(answering("200 OK", text), e); violation != "" || errors.String() != tt.want {
			t.Errorf("%q %q, want %q", violation, errors, tt.want)
		}
	}
}

func TestViolationsOfApps(t *testing.T) {
	header := func(name, value string) app { return answering("200 OK", append(text[:1:1], [2]string{name, value})) }
	for _, tt := range []struct {
		app  app
		want string
	}{
		{answering("2000 OK", text), `the code of the status "2000 OK" has not three characters`},
		{answering("", text), `the code of the status "" has not three characters`},
		{answering("abc OK", text), `the status "abc OK" does not begin with a number`},
		{answering("099 OK", text), `the code of the status "099 OK" is below 100`},
		{answering("200", text), `the status "200" has no space after its code`},
		{answering("200 O\nK", text), `the status "200 O\nK" has a control character`},
		{header("status", "200"), `there is a header Status, which CGI has for the status (its value is "200")`},
		{header("X:", "x"), `the name of a header has a colon or a line end: "X:"`},
		{header("X\n", "x"), `the name of a header has a colon or a line end: "X\n"`},
		{header("1X", "x"), `bad name of a header: "1X"`},
		{header("", "x"), `bad name of a header: ""`},
		{header("X.Y", "x"), `bad name of a header: "X.Y"`},
		{header("X-", "x"), `the name of a header ends in a hyphen or an underscore: "X-"`},
		{header("X_", "x"), `the name of a header ends in a hyphen or an underscore: "X_"`},
		{header("X", "a\rb"), `the value of header X has the control character "\r": "a\rb"`},
		{header("X", "\x01b"), `the value of header X has the control character "\x01": "\x01b"`},
		{header("Transfer-Encoding", "chunked"), "header Transfer-Encoding is the server's alone (hop-by-hop)"},
		{header("Content-Length", "x"), `the Content-Length is not a length: "x"`},
		{answering("200 OK", append(text[:1:1], [2]string{"Content-Length", "1"}, [2]string{"content-length", "1"}), "a"), "there are two headers Content-Length, of 1 and 1"},
		{answering("200 OK", nil), "there is no Content-Type in the headers []"},
		{answering("204 No Content", text), "an answer 204, which has no body, has a Content-Type"},
		{answering("304 Not Modified", text), "an answer 304, which has no body, has a Content-Type"},
		{answering("204 No Content", nil, "x"), `the answer "204 No Content" has a body`},
		{answering("200 OK", append(text[:1:1], [2]string{"Content-Length", "1"}), "ab"), "the body is longer than its Content-Length"},
		{answering("200 OK", append(text[:1:1], [2]string{"Content-Length", "3"}), "ab"), "the body is 1 bytes shorter than its Content-Length"},
		{func(map[string]any, startFunc) iter.Seq[[]byte] { return nil }, "the app has returned no body; an empty one is a function that yields nothing"},
		{func(map[string]any, startFunc) iter.Seq[[]byte] { return yields("") }, "the body began before start was called"},
		{func(map[string]any, startFunc) iter.Seq[[]byte] { return yields() }, "the app has not called start"},
		{func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
			start("200 OK", text, nil)
			start("200 OK", text, nil)
			return yields()
		}, "start was called a second time without excInfo"},
		{func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
			write := start("200 OK", text, nil)
			return func(func([]byte) bool) { _ = write([]byte("x")) }
		}, "write was called while the body was iterated over"},
		{func(e map[string]any, start startFunc) iter.Seq[[]byte] {
			e["wsgi.errors"].(io.Closer).Close()
			return nil
		}, "wsgi.errors must not be closed"},
	} {
		if got, _ := call(tt.app, environ(nil)); got != "wsgi lint: "+tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// violation returns what f panics with.
func violation(f func()) (v string) {
	defer func() { v = fmt.Sprint(recover()) }()
	f()
	return ""
}

func TestViolationsAfterTheEnd(t *testing.T) {
	var again startFunc
	var write func([]byte) error
	var more func([]byte) bool
	a := func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		again, write = start, start("200 OK", text, nil)
		return func(yield func([]byte) bool) { more = yield }
	}
	if v, _ := call(a, environ(nil)); v != "" {
		t.Fatal(v)
	}
	for want, late := range map[string]func(){
		"start was called after the end of the body":                     func() { again("200 OK", text, errors.New("x")) },
		"write was called after the end of the body":                     func() { _ = write([]byte("x")) },
		"the body goes on after its end, from another goroutine perhaps": func() { more([]byte("x")) },
	} {
		if got := violation(late); got != "wsgi lint: "+want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestBodyThatDoesNotStop(t *testing.T) {
	start := func(string, [][2]string, error) func([]byte) error { return func([]byte) error { return nil } }
	a := func(_ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			yield([]byte("a"))
			yield([]byte("b"))
		}
	}
	got := violation(func() { WSGI(a)(environ(nil), start)(func([]byte) bool { return false }) })
	if got != "wsgi lint: the body went on after yield had returned false" {
		t.Error(got)
	}
}

func TestServersThatIterateTwiceOrGiveNoWrite(t *testing.T) {
	start := func(string, [][2]string, error) func([]byte) error { return func([]byte) error { return nil } }
	body := WSGI(answering("200 OK", text))(environ(nil), start)
	body(func([]byte) bool { return true })
	if got := violation(func() { body(func([]byte) bool { return true }) }); got != "wsgi lint: the server has iterated over the body twice" {
		t.Error(got)
	}
	got := violation(func() {
		WSGI(answering("200 OK", text))(environ(nil), func(string, [][2]string, error) func([]byte) error { return nil })
	})
	if got != "wsgi lint: the server's start has returned no write" {
		t.Error(got)
	}
}

// shared is a buffer for two goroutines.
type shared struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

func TestBodyThatIsDropped(t *testing.T) {
	errors := &shared{}
	start := func(string, [][2]string, error) func([]byte) error { return func([]byte) error { return nil } }
	WSGI(answering("200 OK", text))(environ(set("wsgi.errors", errors)), start)
	for range 200 {
		runtime.GC()
		if errors.String() != "" {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if want := "wsgi lint: the body for PATH_INFO \"/\" was dropped without an iteration over it\n"; errors.String() != want {
		t.Errorf("%q, want %q", errors, want)
	}
}
