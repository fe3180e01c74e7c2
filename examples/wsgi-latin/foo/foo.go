// Package foo has an application for Latinator to stand around; it is foo.py
// in Go.
package foo

import (
	"errors"
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

const text = "Hello pig latin world!\n"

// FooApp is the application. It needs no factory.
//
//paste:factory make_foo_app
func FooApp(environ map[string]any, start Start) iter.Seq[[]byte] {
	path := environ["PATH_INFO"]
	if path == "/write" {
		return written(start)
	}
	if path == "/late" {
		return late(start)
	}
	headers := [][2]string{
		{"Content-Type", "text/plain"},
		{"Content-Length", strconv.Itoa(len(text))},
	}
	if path == "/html" {
		headers[0][1] = "text/html"
	}
	start("200 OK", headers, nil)
	return chunks(text[:8], text[8:15], "", text[15:])
}

// written has the first half by the write callable, which ends within a word.
func written(start Start) iter.Seq[[]byte] {
	write := start("200 OK", [][2]string{{"Content-Type", "text/plain; charset=utf-8"}}, nil)
	write([]byte(text[:2]))
	write([]byte(text[2:12]))
	return chunks(text[12:])
}

// late has another answer than the one begun.
func late(start Start) iter.Seq[[]byte] {
	start("200 OK", [][2]string{{"Content-Type", "text/plain"}}, nil)
	start("404 Not Found", [][2]string{{"Content-Type", "text/html"}}, errors.New("no text"))
	return chunks("<p>No text.")
}

func chunks(texts ...string) iter.Seq[[]byte] {
	var list [][]byte
	for _, text := range texts {
		list = append(list, []byte(text))
	}
	return slices.Values(list)
}
