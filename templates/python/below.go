package python

import (
	"errors"
	"iter"
	"net/http"

	"github.com/pastegen/pastegen/templates/wsgi"
)

// Below returns the handler that a filter of Go is put around which composites of
// Python ask for: in each request it is the app that Python has put the filter
// around. A filter that calls it with a request of its own must keep the context
// of the one that it has got.
func Below() http.Handler { return wsgi.Handler(callBelow) }

// noBelow is what such a filter panics with.
const noBelow = "python: a filter of Go has called what is below it with a request that Python does not know: it must keep the context"

func callBelow(environ map[string]any, start startFunc) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		r, _ := environ["net/http.request"].(*http.Request)
		handler, _ := r.Context().Value(activationKey{}).(*activation)
		filter := handler
		for filter != nil && filter.below == 0 { // filters of Python in between have called it
			filter = filter.outer
		}
		if filter == nil {
			panic(errors.New(noBelow))
		}
		(&inner{app: filter.app, handler: handler, environ: environ, start: start, yield: yield, below: filter.below}).run()
	}
}
