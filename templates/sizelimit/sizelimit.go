// Package sizelimit refuses requests whose bodies are too large.
//
// A request that says so in its Content-Length gets status 413 at once. A body
// of unknown length (chunked) can be read up to the limit; then reading fails
// with a *http.MaxBytesError, and whatever the app answers after that is
// replaced by status 413, unless it has begun its answer before. So is a panic
// with that error.
//
// It is oslo.middleware's filter sizelimit; maxbody is the same with a key that
// is quicker to write, size = 10MB.
//
// # Differences
//
// A connection that carries such a body is closed after the answer, rather than
// read to the end.
//
//paste:group limits
package sizelimit

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/pastegen/pastegen/templates/oslo"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// MaxRequestBodySize is how many bytes the body of a request may have.
	MaxRequestBodySize int64 `paste:"max_request_body_size,global,default=114688"`

	oslo.Keys
}

// New returns a filter that answers status 413 to requests with large bodies.
//
//paste:filter_factory sizelimit
//paste:stands_for egg:oslo.middleware#sizelimit oslo_middleware:RequestBodySizeLimiter.factory
//paste:stands_for oslo_middleware.sizelimit:RequestBodySizeLimiter.factory
//paste:stands_for oslo.middleware:RequestBodySizeLimiter.factory oslo.middleware.sizelimit:RequestBodySizeLimiter.factory
//paste:stands_for nova.api.sizelimit:RequestBodySizeLimiter.factory
//paste:stands_for cinder.api.middleware.sizelimit:RequestBodySizeLimiter.factory
//paste:stands_for manila.api.middleware.sizelimit:RequestBodySizeLimiter.factory
//paste:stands_for keystone.middleware:RequestBodySizeLimiter.factory
func New(o Options) (func(http.Handler) http.Handler, error) {
	return filter(o.MaxRequestBodySize, "max_request_body_size"), o.Validate()
}

// filter returns the filter for a limit, which the key of that name has set.
func filter(limit int64, key string) func(http.Handler) http.Handler {
	l := limited{limit, key}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.ContentLength > limit:
				l.refuse(w)
			case r.ContentLength >= 0:
				next.ServeHTTP(w, r)
			default:
				l.serveUnknown(w, r, next)
			}
		})
	}
}

// Validate returns an error for a limit that is less than nothing.
func (o Options) Validate() error {
	if o.MaxRequestBodySize < 0 {
		return setting.At("max_request_body_size", "max_request_body_size is %d, less than nothing", o.MaxRequestBodySize)
	}
	return nil
}

// limited is what a body may have, in bytes, and the name of the key that says so.
type limited struct {
	limit int64
	key   string
}

func (l limited) refuse(w http.ResponseWriter) {
	w.Header().Set("Connection", "close")
	http.Error(w, fmt.Sprintf("Request is too large. Larger than %s (%d).", l.key, l.limit), http.StatusRequestEntityTooLarge)
}

// serveUnknown serves a request whose body has no known length.
func (l limited) serveUnknown(w http.ResponseWriter, r *http.Request, next http.Handler) {
	b := &body{ReadCloser: http.MaxBytesReader(w, r.Body, l.limit)}
	a := &answer{body: b, before: response.TakeSnapshot(w.Header())}
	gate := response.NewGate(w, a)
	c := *r
	c.Body = b
	if ended := b.serve(gate, &c, next); !ended || a.dropped {
		a.before.Restore(w.Header())
		l.refuse(w)
	}
}

// body notes whether more was read than is allowed.
type body struct {
	io.ReadCloser
	tooLarge bool
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		b.tooLarge = true
	}
	return n, err
}

// serve reports whether the handler has come to its end, and not panicked with
// the error of a body that is too large.
func (b *body) serve(gate *response.Gate, r *http.Request, next http.Handler) (ended bool) {
	defer func() {
		if !b.tooLarge || gate.Passed() {
			return // a panic goes on as it is
		}
		v := recover()
		err, _ := v.(error)
		if tooLarge := new(http.MaxBytesError); v != nil && !errors.As(err, &tooLarge) {
			panic(v)
		}
	}()
	next.ServeHTTP(gate, r)
	_ = gate.Finish() // nobody is left who could be told
	return true
}

// answer is dropped when it comes after the body has turned out too large.
type answer struct {
	body    *body
	before  response.Snapshot
	dropped bool
}

// Decide implements response.Decider.
func (a *answer) Decide(int) response.Body {
	if !a.body.tooLarge {
		return nil
	}
	a.dropped = true
	return response.Drop{}
}
