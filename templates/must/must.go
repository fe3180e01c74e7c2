// Package must refuses what factories have made of nothing: a nil handler would
// panic at the first request only.
package must

import "reflect"

// NilError is what Make and Wrap panic with: package serve ends the start of a
// program with it.
type NilError struct {
	Place string // "app.ini:12: [app:main]"
	What  string // "its factory has returned nil"
}

// Error is the place and what is wrong there.
func (e *NilError) Error() string { return e.Place + ": " + e.What }

// Make returns what the factory of the section at a place has made. It panics
// with a *NilError if that IsNil.
func Make[T any](made T, place string) T {
	if IsNil(made) {
		panic(&NilError{place, "its factory has returned nil"})
	}
	return made
}

// Wrap does as Make for a filter, and returns one whose results are looked at
// likewise.
func Wrap[A any](wrap func(A) A, place string) func(A) A {
	Make(wrap, place)
	return func(next A) A {
		app := wrap(next)
		if IsNil(app) {
			panic(&NilError{place, "its filter has returned nil in place of the app that it wraps"})
		}
		return app
	}
}

// IsNil reports whether nothing could be done with a value but panic: nil, a nil
// function, or a nil pointer, unless its methods have nothing to find behind it.
func IsNil(made any) bool {
	v := reflect.ValueOf(made)
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Func:
		return v.IsNil()
	case reflect.Pointer:
		// Methods that take pointers may well do without a struct that has no fields.
		return v.IsNil() && (v.Type().Elem().Size() > 0 || v.Type().Elem().NumMethod() > 0)
	}
	return false
}
