// Package section tells of which section of the INI file a handler is that has
// panicked. What a factory has made is marked with the place of its section; a
// filter that catches panics asks Failed.
//
// A mark costs no more than a call, until there is a panic.
package section

import (
	"context"
	"net/http"

	"github.com/pastegen/pastegen/templates/values"
)

// Key is that of the notes that marks leave.
const Key = "paste.section"

// App returns app with a mark: panics come from place, "app.ini:12: [app:main]".
// It returns nil for nil.
func App(place string, app http.Handler) http.Handler {
	if app == nil {
		return nil
	}
	return &marked{place, app}
}

// Filter returns a filter whose handlers have a mark.
func Filter(place string, wrap func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return App(place, wrap(next)) }
}

// marked is a handler with a mark.
type marked struct {
	place string
	next  http.Handler
}

// ServeHTTP implements http.Handler.
func (m *marked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	Through(r.Context(), m.place, func() { m.next.ServeHTTP(w, r) })
}

// Through calls f, for a request with that context. A panic leaves a note of
// the place on its way.
func Through(ctx context.Context, place string, f func()) {
	returned := false
	defer func() {
		if !returned {
			values.Note(ctx, Key, place)
		}
	}()
	f()
	returned = true
}
