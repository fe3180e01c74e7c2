package wsgi

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
)

// answer is one request's way through the app. What the app is given is bound
// to it and to no other request.
type answer struct {
	w          http.ResponseWriter
	r          *http.Request
	controller http.ResponseController
	forApp     http.ResponseController // net/http.controller
	errors     io.Writer
	nested     bool // WSGI middleware is outside, which may change the body and gets that of a HEAD request too
	told       dictionary
	input      input

	code    int         // of start; 0 before it
	headers [][2]string // of start
	begun   bool        // there was a part of the body, or the end: headers are final
	stopped bool        // yield has returned false
	ended   bool        // nothing may be written any more
	direct  bool        // the body is a file that wrapFile has wrapped, as it is
	wrapped bool        // wrapFile was called
	sent    bool        // the headers are out
	left    int64       // what remains of the app's Content-Length; -1 without one
	err     error       // why no more of the body is wanted

	held held
}

// start is start_response.
func (a *answer) start(status string, headers [][2]string, excInfo error) (write func([]byte) error) {
	switch {
	case a.ended:
		panic(errors.New("wsgi: start was called after the end of the request"))
	case excInfo == nil && a.code != 0:
		panic(errors.New("wsgi: start was called a second time without excInfo"))
	case excInfo != nil && a.begun:
		panic(excInfo)
	}
	code, err := parseStatus(status)
	if err != nil {
		panic(err)
	}
	length, err := checkHeaders(headers)
	if err != nil {
		panic(err)
	}
	a.code, a.headers, a.left = code, headers, length
	return a.write
}

// write is what start returns: the chunk is out when it returns, and before any
// that the body yields.
func (a *answer) write(chunk []byte) error {
	if a.ended {
		return errors.New("wsgi: write was called after the end of the request")
	}
	a.held.release(false)
	if a.wanted() && len(chunk) > 0 {
		a.begin()
		a.transmit(chunk)
	}
	return a.err
}

// wrapFile is wsgi.file_wrapper. Its result is a body like any other, that
// middleware may iterate over.
func (a *answer) wrapFile(file io.Reader, blockSize int) iter.Seq[[]byte] {
	a.wrapped = true
	if blockSize <= 0 {
		blockSize = 8 << 10
	}
	return (&wrappedFile{a, file, blockSize}).blocks
}

// begin makes the headers final.
func (a *answer) begin() {
	if !a.begun {
		a.begun = true
		a.told.tell()
	}
}

// iterate sends the body.
func (a *answer) iterate(body iter.Seq[[]byte]) {
	a.direct = a.wrapped && isWrapped(body)
	body(a.yield)
}

// yield takes a chunk of the body. A body that goes on after it has returned
// false is stopped by a panic, as in a range loop.
func (a *answer) yield(chunk []byte) bool {
	switch {
	case a.stopped:
		panic(errors.New("wsgi: the body went on after yield had returned false, or after its end"))
	case a.code == 0:
		panic(errors.New("wsgi: the body began before start was called"))
	}
	a.held.release(false)
	a.stopped = !a.wanted() || len(chunk) > 0 && !a.take(chunk)
	return !a.stopped
}

// take sends a chunk that is not empty, or holds it, and reports whether more
// is wanted. What becomes of one that is held is known when it is released:
// until then the timer may be sending it.
func (a *answer) take(chunk []byte) (more bool) {
	whole := !a.begun && a.left < 0 && !a.nested && bodyAllowed(a.code) // perhaps
	a.begin()
	if whole {
		a.held.hold(a, chunk)
		return true
	}
	a.transmit(chunk)
	return a.err == nil
}

// wanted reports whether the client still waits. Below WSGI middleware that is
// the middleware's matter: layers are closed from outside in.
func (a *answer) wanted() bool {
	if a.err == nil && !a.nested {
		a.err = a.r.Context().Err()
	}
	return a.err == nil
}

// finish completes an answer whose body has come to its end. When that was an
// end before its time, the connection is ended too, so that nobody takes a part
// for the whole.
func (a *answer) finish() {
	if a.code == 0 {
		panic(errors.New("wsgi: the app has not called start"))
	}
	a.held.release(true)
	a.begin()
	switch {
	case a.err == http.ErrContentLength:
		fmt.Fprintf(a.errors, "wsgi: %s: the body is longer than its Content-Length\n", a.asked())
	case a.err != nil:
		panic(http.ErrAbortHandler)
	case a.left > 0 && a.hasBody() && a.r.Method != http.MethodHead:
		fmt.Fprintf(a.errors, "wsgi: %s: the body is %d bytes shorter than its Content-Length\n", a.asked(), a.left)
		a.sendHeaders() // so that what there is is seen
		_ = a.controller.Flush()
		panic(http.ErrAbortHandler)
	}
	a.sendHeaders()
}

// asked is what the client has asked for, as a log names it: without the query,
// which may hold secrets, and still escaped, so that no line end gets into the
// log.
func (a *answer) asked() string {
	path, _, _ := strings.Cut(a.r.RequestURI, "?")
	return a.r.Method + " " + path
}

// end is what happens in any case. A chunk that is still held when the app
// panics goes out first, as all before a panic.
func (a *answer) end() {
	defer a.input.release()
	defer a.told.tell()
	a.held.release(false)
	a.ended, a.stopped = true, true
}

// transmit writes a chunk and flushes it: the PEP allows no delay.
func (a *answer) transmit(chunk []byte) {
	a.sendHeaders()
	if !a.hasBody() {
		return
	}
	excess := a.left >= 0 && int64(len(chunk)) > a.left
	if excess {
		chunk = chunk[:a.left]
	}
	if len(chunk) > 0 {
		a.sentBytes(a.w.Write(chunk))
	}
	if a.err == nil && excess {
		a.err = http.ErrContentLength
	}
}

// sentBytes notes the outcome of a write, and flushes.
func (a *answer) sentBytes(n int, err error) {
	if a.left >= 0 {
		a.left -= int64(n)
	}
	if err == nil {
		err = a.controller.Flush()
	}
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		a.err = err
	}
}

// hasBody reports whether the answer has a body; what an app yields for one
// that has none is dropped.
func (a *answer) hasBody() bool {
	return (a.nested || a.r.Method != http.MethodHead) && bodyAllowed(a.code)
}

func bodyAllowed(code int) bool {
	return code != http.StatusNoContent && code != http.StatusNotModified
}

// sendHeaders gives the headers to net/http, once. Those of the app replace
// what handlers above have set, but Set-Cookie and Vary, which are lists to
// which all add. Without a Content-Type there is none: it is not guessed. A
// value stays where the app has it, in a slice without room for more, so that a
// handler above which adds one copies it.
func (a *answer) sendHeaders() {
	if a.sent {
		return
	}
	a.sent = true
	a.input.settle(a)
	header := a.w.Header()
	if len(header) > 0 {
		makeRoom(header, a.headers)
	}
	for i, h := range a.headers {
		name := http.CanonicalHeaderKey(h[0])
		if header[name] == nil {
			header[name] = a.headers[i][1:2:2]
		} else {
			header[name] = append(header[name], h[1])
		}
	}
	if _, typed := header["Content-Type"]; !typed {
		header["Content-Type"] = nil
	}
	a.w.WriteHeader(a.code)
}

func makeRoom(header http.Header, headers [][2]string) {
	for _, h := range headers {
		if name := http.CanonicalHeaderKey(h[0]); name != "Set-Cookie" && name != "Vary" {
			delete(header, name)
		}
	}
}

// setLength sets the Content-Length, which the app has left to the server.
func (a *answer) setLength(n int64) {
	a.left = n
	a.w.Header()["Content-Length"] = []string{strconv.FormatInt(n, 10)}
}

// recover is deferred where no handler above can answer for a panic of the app.
// One whose headers are out is left to net/http, which logs it and ends the
// connection.
func (a *answer) recover() {
	if a.begun {
		return
	}
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	fmt.Fprintf(a.errors, "wsgi: panic serving %s: %v\n%s", a.asked(), v, debug.Stack())
	http.Error(a.w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}
