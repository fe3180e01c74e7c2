// Package catcherrors answers for apps that panic: with status 500 and without a word about the reason, which goes to the log
// with the request and the stack. Headers that hold secrets are masked there: Authorization, Cookie, and every X-...-Token.
//
// When a part of the answer is out already, the connection is cut off, so that the client does not take it for the whole.
//
// # Differences
//
// The body of the request is not logged.
//
//paste:group errors
package catcherrors

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/oslo"
	"github.com/pastegen/pastegen/templates/response"
)

// Options are the keys of the section.
type Options struct {
	oslo.Keys
}

// New returns a filter that logs what the app panics with, and answers with status 500.
//
//paste:filter_factory catch_errors
//paste:stands_for egg:oslo.middleware#catch_errors oslo_middleware:CatchErrors.factory
//paste:stands_for oslo_middleware.catch_errors:CatchErrors.factory
//paste:stands_for oslo.middleware:CatchErrors.factory oslo.middleware.catch_errors:CatchErrors.factory
//paste:stands_for neutron.openstack.common.middleware.catch_errors:CatchErrorsMiddleware.factory
//paste:stands_for nova.openstack.common.middleware.catch_errors:CatchErrorsMiddleware.factory
//paste:stands_for cinder.openstack.common.middleware.catch_errors:CatchErrorsMiddleware.factory
func New(_ Options, log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			watched := response.Watch(w)
			hooks, before := watched.Hooks(), response.TakeSnapshot(w.Header())
			defer func() {
				v := recover()
				if v == nil {
					return
				}
				if v != http.ErrAbortHandler {
					log.Error("an error occurred during processing the request", "panic", v, "request", Masked(r), "stack", string(debug.Stack()))
				}
				if v == http.ErrAbortHandler || watched.Status() != 0 {
					panic(http.ErrAbortHandler)
				}
				watched.Cut(hooks)
				before.Restore(watched.Header())
				http.Error(watched, "500 Internal Server Error", http.StatusInternalServerError)
			}()
			next.ServeHTTP(watched, r)
			watched.Finish()
		})
	}
}

// Masked returns the head of a request for a log: its line and its headers, secrets masked.
func Masked(r *http.Request) string {
	lines := []string{r.Method + " " + r.RequestURI + " " + r.Proto, "Host: " + r.Host}
	for name, values := range r.Header {
		for _, value := range values {
			if IsSecret(name) {
				value = "*****"
			}
			lines = append(lines, name+": "+value)
		}
	}
	slices.Sort(lines[1:])
	return strings.Join(lines, "\n")
}

// IsSecret reports whether a header holds what logs must not show.
func IsSecret(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "authorization", "proxy-authorization", "cookie", "set-cookie":
		return true
	}
	return strings.HasPrefix(name, "x-") && strings.HasSuffix(name, "-token")
}
