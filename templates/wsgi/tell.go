package wsgi

import (
	"context"
	"maps"
	"reflect"

	"github.com/pastegen/pastegen/templates/values"
)

// dictionary is environ, and what it was.
type dictionary struct {
	environ map[string]any
	given   map[string]any // environ as it was given to the app; nil if nobody wants to know what becomes of it

	ctx    context.Context // of the request
	nested bool            // WSGI middleware is outside
}

// watch remembers environ as it is, if somebody outside wants to know what the app
// does to it.
func (d *dictionary) watch() {
	if d.nested || values.Watched(d.ctx) {
		d.given = maps.Clone(d.environ)
	}
}

// tell carries outside what the app has put into environ or taken out of it, as
// far as that is not of this call: in Python all layers have the same
// dictionary.
func (d *dictionary) tell() {
	if d.given == nil {
		return
	}
	for key, value := range d.environ {
		if before, was := d.given[key]; !isRequest(key) && !isCall(key) && (!was || !same(before, value)) {
			d.tellOne(key, value)
		}
	}
	for key := range d.given {
		if _, is := d.environ[key]; !is && !isRequest(key) && !isCall(key) {
			d.tellOne(key, nil)
		}
	}
}

// tellOne tells of a value, nil for one that is gone.
func (d *dictionary) tellOne(key string, value any) {
	if d.nested {
		outer, _ := d.ctx.Value(struct{ WSGI string }{"environ"}).(map[string]any)
		if value == nil {
			delete(outer, key)
		} else {
			outer[key] = value
		}
	}
	values.Note(d.ctx, key, value)
	if value == nil {
		delete(d.given, key)
	} else {
		d.given[key] = value
	}
}

// same reports whether two values are surely the same. Those that cannot be
// compared may have changed.
func same(a, b any) bool {
	if !reflect.ValueOf(a).Comparable() || !reflect.ValueOf(b).Comparable() {
		return false
	}
	return a == b
}
