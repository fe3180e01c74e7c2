package lint

import (
	"fmt"
	"io"
	"iter"
	"runtime"
	"sync/atomic"
)

// App is a WSGI application, with or without middleware around it, as package
// wsgi describes it.
type App = func(environ map[string]any, start func(status string, headers [][2]string, excInfo error) (write func([]byte) error)) iter.Seq[[]byte]

// WSGI returns app with checks around it: those of wsgiref.validate and of
// paste.lint (egg:Paste#lint) that the types of Go leave to be broken, and
// those of the PEP itself that the two have not. It changes nothing in a
// request or an answer that is well. A violation is a panic with an error that
// says who has broken what, as it is an AssertionError in the references; what
// they only warn of goes to wsgi.errors.
//
//paste:filter_factory lint
//paste:stands_for egg:Paste#lint paste.lint:make_middleware
func WSGI(app App) App {
	return func(environ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
		checkEnviron(environ)
		errors := environ["wsgi.errors"].(io.Writer)
		environ["wsgi.errors"] = errorStream{errors}
		call := &watchedCall{begin: start, left: -1, method: environ["REQUEST_METHOD"].(string), iterated: new(atomic.Bool)}
		runtime.AddCleanup(call, dropped{errors, call.iterated}.tell, environ["PATH_INFO"])
		body := app(environ, call.start)
		check(body != nil, "the app has returned no body; an empty one is a function that yields nothing")
		return func(yield func([]byte) bool) { call.iterate(body, yield) }
	}
}

// check panics with the message when kept is false.
func check(kept bool, format string, args ...any) {
	if !kept {
		panic(fmt.Errorf("wsgi lint: "+format, args...))
	}
}

// watchedCall is one call of the app.
type watchedCall struct {
	begin    func(status string, headers [][2]string, excInfo error) (write func([]byte) error)
	method   string
	status   string
	started  bool
	code     int
	left     int64 // of the Content-Length; -1 without one
	ended    bool
	iterated *atomic.Bool // has its own life, so that it can be asked when the call is garbage
}

// start is the start_response that the app is given.
func (c *watchedCall) start(status string, headers [][2]string, excInfo error) func([]byte) error {
	check(!c.ended, "start was called after the end of the body")
	check(excInfo != nil || !c.started, "start was called a second time without excInfo")
	c.code = checkStatus(status)
	c.left = checkHeaders(headers)
	checkContentType(c.code, headers)
	c.status, c.started = status, true
	write := c.begin(status, headers, excInfo)
	check(write != nil, "the server's start has returned no write")
	return func(chunk []byte) error {
		check(!c.ended, "write was called after the end of the body")
		check(!c.iterated.Load(), "write was called while the body was iterated over")
		c.count(chunk)
		return write(chunk)
	}
}

// iterate is the body that the server is given.
func (c *watchedCall) iterate(body iter.Seq[[]byte], yield func([]byte) bool) {
	check(!c.iterated.Swap(true), "the server has iterated over the body twice")
	stopped := false
	body(func(chunk []byte) bool {
		check(!c.ended, "the body goes on after its end, from another goroutine perhaps")
		check(!stopped, "the body went on after yield had returned false")
		check(c.started, "the body began before start was called")
		c.count(chunk)
		stopped = !yield(chunk)
		return !stopped
	})
	c.ended = true
	check(c.started, "the app has not called start")
	if !stopped && c.hasBody() {
		check(c.left <= 0, "the body is %d bytes shorter than its Content-Length", c.left)
	}
}

// count checks a chunk against the Content-Length and the status.
func (c *watchedCall) count(chunk []byte) {
	check(len(chunk) == 0 || c.code != 204 && c.code != 304, "the answer %q has a body", c.status)
	if c.left >= 0 && c.hasBody() {
		check(int64(len(chunk)) <= c.left, "the body is longer than its Content-Length")
		c.left -= int64(len(chunk))
	}
}

// hasBody reports whether the body must have the length that the headers say.
func (c *watchedCall) hasBody() bool {
	return c.method != "HEAD" && c.code != 304
}

// dropped tells of a body that nobody has iterated over: what its app has
// opened for it stays open. That is known only when it is garbage, and then
// there is nobody to panic for.
type dropped struct {
	errors   io.Writer
	iterated *atomic.Bool
}

func (d dropped) tell(path any) {
	if !d.iterated.Load() {
		fmt.Fprintf(d.errors, "wsgi lint: the body for PATH_INFO %q was dropped without an iteration over it\n", path)
	}
}

// errorStream is wsgi.errors with a Close that tells that it is the server's to
// close.
type errorStream struct{ io.Writer }

func (errorStream) Close() error {
	check(false, "wsgi.errors must not be closed")
	return nil
}
