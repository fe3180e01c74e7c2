package shadow

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
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

func (rec *recording) add(e *exchange) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.below = append(rec.below, e)
}

func (rec *recording) end(e *exchange) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	e.ended = true
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
	e := rec.find(environOf(r), p.pair)
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

// find returns what was answered to a request below. If that cannot be given
// again, it notes why.
func (rec *recording) find(environ map[string]any, p *pair) *exchange {
	rec.mu.Lock()
	e, about := rec.findLocked(environ, p)
	rec.mu.Unlock()
	switch {
	case e == nil:
		rec.leave(otherRequest, about)
	case e.answer.raised:
		rec.leave(raisedBelow, "")
	case e.answer.hijacked:
		rec.leave(hijacked, "")
	case e.answer.size > int64(len(e.answer.body)):
		rec.leave(large, fmt.Sprintf("%d bytes", e.answer.size))
	default:
		return e
	}
	return nil
}

// findLocked returns the first answer to a request which was not given again, or
// else another one to the same request. Without one it tells what is different.
func (rec *recording) findLocked(environ map[string]any, p *pair) (*exchange, string) {
	var again *exchange
	about := ""
	for _, e := range rec.below {
		what := p.changed(e.environ, environ)
		switch {
		case what == "" && !e.used:
			e.used = true
			return e, ""
		case what == "":
			again = cmp.Or(again, e)
		case !e.used:
			about = cmp.Or(about, what)
		}
	}
	if len(rec.below) == 0 {
		about = p.client.String() + " asks nothing below"
	}
	return again, about
}

// changed tells of the first key in which two requests are different; empty if
// there is none.
func (p *pair) changed(first, second map[string]any) string {
	keys := maps.Clone(first)
	maps.Copy(keys, second)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if first[key] != second[key] && !p.shadow.ignored.key(key) {
			return p.between(key, shown(key, first[key]), shown(key, second[key]))
		}
	}
	return ""
}

// between says what both sides have.
func (p *pair) between(what, first, second string) string {
	if p.client == Python {
		first, second = second, first
	}
	return fmt.Sprintf("%s: %s in Go, %s in Python", what, first, second)
}
