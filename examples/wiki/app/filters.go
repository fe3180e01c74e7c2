package app

import (
	"log/slog"
	"net/http"
)

// WikiFilter lets people only read: pages are changed through V1.
type WikiFilter struct{}

// Factory wraps the pages.
func (WikiFilter) Factory(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			refuse(w, "GET, HEAD")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func refuse(w http.ResponseWriter, allowed string) {
	w.Header().Set("Allow", allowed)
	http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
}

// LogIPFilter logs where requests come from.
type LogIPFilter struct{}

// Factory makes the filter; log names the section it stands for.
func (LogIPFilter) Factory(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			log.Info("request", "from", r.RemoteAddr)
			next.ServeHTTP(w, r)
		})
	}
}

// LogMethodFilter logs the methods of requests.
type LogMethodFilter struct{}

// Factory makes the filter; log names the section it stands for.
func (LogMethodFilter) Factory(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			log.Info("request", "method", r.Method, "path", r.URL.Path)
			next.ServeHTTP(w, r)
		})
	}
}

// mountedAt returns the path that the URL map has taken off the request: "" at
// the root, "/v1" below it.
func mountedAt(r *http.Request) string { return r.Pattern }
