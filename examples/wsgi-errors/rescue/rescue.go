// Package rescue has middleware that answers for applications that fail; it is
// rescue.py in Go.
package rescue

import (
	"fmt"
	"io"
	"iter"
	"net/http"
)

type (
	// App is a WSGI application.
	App = func(environ map[string]any, start Start) iter.Seq[[]byte]
	// Start is what an application calls before its body.
	Start = func(status string, headers [][2]string, excInfo error) (write func([]byte) error)
)

// MakeRescue returns the middleware.
func MakeRescue(message string) func(App) App {
	return func(application App) App {
		return func(environ map[string]any, start Start) iter.Seq[[]byte] {
			return func(yield func([]byte) bool) {
				err := try(application, environ, start, yield)
				if err != nil {
					fmt.Fprintln(environ["wsgi.errors"].(io.Writer), "rescue:", err)
					// Once headers are out, this raises the error again.
					start("500 Oops", [][2]string{{"Content-Type", "text/plain"}}, err)
					yield([]byte(message + "\n"))
				}
			}
		}
	}
}

// try yields what the application yields, and returns what it raises. What the
// server raises while it takes a chunk is not the application's.
func try(application App, environ map[string]any, start Start, yield func([]byte) bool) (err error) {
	yielding := false
	defer func() {
		if yielding {
			return
		}
		switch raised := recover().(type) {
		case nil:
		case error:
			if raised == http.ErrAbortHandler { // it asks for the connection to be ended
				panic(raised)
			}
			err = raised
		default:
			err = fmt.Errorf("%v", raised)
		}
	}()
	for data := range application(environ, start) {
		yielding = true
		more := yield(data)
		yielding = false
		if !more {
			return nil
		}
	}
	return nil
}
