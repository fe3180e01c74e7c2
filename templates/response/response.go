// Package response has what filters need that look at answers or change them.
//
//   - One that watches takes the Writer of Watch. Filters which stand next to each other share it, so that a run of them costs
//     one wrapper. It tells the status and how many bytes have gone out, and runs hooks before the header does.
//   - One that may replace a body, or drop an answer and give another, puts a Gate before the next handler, which asks it what
//     to do when the header is complete. Answers that pass are not touched.
//
// Both keep what net/http's own writers can do: answers stream, files are sent
// by the system where nobody needs their bytes, http.ResponseController works,
// informational answers (1xx) pass.
package response

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// A Hook is called once for an answer, before its header goes out. It may
// change w.Header(); status is that of the answer. Hooks run in the reverse
// order of their filters: what an inner filter does to the header is seen by
// the outer ones.
type Hook interface {
	BeforeHeader(w *Writer, status int)
}

// HookFunc is a function as a Hook.
type HookFunc func(w *Writer, status int)

// BeforeHeader calls f.
func (f HookFunc) BeforeHeader(w *Writer, status int) { f(w, status) }

// Writer is the http.ResponseWriter that a run of filters shares. It is for one
// request and one goroutine, as all of them.
type Writer struct {
	next   http.ResponseWriter
	status int
	bytes  int64
	hooks  []Hook
	room   [4]Hook // what hooks starts with
}

// Watch returns w itself if it is a *Writer, else a new one around it. The
// usual filter is
//
//	watched := response.Watch(w)
//	watched.Hook(h)               // if it wants to see the header
//	next.ServeHTTP(watched, r)
//	watched.Finish()
//	... watched.Status(), watched.Bytes() ...
func Watch(w http.ResponseWriter) *Writer {
	if watched, ok := w.(*Writer); ok {
		return watched
	}
	return WatchBy(new(Writer), w)
}

// WatchBy is Watch with a writer that is part of something larger. It is not used
// if w is a *Writer.
func WatchBy(own *Writer, w http.ResponseWriter) *Writer {
	if watched, ok := w.(*Writer); ok {
		return watched
	}
	own.next = w
	own.hooks = own.room[:0]
	return own
}

// Hook adds a hook to those that run before the header goes out. After that it
// is too late: it never runs.
func (w *Writer) Hook(h Hook) { w.hooks = append(w.hooks, h) }

// Hooks returns how many hooks there are; Cut cuts off those behind the first n
// of them. A filter that answers in place of the next handler, which has
// panicked, say, cuts off the hooks of the filters within, which have nothing
// to do with its answer.
func (w *Writer) Hooks() int { return len(w.hooks) }

// Cut is described at Hooks.
func (w *Writer) Cut(n int) { w.hooks = w.hooks[:n] }

// Status is the status of the answer: 0 before its header has gone out, 101
// when the connection was hijacked without one.
func (w *Writer) Status() int { return w.status }

// Bytes is how many bytes of the body were written. The server drops those that
// answer HEAD.
func (w *Writer) Bytes() int64 { return w.bytes }

// Finish completes an answer of which the handler has said nothing: that is an
// empty one with status 200. Call it when the next handler has returned, and
// not when it has panicked.
func (w *Writer) Finish() {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
}

// Header implements http.ResponseWriter.
func (w *Writer) Header() http.Header { return w.next.Header() }

// WriteHeader implements http.ResponseWriter. Informational headers are no
// answer; 101 is one, as nothing of HTTP follows it.
func (w *Writer) WriteHeader(status int) {
	if w.status == 0 && isFinal(status) {
		for i := len(w.hooks) - 1; i >= 0; i-- {
			w.hooks[i].BeforeHeader(w, status)
		}
		w.status = status
	}
	w.next.WriteHeader(status)
}

func isFinal(status int) bool { return status >= 200 || status == http.StatusSwitchingProtocols }

// Write implements http.ResponseWriter.
func (w *Writer) Write(p []byte) (int, error) {
	w.Finish()
	n, err := w.next.Write(p)
	w.bytes += int64(n)
	return n, err
}

// WriteString implements io.StringWriter.
func (w *Writer) WriteString(s string) (int, error) {
	w.Finish()
	to, ok := w.next.(io.StringWriter) // io.WriteString, which all share, has to look longer
	if !ok {
		return w.Write([]byte(s))
	}
	n, err := to.WriteString(s)
	w.bytes += int64(n)
	return n, err
}

// ReadFrom implements io.ReaderFrom. The server's own writer uses sendfile for
// files.
func (w *Writer) ReadFrom(src io.Reader) (int64, error) {
	w.Finish()
	n, err := io.Copy(w.next, src)
	w.bytes += n
	return n, err
}

// Flush implements http.Flusher, which cannot tell an error.
func (w *Writer) Flush() { _ = w.FlushError() }

// FlushError is what http.ResponseController looks for first.
func (w *Writer) FlushError() error {
	w.Finish()
	return http.NewResponseController(w.next).Flush()
}

// Hijack hands the connection to the handler, which then answers by itself.
func (w *Writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(w.next).Hijack()
	if err == nil && w.status == 0 {
		w.status = http.StatusSwitchingProtocols
	}
	return conn, buffered, err
}

// Unwrap implements what http.ResponseController asks for.
func (w *Writer) Unwrap() http.ResponseWriter { return w.next }
