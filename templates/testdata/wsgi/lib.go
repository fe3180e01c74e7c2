package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync/atomic"
)

type (
	environ       = map[string]any
	startResponse = func(status string, headers [][2]string, excInfo error) (write func([]byte) error)
	body          = iter.Seq[[]byte]
)

// closed and closedAfterRaise count the ends of iterations, as class attributes do in the Python files.
var closed, closedAfterRaise atomic.Int32

// chunks is a list of chunks.
func chunks(texts ...string) body {
	return func(yield func([]byte) bool) {
		for _, text := range texts {
			if !yield([]byte(text)) {
				return
			}
		}
	}
}

// plain is the header of a text, with more names and values.
func plain(more ...string) [][2]string {
	headers := [][2]string{{"Content-Type", "text/plain"}}
	for i := 0; i < len(more); i += 2 {
		headers = append(headers, [2]string{more[i], more[i+1]})
	}
	return headers
}

// get is environ.get(key, otherwise).
func get(e environ, key, otherwise string) string {
	if text, ok := e[key].(string); ok {
		return text
	}
	return otherwise
}

func input(e environ) io.Reader {
	return e["wsgi.input"].(io.Reader)
}

func wrapper(e environ) func(io.Reader, int) iter.Seq[[]byte] {
	return e["wsgi.file_wrapper"].(func(io.Reader, int) iter.Seq[[]byte])
}

// inner is the app below some of the middleware.
func inner(e environ, start startResponse) body {
	start("200 OK", plain("X-Inner", "1"), nil)
	return chunks("inner of ", get(e, "PATH_INFO", ""))
}

func mapped(chunks body, change func([]byte) []byte) body {
	return func(yield func([]byte) bool) {
		chunks(func(chunk []byte) bool { return yield(change(chunk)) })
	}
}

// joined is one body after the other.
func joined(first, second body) body {
	return func(yield func([]byte) bool) {
		wanted := true
		first(func(chunk []byte) bool {
			wanted = yield(chunk)
			return wanted
		})
		if wanted {
			second(yield)
		}
	}
}

// attempt is try and except.
func attempt(call func() body) (chunks body, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.New(fmt.Sprint(v))
		}
	}()
	return call(), nil
}

// collect keeps what an app starts with, and returns its whole body.
func collect(app func(startResponse) body, status *string, headers *[][2]string) string {
	var all bytes.Buffer
	app(func(s string, h [][2]string, _ error) func([]byte) error {
		*status, *headers = s, h
		return nil
	})(func(chunk []byte) bool {
		all.Write(chunk)
		return true
	})
	return all.String()
}
