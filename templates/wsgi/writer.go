package wsgi

import (
	"bufio"
	"fmt"
	"maps"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/field"
)

// writer is the http.ResponseWriter of a handler below WSGI.
type writer struct {
	request    *http.Request
	start      func(status string, headers [][2]string, excInfo error) (write func([]byte) error)
	controller *http.ResponseController // of the server; nil when environ has none
	header     http.Header
	headers    http.Header // a copy of header as it is sent, and final
	code       int         // 0 until WriteHeader
	started    bool
	body       *bufio.Writer
}

func (w *writer) Header() http.Header {
	return w.header
}

// WriteHeader makes the header final. start is called later, because the
// Content-Type may have to wait for the body.
func (w *writer) WriteHeader(code int) {
	if w.code != 0 || code < 200 {
		return
	}
	w.code = code
	w.headers = w.header.Clone()
}

func (w *writer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if !w.hasBody() {
		return 0, http.ErrBodyNotAllowed
	}
	w.begin(p)
	return w.body.Write(p)
}

func (w *writer) WriteString(s string) (int, error) {
	return w.Write([]byte(s))
}

// hasBody reports whether the status allows a body. HEAD is no matter: the
// server drops what is yielded.
func (w *writer) hasBody() bool {
	return w.code != http.StatusNoContent && w.code != http.StatusNotModified
}

// begin calls start. first is the beginning of the body.
func (w *writer) begin(first []byte) {
	if w.started {
		return
	}
	w.started = true
	_, typed := w.headers["Content-Type"]
	if !typed && w.hasBody() && len(first) > 0 && w.headers.Get("Content-Encoding") == "" {
		w.headers.Set("Content-Type", http.DetectContentType(first))
	}
	text := http.StatusText(w.code)
	if text == "" {
		text = "Unknown"
	}
	w.start(fmt.Sprintf("%d %s", w.code, text), headerList(w.headers), nil)
}

// headerList returns the headers that WSGI allows, in the order of their names.
// Those whose name is none are left out, as net/http's own server does.
func headerList(headers http.Header) [][2]string {
	list := make([][2]string, 0, len(headers))
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		if field.IsHopByHop(name) || strings.HasPrefix(name, http.TrailerPrefix) || !field.IsToken(name) {
			continue
		}
		for _, value := range headers[name] {
			list = append(list, [2]string{name, oneLine(value)})
		}
	}
	return list
}

// oneLine replaces control characters by spaces, as net/http does with line
// ends. Other bytes stay as they are: a value need not be UTF-8.
func oneLine(value string) string {
	line := []byte(value)
	for i, char := range line {
		if char < ' ' || char == 0x7f {
			line[i] = ' '
		}
	}
	return textproto.TrimString(string(line))
}

// finish completes the answer when the handler has returned.
func (w *writer) finish() {
	w.WriteHeader(http.StatusOK)
	w.begin(nil)
	_ = w.body.Flush() // nobody is left who could be told
}

// Flush implements http.Flusher, which cannot tell an error.
func (w *writer) Flush() {
	_ = w.FlushError()
}

// FlushError yields what is buffered; the server sends each chunk at once.
// Headers go with the first chunk and not before it, as WSGI wants.
func (w *writer) FlushError() error {
	w.WriteHeader(http.StatusOK)
	return w.body.Flush()
}

// SetReadDeadline, SetWriteDeadline and EnableFullDuplex are what
// http.ResponseController looks for.
func (w *writer) SetReadDeadline(deadline time.Time) error {
	if w.controller == nil {
		return http.ErrNotSupported
	}
	return w.controller.SetReadDeadline(deadline)
}

func (w *writer) SetWriteDeadline(deadline time.Time) error {
	if w.controller == nil {
		return http.ErrNotSupported
	}
	return w.controller.SetWriteDeadline(deadline)
}

func (w *writer) EnableFullDuplex() error {
	if w.controller == nil {
		return http.ErrNotSupported
	}
	return w.controller.EnableFullDuplex()
}
