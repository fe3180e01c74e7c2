// Package raised looks at what a handler has panicked with, as Python's filters
// look at exceptions. A value that has a method StatusCode() int, or is an
// error that wraps one, is an answer with that status.
package raised

import (
	"errors"
	"net/http"
)

// Status returns the status of the answer that v stands for; ok is false if it
// stands for none.
func Status(v any) (status int, ok bool) {
	coded, ok := As[interface{ StatusCode() int }](v)
	if !ok {
		return 0, false
	}
	status = coded.StatusCode()
	return status, status >= http.StatusOK && status <= 999
}

// As returns v as a T, or the first error that v wraps and that is a T.
func As[T any](v any) (as T, ok bool) {
	if as, ok = v.(T); ok {
		return as, true
	}
	if err, isError := v.(error); isError {
		ok = errors.As(err, &as)
	}
	return as, ok
}
