// Package faulty has an application that fails; it is faulty.py in Go.
package faulty

import (
	"errors"
	"iter"
)

type (
	// App is a WSGI application.
	App = func(environ map[string]any, start Start) iter.Seq[[]byte]
	// Start is what an application calls before its body.
	Start = func(status string, headers [][2]string, excInfo error) (write func([]byte) error)
)

// Faulty is an application by its method Call.
type Faulty struct {
	fail string
}

// Call is the application.
func (f Faulty) Call(environ map[string]any, start Start) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		start("200 Froody", [][2]string{{"Content-Type", "text/plain"}}, nil)
		if f.fail == "before" {
			panic(errors.New("failed before the first chunk"))
		}
		if !yield([]byte("normal body ")) {
			return
		}
		if f.fail == "after" {
			panic(errors.New("failed after the first chunk"))
		}
		yield([]byte("goes here\n"))
	}
}

// MakeApp returns an application that fails "before" its first chunk, "after"
// it, or not at all.
func MakeApp(fail string) Faulty {
	return Faulty{fail}
}
