package values

import (
	"context"
	"iter"
)

// What follows is for those who carry values over a border where contexts do
// not reach: gateways and WSGI.

// Has reports whether All has anything to return.
func Has(ctx context.Context) bool {
	return ctx.Value(allKey()) != nil
}

// Each is All, with the hidden keys too: their values are nil.
func Each(ctx context.Context) iter.Seq2[string, any] {
	all, ok := ctx.Value(allKey()).(iter.Seq2[string, any])
	if !ok {
		return func(func(string, any) bool) {}
	}
	return all
}

// WithMap returns a copy of ctx with the keys and values of m, which must not
// change any more. They hide those of ctx.
func WithMap(ctx context.Context, m map[string]any) context.Context {
	return &mapContext{ctx, m}
}

// Watched reports whether a filter wants to know what With puts into contexts
// made of ctx.
func Watched(ctx context.Context) bool {
	_, watched := ctx.Value(notingKey()).(func(string, any))
	return watched
}

// Note tells these filters of a value that is in no context.
func Note(ctx context.Context, key string, v any) {
	if note, watched := ctx.Value(notingKey()).(func(string, any)); watched {
		note(key, v)
	}
}

// mapContext is a context with the values of a map.
type mapContext struct {
	context.Context
	values map[string]any
}

// Value implements context.Context.
func (c *mapContext) Value(key any) any {
	switch k := key.(type) {
	case string:
		if v, ok := c.values[k]; ok {
			return v
		}
	case all:
		return iter.Seq2[string, any](c.all)
	}
	return c.Context.Value(key)
}

// all yields the values of c, hidden ones as nil.
func (c *mapContext) all(yield func(string, any) bool) {
	for key, v := range c.values {
		if !yield(key, v) {
			return
		}
	}
	for key, v := range Each(c.Context) {
		if _, hidden := c.values[key]; !hidden && !yield(key, v) {
			return
		}
	}
}
