package wsgi

import (
	"context"
	"iter"
	"net/http"

	"github.com/pastegen/pastegen/templates/section"
)

// InSection returns app with a mark: what it panics with comes from that place,
// as section.App has it. It returns nil for nil.
func InSection(place string, app App) App {
	if app == nil {
		return nil
	}
	return func(environ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
		ctx := contextOf(environ)
		var body iter.Seq[[]byte]
		section.Through(ctx, place, func() { body = app(environ, start) })
		if body == nil || isWrapped(body) {
			return body
		}
		return func(yield func([]byte) bool) {
			section.Through(ctx, place, func() { body(yield) })
		}
	}
}

// FilterInSection returns middleware whose applications have a mark.
func FilterInSection(place string, wrap func(App) App) func(App) App {
	return func(next App) App { return InSection(place, wrap(next)) }
}

// contextOf returns the context of the request that environ is of.
func contextOf(environ map[string]any) context.Context {
	if r, ok := environ["net/http.request"].(*http.Request); ok {
		return r.Context()
	}
	return context.Background()
}
