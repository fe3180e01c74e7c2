package shadow

import (
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/wsgi"
)

// below is the app below the filter that answers the client. It notes what it is
// asked, and what it answers.
type below struct {
	pair *pair
	next http.Handler
}

// ServeHTTP implements http.Handler.
func (b *below) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rec, ok := r.Context().Value(key{b.pair}).(*recording)
	if !ok {
		b.next.ServeHTTP(w, r)
		return
	}
	tee := newTee(b.pair.shadow, w)
	e := &exchange{environ: environOf(r), answer: tee.answer}
	if r.ContentLength != 0 {
		rec.leave(withBody, "")
	}
	rec.add(e)
	returned := false
	defer func() {
		if returned {
			tee.finish()
		}
		e.answer.raised = !returned
		rec.end(e)
	}()
	b.next.ServeHTTP(tee, r)
	returned = true
}

// environOf is a request as Python sees it: what both sides can tell of it.
func environOf(r *http.Request) map[string]any {
	simple := map[string]any{}
	wsgi.Handler(func(environ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
		for key, value := range environ {
			if key == "wsgi.url_scheme" || !strings.HasPrefix(key, "wsgi.") && !strings.HasPrefix(key, "net/http.") && isSimple(value) {
				simple[key] = value
			}
		}
		start("204 No Content", nil, nil)
		return func(func([]byte) bool) {}
	}).ServeHTTP(&sink{header: http.Header{}}, r)
	return simple
}

// isSimple reports whether a value is one that both languages have.
func isSimple(v any) bool {
	switch v.(type) {
	case string, bool, int, int64, float64:
		return true
	}
	return false
}

// replayed is the app below the other filter. It gives the answers that there
// were.
type replayed struct{ pair *pair }

// ServeHTTP implements http.Handler.
func (p *replayed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rec, ok := r.Context().Value(key{p.pair}).(*recording)
	if !ok {
		panic(http.ErrAbortHandler) // somebody asks after the end
	}
	e := rec.find(environOf(r))
	if e == nil {
		panic(http.ErrAbortHandler)
	}
	for name, values := range e.answer.header {
		if name == "Set-Cookie" || name == "Vary" {
			values = append(slices.Clone(w.Header()[name]), values...)
		}
		w.Header()[name] = slices.Clone(values)
	}
	w.WriteHeader(e.answer.status)
	_, _ = w.Write(e.answer.body) // nobody is left who could be told
}
