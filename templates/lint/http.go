// Package lint checks that those who meet in a program keep to the contract
// between them: net/http handlers to that of http.ResponseWriter, WSGI
// applications and the servers and middleware above them to PEP 3333. It is for
// development: what breaks a contract is a panic that says how.
//
//paste:group errors
package lint

import (
	"fmt"
	"log"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/pastegen/pastegen/templates/field"
)

// HTTP returns next with checks around it, which net/http leaves out, or only
// logs, for speed. It changes nothing in a request or an answer that is well.
// What the handler breaks is a panic with an error that says so; but what it
// breaks in other goroutines, beside itself or after it has returned, goes to
// the error log of the server, because a panic there would end the program.
//
//paste:filter_factory lint
//paste:stands_for egg:Paste#lint paste.lint:make_middleware
func HTTP(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		watched := &writer{ResponseWriter: w, request: r, length: -1}
		next.ServeHTTP(watched, r)
		watched.finish()
	})
}

// writer watches a handler answer.
type writer struct {
	http.ResponseWriter
	request  *http.Request
	code     int         // 0 until the header is final
	sent     http.Header // the header as it was then, and with what the server has added
	length   int64       // the Content-Length in it; -1 without one
	written  int64
	hijacked bool
	busy     atomic.Bool // a method runs
	returned atomic.Bool // the handler has
}

// enter reports whether a method may go on; call leave in that case when it is
// done.
func (w *writer) enter(method string) bool {
	if w.returned.Load() {
		w.log("%s was called after the handler had returned", method)
		return false
	}
	if w.busy.Swap(true) {
		w.log("%s was called while another goroutine was in a method of the same http.ResponseWriter", method)
	}
	return true
}

func (w *writer) leave() {
	w.busy.Store(false)
}

// check panics with the message when kept is false.
func (w *writer) check(kept bool, format string, args ...any) {
	if !kept {
		panic(w.violation(format, args))
	}
}

func (w *writer) log(format string, args ...any) {
	logger := log.Default()
	if server, ok := w.request.Context().Value(http.ServerContextKey).(*http.Server); ok && server.ErrorLog != nil {
		logger = server.ErrorLog
	}
	logger.Print(w.violation(format, args))
}

// violation names what the client has asked for, whatever a URL map has left of
// it, without the query, which may hold secrets.
func (w *writer) violation(format string, args []any) error {
	path, _, _ := strings.Cut(w.request.RequestURI, "?")
	return fmt.Errorf("http lint: %s %s: %s", w.request.Method, path, fmt.Sprintf(format, args...))
}

// finish checks the answer as a whole.
func (w *writer) finish() {
	w.returned.Store(true)
	if w.hijacked || w.code == 0 {
		return
	}
	if w.length >= 0 && w.request.Method != http.MethodHead && w.code != http.StatusNotModified {
		w.check(w.written >= w.length, "the body is %d bytes shorter than its Content-Length", w.length-w.written)
	}
	w.unchanged()
}

// unchanged checks that the handler has left a header alone that is final.
func (w *writer) unchanged() {
	now := withoutTrailers(w.ResponseWriter.Header(), w.sent)
	w.check(maps.EqualFunc(now, w.sent, slices.Equal), "the header was changed after it was sent: it is %v, sent was %v", now, w.sent)
}

// settle takes the header as the server has left it: some, net/http/cgi for
// one, add a Content-Type to the handler's map.
func (w *writer) settle() {
	if w.code != 0 {
		w.sent = withoutTrailers(w.ResponseWriter.Header(), w.sent).Clone()
	}
}

// final makes the header final and checks it.
func (w *writer) final(code int) {
	w.code, w.sent = code, withoutTrailers(w.ResponseWriter.Header(), w.ResponseWriter.Header()).Clone()
	for name, values := range w.sent {
		w.check(field.IsToken(name), "bad name of a header: %q", name)
		w.check(name == http.CanonicalHeaderKey(name), "header %q is not in its canonical form %q, by which net/http looks for it", name, http.CanonicalHeaderKey(name))
		for _, value := range values {
			w.check(!strings.ContainsAny(value, "\r\n\x00"), "the value of header %s has a line end: %q", name, value)
		}
	}
	w.check(len(w.sent["Content-Length"]) <= 1, "there are several headers Content-Length: %q", w.sent["Content-Length"])
	if length := w.sent.Get("Content-Length"); length != "" {
		n, err := strconv.ParseUint(length, 10, 63)
		w.check(err == nil, "the Content-Length is not a length: %q", length)
		w.check(code != http.StatusNoContent, "an answer 204 has a Content-Length")
		w.length = int64(n)
	}
}

// count checks that n more bytes of a body may be written.
func (w *writer) count(n int64) {
	w.check(n == 0 || w.code != http.StatusNoContent && w.code != http.StatusNotModified, "an answer %d has a body", w.code)
	w.written += n
	if w.length >= 0 && w.request.Method != http.MethodHead {
		w.check(w.written <= w.length, "the body is longer than its Content-Length of %d", w.length)
	}
}

// withoutTrailers returns header without the trailers, which sent announces or
// which have the prefix for those that are not announced: they are set after
// the body.
func withoutTrailers(header, sent http.Header) http.Header {
	var announced []string
	for _, list := range sent["Trailer"] {
		for name := range strings.SplitSeq(list, ",") {
			announced = append(announced, http.CanonicalHeaderKey(strings.TrimSpace(name)))
		}
	}
	kept := http.Header{}
	for name, values := range header {
		if !strings.HasPrefix(name, http.TrailerPrefix) && !slices.Contains(announced, name) {
			kept[name] = values
		}
	}
	return kept
}
