package wsgi

import (
	"bufio"
	"errors"
	"iter"
	"net/http"
)

// Call returns the application that answers as h does. It needs no goroutine: h
// runs while the body is iterated over, and each write that its buffer does not
// hold yields a chunk. As with net/http's own server, what is written is
// buffered up to 4 KB until h flushes it or returns, the header is final with
// WriteHeader or the first write, and a Content-Type that h leaves open is told
// from the first bytes.
//
// The request is the one that the server of environ got, as environ describes
// it now: what WSGI middleware has changed there has changed in the request,
// and its other keys are in the context for WSGI applications further below.
// When the iteration ends early, writes of h fail with http.ErrHandlerTimeout;
// it should return then, and the iteration ends when it does. What h panics
// with passes through.
//
// What WSGI has no words for cannot pass: trailers, hop-by-hop headers and
// informational answers are dropped, and there is no Hijack. Deadlines and full
// duplex work where the server has them.
//
// It panics if h is nil.
func Call(h http.Handler) App {
	if h == nil {
		panic(errors.New("wsgi: the handler is nil"))
	}
	return func(environ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
		return func(yield func([]byte) bool) {
			r := requestOf(environ)
			w := &writer{request: r, start: start, header: http.Header{}, body: bufio.NewWriter(chunks(yield))}
			w.controller, _ = environ["net/http.controller"].(*http.ResponseController)
			h.ServeHTTP(w, r)
			w.finish()
		}
	}
}

// chunks yields what is written to it, which is the yield of the body. A
// bufio.Writer does not write again after an error, so that nothing is yielded
// after the iteration has ended.
type chunks func([]byte) bool

func (yield chunks) Write(chunk []byte) (int, error) {
	if !yield(chunk) {
		return 0, http.ErrHandlerTimeout
	}
	return len(chunk), nil
}
