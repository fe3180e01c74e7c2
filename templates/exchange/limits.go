package exchange

import (
	"io"
	"net/http"
	"sync/atomic"
)

// Limits are the limits of a request that net/http does not know: 0 for none.
type Limits struct {
	// Line is how many bytes the first line may have, Fields how many fields the
	// header, and Field how many bytes each of them.
	Line, Fields, Field int

	// Header is how many bytes the first line and the fields may have together:
	// net/http lets some more through.
	Header int

	// Body is how many bytes the body may have.
	Body int64
}

// Refused counts requests beyond a limit. The zero value is ready.
type Refused struct {
	tooLarge, lineTooLong, headerTooLarge atomic.Int64
}

// With returns the counter of requests that are refused with a status.
func (c *Refused) With(status int) *atomic.Int64 {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return &c.tooLarge
	case http.StatusRequestURITooLong:
		return &c.lineTooLong
	}
	return &c.headerTooLarge
}

// refuse answers a request that is too large, and reports whether it was. The
// client may send its body as long as it likes: nobody reads it.
func (l *Limits) refuse(e *exchange, r *http.Request) bool {
	switch {
	case l.Line > 0 && lineOf(r) > l.Line:
		e.refuse("The first line of the request is too long.", http.StatusRequestURITooLong)
	case l.Fields > 0 && fieldsOf(r) > l.Fields:
		e.refuse("The header of the request has too many fields.", http.StatusRequestHeaderFieldsTooLarge)
	case l.Field > 0 && longest(r) > l.Field:
		e.refuse("A field of the request's header is too long.", http.StatusRequestHeaderFieldsTooLarge)
	case l.Header > 0 && headerOf(r) > l.Header:
		e.refuse("The header of the request is too long.", http.StatusRequestHeaderFieldsTooLarge)
	case l.Body > 0 && r.ContentLength > l.Body:
		e.refuse(tooLarge, http.StatusRequestEntityTooLarge)
	default:
		return false
	}
	return true
}

const tooLarge = "The body of the request is too large."

// refuse answers, and ends the connection.
func (e *exchange) refuse(text string, status int) {
	if e.refused != nil {
		e.refused.With(status).Add(1)
	}
	e.Header().Set("Connection", "close")
	http.Error(e, text, status)
}

// lineOf is how many bytes the first line has, without its end.
func lineOf(r *http.Request) int {
	return len(r.Method) + len(r.RequestURI) + len(r.Proto) + len("  ")
}

// fieldsOf is how many fields the header has.
func fieldsOf(r *http.Request) int {
	n := 0
	if r.Host != "" {
		n++
	}
	for _, values := range r.Header {
		n += len(values)
	}
	return n
}

// longest is how many bytes the longest field of the header has, with the end
// of its line.
func longest(r *http.Request) int {
	n := len("Host: \r\n") + len(r.Host)
	for name, values := range r.Header {
		for _, value := range values {
			n = max(n, len(name)+len(value)+len(": \r\n"))
		}
	}
	return n
}

// headerOf is how many bytes the first line and all fields have, with the ends of
// their lines and the empty line.
func headerOf(r *http.Request) int {
	n := lineOf(r) + len("\r\n\r\n")
	if r.Host != "" {
		n += len("Host: \r\n") + len(r.Host)
	}
	for name, values := range r.Header {
		for _, value := range values {
			n += len(name) + len(value) + len(": \r\n")
		}
	}
	return n
}

// bounded is a body of unknown length that may not have more than so many bytes.
type bounded struct {
	io.ReadCloser
	limit, left int64
	exceeded    *atomic.Bool
}

// Read implements io.Reader. Its error is a *http.MaxBytesError when there is
// more.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, &http.MaxBytesError{Limit: b.limit}
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left+1)])
	if b.left -= int64(n); b.left >= 0 {
		return n, err
	}
	b.exceeded.Store(true)
	return n - 1, &http.MaxBytesError{Limit: b.limit}
}

// drop puts status 413 in the place of what the app answers, if the body is too
// large and no answer has begun. It reports whether the app's answer is
// dropped.
func (e *exchange) drop() bool {
	if e.dropped || e.sent || !e.tooLarge.Load() {
		return e.dropped
	}
	e.tooLarge.Store(false)
	e.clearHeader()
	e.refuse(tooLarge, http.StatusRequestEntityTooLarge)
	e.dropped = true
	return true
}
