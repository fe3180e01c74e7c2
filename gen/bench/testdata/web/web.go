// Package web has the apps and filters that the benchmarked programs wire.
package web

import (
	"io"
	"net/http"
)

// Hello is an app that answers with one line, whatever the request.
func Hello(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, "Hello, world\n")
}

// Nothing is an app that does nothing, so that only the way to it is measured.
type Nothing struct{ Name string }

// ServeHTTP does nothing.
func (*Nothing) ServeHTTP(http.ResponseWriter, *http.Request) {}

// NewNothing is a factory that cannot fail.
func NewNothing(name string) *Nothing { return &Nothing{name} }

// OpenNothing is a factory that may fail.
func OpenNothing(name string) (*Nothing, error) { return &Nothing{name}, nil }

// Pass is a filter that only calls the next handler.
func Pass(next http.Handler) http.Handler { return &pass{next} }

type pass struct{ next http.Handler }

func (p *pass) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.next.ServeHTTP(w, r) }

// Only is a filter that lets one method through.
func Only(next http.Handler, method string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method {
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		next.ServeHTTP(w, r)
	})
}
