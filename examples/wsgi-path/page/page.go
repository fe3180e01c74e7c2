// Package page has an application that looks at PATH_INFO; it is page.py in Go.
package page

import (
	"iter"
	"slices"
	"strconv"
)

type (
	// App is a WSGI application.
	App = func(environ map[string]any, start Start) iter.Seq[[]byte]
	// Start is what an application calls before its body.
	Start = func(status string, headers [][2]string, excInfo error) (write func([]byte) error)
)

// Application is the application. It needs no factory.
//
//paste:factory make_app
func Application(environ map[string]any, start Start) iter.Seq[[]byte] {
	var body []byte
	if environ["PATH_INFO"] == "/" {
		body = []byte("Index")
	} else {
		body = []byte("Hello")
	}
	start("200 OK", [][2]string{
		{"Content-Type", "text/plain"},
		{"Content-Length", strconv.Itoa(len(body))},
	}, nil)
	return slices.Values([][]byte{body})
}
