// Package hello has applications that say hello; it is hello.py in Go.
package hello

import (
	"iter"
	"slices"
)

type (
	// App is a WSGI application.
	App = func(environ map[string]any, start Start) iter.Seq[[]byte]
	// Start is what an application calls before its body.
	Start = func(status string, headers [][2]string, excInfo error) (write func([]byte) error)
)

// SimpleApp is the simplest application: a function. It needs no factory.
//
//paste:factory make_simple_app
func SimpleApp(environ map[string]any, start Start) iter.Seq[[]byte] {
	start("200 OK", [][2]string{{"Content-type", "text/plain"}}, nil)
	return slices.Values([][]byte{[]byte("Hello world!\n")})
}

// AppClass is an application that is a type: calling NewAppClass makes a value,
// and that yields the body while it is iterated over.
type AppClass struct {
	environ map[string]any
	start   Start
}

// NewAppClass is the application. It needs no factory.
//
//paste:factory make_app_class
func NewAppClass(environ map[string]any, start Start) iter.Seq[[]byte] {
	return AppClass{environ, start}.Iterate
}

// Iterate yields the body.
func (a AppClass) Iterate(yield func([]byte) bool) {
	a.start("200 OK", [][2]string{{"Content-type", "text/plain"}}, nil)
	yield([]byte("Hello world!\n"))
}

// Greeter has a method that is an application.
type Greeter struct {
	greeting string
}

// Answer is the application.
func (g Greeter) Answer(environ map[string]any, start Start) iter.Seq[[]byte] {
	start("200 OK", [][2]string{{"Content-type", "text/plain"}}, nil)
	return slices.Values([][]byte{[]byte(g.greeting + "\n")})
}

// MakeGreeter returns a method value.
func MakeGreeter(greeting string) App {
	return Greeter{greeting}.Answer
}
