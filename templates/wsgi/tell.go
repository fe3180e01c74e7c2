package wsgi

import (
	"maps"
	"reflect"

	"github.com/pastegen/pastegen/templates/values"
)

// watchEnviron remembers environ as it is, if somebody outside wants to know
// what the app does to it.
func (a *answer) watchEnviron() {
	if a.nested || values.Watched(a.r.Context()) {
		a.given = maps.Clone(a.environ)
	}
}

// tell carries outside what the app has put into environ or taken out of it, as
// far as that is not of this call: in Python all layers have the same
// dictionary.
func (a *answer) tell() {
	if a.given == nil {
		return
	}
	for key, value := range a.environ {
		if before, was := a.given[key]; !isRequest(key) && !isCall(key) && (!was || !same(before, value)) {
			a.tellOne(key, value)
		}
	}
	for key := range a.given {
		if _, is := a.environ[key]; !is && !isRequest(key) && !isCall(key) {
			a.tellOne(key, nil)
		}
	}
}

// tellOne tells of a value, nil for one that is gone.
func (a *answer) tellOne(key string, value any) {
	if a.nested {
		outer, _ := a.r.Context().Value(struct{ WSGI string }{"environ"}).(map[string]any)
		if value == nil {
			delete(outer, key)
		} else {
			outer[key] = value
		}
	}
	values.Note(a.r.Context(), key, value)
	if value == nil {
		delete(a.given, key)
	} else {
		a.given[key] = value
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
