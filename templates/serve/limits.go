package serve

import (
	"io"
	"net/http"
	"sync/atomic"

	"github.com/pastegen/pastegen/templates/intake"
)

// requestLimits are the limits of a request that net/http does not know: zero
// for none.
type requestLimits struct {
	line, fields, field int
	body                int64
	any                 bool // there is one of those that are looked at before the app is called
}

func newRequestLimits(l Limits) requestLimits {
	out := requestLimits{line: max(0, l.Line), fields: max(0, l.Fields), field: max(0, l.Field), body: max(0, l.Body)}
	out.any = out != requestLimits{}
	return out
}

// newRoom returns the room for the bodies of all requests.
func newRoom(l Limits) *intake.Room {
	return &intake.Room{Stall: l.BodyStall, Rate: l.BodyRate}
}

// refuse answers a request that is too large, and reports whether it was. The
// client may send its body as long as it likes: nobody reads it.
func (l *requestLimits) refuse(e *exchange, r *http.Request) bool {
	if !l.any {
		return false
	}
	switch {
	case l.line > 0 && lineOf(r) > l.line:
		e.refuse("The first line of the request is too long.", http.StatusRequestURITooLong)
	case l.fields > 0 && fieldsOf(r) > l.fields:
		e.refuse("The header of the request has too many fields.", http.StatusRequestHeaderFieldsTooLarge)
	case l.field > 0 && longest(r) > l.field:
		e.refuse("A field of the request's header is too long.", http.StatusRequestHeaderFieldsTooLarge)
	case l.body > 0 && r.ContentLength > l.body:
		e.refuse(tooLarge, http.StatusRequestEntityTooLarge)
	default:
		return false
	}
	return true
}

const tooLarge = "The body of the request is too large."

// refuse answers, and ends the connection.
func (e *exchange) refuse(text string, status int) {
	if e.measures != nil {
		e.measures.refused(status).Add(1)
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

// redirecting sends clients that came by plain HTTP to where the same is by https.
type redirecting struct{ to *appServer }

// ServeHTTP implements http.Handler.
func (h *redirecting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	place, ok := h.to.secured(r)
	if !ok {
		http.Error(w, "This is not said to be of any host.", http.StatusBadRequest)
		return
	}
	w.Header().Set("Connection", "close")
	http.Redirect(w, r, place, http.StatusPermanentRedirect)
}
