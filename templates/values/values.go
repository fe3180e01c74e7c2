// Package values puts values into the context of a request for apps to read, as
// Paste's filters put them into environ: the user that a filter has found, a
// session, the configuration. An app needs no import for them:
//
//	user, _ := r.Context().Value("REMOTE_USER").(string)
//
// Keys are plain strings, Paste's own names where Paste has them, and values
// are of types that every package can name. An app that is written to WSGI
// finds the same values under the same keys of its environ. Two copies of this
// package in one program find each other's values.
package values

import (
	"context"
	"iter"
	"slices"
	"sync"
)

// With returns a copy of ctx in which the value of key is v. It hides one that
// is there already; nil hides it without giving another.
func With(ctx context.Context, key string, v any) context.Context {
	if note, ok := ctx.Value(notingKey()).(func(string, any)); ok {
		note(key, v)
	}
	return &valueContext{ctx, key, v}
}

// Get returns the value of key in ctx if it is one of type T.
func Get[T any](ctx context.Context, key string) (v T, ok bool) {
	v, ok = ctx.Value(key).(T)
	return v, ok
}

// All returns the keys and values that With has put into ctx, the newest ones
// first, and each key once.
func All(ctx context.Context) iter.Seq2[string, any] {
	all, ok := ctx.Value(allKey()).(iter.Seq2[string, any])
	if !ok {
		return func(func(string, any) bool) {}
	}
	return func(yield func(string, any) bool) {
		all(func(key string, v any) bool { return v == nil || yield(key, v) })
	}
}

// The keys for what is no value itself are of types that all packages write alike.
type (
	all    = struct{ PasteValues string }
	noting = struct{ PasteValuesNoting string }
)

func allKey() any    { return all{"all"} }
func notingKey() any { return noting{"note"} }

// valueContext is a context with one value more.
type valueContext struct {
	context.Context
	key   string
	value any
}

// Value implements context.Context.
func (c *valueContext) Value(key any) any {
	switch k := key.(type) {
	case string:
		if k == c.key {
			return c.value
		}
	case all:
		return iter.Seq2[string, any](c.all)
	}
	return c.Context.Value(key)
}

// all yields the values of c, hidden ones as nil.
func (c *valueContext) all(yield func(string, any) bool) {
	if !yield(c.key, c.value) {
		return
	}
	outer, ok := c.Context.Value(allKey()).(iter.Seq2[string, any])
	if !ok {
		return
	}
	outer(func(key string, v any) bool { return key == c.key || yield(key, v) })
}

// Notes is a context that notes what With puts into contexts made of it. A
// filter that looks at what the filters below it have found, when they have
// found it, gives them a request with this context: a log of requests wants the
// user.
//
// The zero value is not usable; set Context. Its methods may be called by
// several goroutines.
type Notes struct {
	context.Context
	mu    sync.Mutex
	noted []note
}

type note struct {
	key   string
	value any
}

// Value implements context.Context.
func (n *Notes) Value(key any) any {
	if _, ok := key.(noting); ok {
		return n.note
	}
	return n.Context.Value(key)
}

// note notes a value, here and for a filter farther out that notes too.
func (n *Notes) note(key string, v any) {
	if outer, ok := n.Context.Value(notingKey()).(func(string, any)); ok {
		outer(key, v)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.noted = append(n.noted, note{key, v})
}

// Last returns the newest value of key, a string, whether it was noted or is one
// of Context; nil if there is none. A constant key costs no allocation.
func (n *Notes) Last(key any) any {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i := len(n.noted) - 1; i >= 0; i-- {
		if n.noted[i].key == key {
			return n.noted[i].value
		}
	}
	return n.Context.Value(key)
}

// All returns the values of key that were noted, the oldest first.
func (n *Notes) All(key string) []any {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all []any
	for _, noted := range n.noted {
		if noted.key == key {
			all = append(all, noted.value)
		}
	}
	return all
}

// Keys returns the keys of what was noted, each of them once.
func (n *Notes) Keys() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var keys []string
	for _, noted := range n.noted {
		if !slices.Contains(keys, noted.key) {
			keys = append(keys, noted.key)
		}
	}
	return keys
}
