package apps

import (
	"fmt"
	"net"
	"net/http"
)

// PubFilter lets nothing be posted.
type PubFilter struct{}

// Factory makes the filter. The status of the refusal is 200, as it always was.
func (PubFilter) Factory(global, local map[string]string) (func(http.Handler) http.Handler, error) {
	refusal := text("Bad request")
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				refusal.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}, nil
}

// LogIPFilter prints where requests come from.
type LogIPFilter struct{}

// Factory makes the filter.
func (LogIPFilter) Factory(global, local map[string]string) (func(http.Handler) http.Handler, error) {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			host, _, err := net.SplitHostPort(r.RemoteAddr)
			if err != nil {
				host = r.RemoteAddr
			}
			fmt.Println("request IP is:", host)
			next.ServeHTTP(w, r)
		})
	}, nil
}

// LogMethod prints the methods of requests.
type LogMethod struct{}

// Factory is the filter itself: Go's plain middleware needs no maker.
func (LogMethod) Factory(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println("Method is:", r.Method)
		next.ServeHTTP(w, r)
	})
}
