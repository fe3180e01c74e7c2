// Package sources adds numbers to those that package metrics and a server's
// statistics show, for packages that work without them.
package sources

import (
	"context"
	"slices"
	"sync"
)

// Source tells numbers: family begins those of a name, kind is "counter" or
// "gauge", and each sample has pairs of labels.
type Source = func(family func(name, kind, help string), sample func(name string, value float64, labels ...string))

// Once remembers where a source has been added. Its zero value is ready.
type Once struct {
	mu   sync.Mutex
	seen map[registry]bool
}

// registry is what package metrics has in the context of requests.
type registry interface{ AddSource(Source) }

// Add adds a source where the request of a context is measured, if it is, and
// not a second time.
func (o *Once) Add(ctx context.Context, s Source) {
	r, ok := ctx.Value("pastegen.metrics").(registry)
	if !ok {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.seen == nil {
		o.seen = map[registry]bool{}
	}
	if !o.seen[r] {
		o.seen[r] = true
		r.AddSource(s)
	}
}

// Tell adds a source to what the server of a program tells of it, if it does, for
// as long as the program runs. The context is that which apps are built with.
func Tell(ctx context.Context, s Source) {
	if r, ok := ctx.Value(Key).(registry); ok {
		r.AddSource(s)
	}
}

// Key is the key by which the context that apps are built with has the List of a
// server.
const Key = "pastegen.sources"

// List has the sources of a program. Its zero value is empty. Its methods may be
// called by several goroutines.
type List struct {
	mu  sync.Mutex
	all []Source
}

// AddSource adds one.
func (l *List) AddSource(s Source) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, s)
}

// All returns those that there are.
func (l *List) All() []Source {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}
