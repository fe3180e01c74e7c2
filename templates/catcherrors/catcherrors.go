// Package catcherrors answers for apps that panic: with status 500 and without
// a word about the reason, which goes to the log with the request and the
// stack. Headers that hold secrets are masked there: Authorization, Cookie,
// X-Auth-Token and their likes.
//
// When a part of the answer is out already, the connection is cut off, so that
// the client does not take it for the whole.
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

	"github.com/pastegen/pastegen/templates/oslo"
	"github.com/pastegen/pastegen/templates/response"
)

// Options are the keys of the section.
type Options struct {
	oslo.Keys
}

// New returns a filter that logs what the app panics with, and answers with
// status 500.
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
			catch(response.Watch(w), r, next, log, "500 Internal Server Error")
		})
	}
}

// catch serves a request, and answers with status 500 and a text if next panics.
func catch(w *response.Writer, r *http.Request, next http.Handler, log *slog.Logger, text string) {
	hooks, before := w.Hooks(), response.TakeSnapshot(w.Header())
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v != http.ErrAbortHandler {
			log.Error("an error occurred during processing the request", "panic", v, "request", oslo.Head(r), "stack", string(debug.Stack()))
		}
		if v == http.ErrAbortHandler || w.Status() != 0 {
			panic(http.ErrAbortHandler)
		}
		w.Cut(hooks)
		before.Restore(w.Header())
		http.Error(w, text, http.StatusInternalServerError)
	}()
	next.ServeHTTP(w, r)
	w.Finish()
}
