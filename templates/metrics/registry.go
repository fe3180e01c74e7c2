package metrics

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pastegen/pastegen/templates/response"
)

// Registry has what filters have measured, by the names that their sections
// give. It is the app that shows it.
type Registry struct {
	started time.Time

	mu       sync.Mutex
	sections map[string]*section
	sources  []Source
	server   Source // nil if nobody tells of it
}

// Source tells what others know: family begins the samples of one name, and
// sample adds one, with names and values of labels in turn.
type Source = func(family func(name, kind, help string), sample func(name string, value float64, labels ...string))

// AddSource adds what others know to what is shown. Those who answer requests
// find the registry in the context, under "pastegen.metrics".
func (g *Registry) AddSource(s Source) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sources = append(g.sources, s)
}

// NewRegistry returns a registry in which nothing has been measured: a resource
// for filters and apps that share it.
//
//paste:app_factory measurements
//paste:stands_for pastegen.metrics:Registry
func NewRegistry(ctx context.Context) *Registry {
	server, _ := ctx.Value(serverKey).(Source)
	return &Registry{started: time.Now(), sections: map[string]*section{}, server: server}
}

// serverKey is the key by which the context that apps are built with has what
// the server tells of itself.
const serverKey = "pastegen.server"

// within is a request inside a filter with its context, which has the registry,
// and its answer: one piece of memory.
type within struct {
	context.Context
	registry *Registry
	request  http.Request
	answer   response.Writer
}

// Value implements context.Context.
func (w *within) Value(k any) any {
	if k == key {
		return w.registry
	}
	return w.Context.Value(k)
}

// around returns the request for those inside a filter: they find the registry in
// its context. It is nothing of the request that an app in Python would want.
// Their answer is watched.
func (g *Registry) around(w http.ResponseWriter, r *http.Request) (*http.Request, *response.Writer) {
	inside := &within{Context: r.Context(), registry: g}
	inside.request = *r.WithContext(inside)
	return &inside.request, response.WatchBy(&inside.answer, w)
}

// section returns that of a name. Two filters of one name share it, with the
// buckets of the first one.
func (g *Registry) section(name string, buckets []float64) *section {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.sections[name]
	if s == nil {
		s = newSection(g, buckets)
		g.sections[name] = s
	}
	return s
}

// ServeHTTP shows what was measured, in Prometheus' text format.
func (g *Registry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text := g.text()
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(text)) // nobody is left who could be told
	}
}

func (g *Registry) text() string {
	var p page
	all, sources := g.totals()
	names := slices.Sorted(maps.Keys(all))
	each := func(do func(name string, t *totals)) {
		for _, name := range names {
			do(name, all[name])
		}
	}
	p.family("http_requests_total", "counter", "Requests that have been answered.")
	each(func(name string, t *totals) {
		for _, a := range slices.SortedFunc(maps.Keys(t.answers), compareAnswers) {
			p.sample("http_requests_total", float64(t.answers[a]), "section", name, "method", a.method, "code", strconv.Itoa(a.status))
		}
	})
	p.family("http_requests_in_flight", "gauge", "Requests that are being answered.")
	each(func(name string, t *totals) {
		p.sample("http_requests_in_flight", float64(t.inFlight), "section", name)
	})
	p.family("http_response_bytes_total", "counter", "Bytes of bodies that were sent.")
	each(func(name string, t *totals) {
		p.sample("http_response_bytes_total", float64(t.bytes), "section", name)
	})
	p.family("http_request_duration_seconds", "histogram", "How long requests took, until the last byte was written.")
	each(func(name string, t *totals) {
		for _, method := range slices.Sorted(maps.Keys(t.times)) {
			p.histogram("http_request_duration_seconds", t.buckets, t.times[method], "section", name, "method", method)
		}
	})
	for _, source := range sources {
		source(p.family, p.sample)
	}
	p.process(g.started)
	return p.String()
}

// totals is what was measured, by the names of sections, and who tells more.
func (g *Registry) totals() (all map[string]*totals, sources []Source) {
	g.mu.Lock()
	defer g.mu.Unlock()
	all = map[string]*totals{}
	for name, s := range g.sections {
		all[name] = s.total()
	}
	sources = slices.Clone(g.sources)
	if g.server != nil {
		sources = append(sources, g.server)
	}
	return all, sources
}

func compareAnswers(a, b answer) int {
	return cmp.Or(strings.Compare(a.method, b.method), cmp.Compare(a.status, b.status))
}
