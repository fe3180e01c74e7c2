package gateway

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
)

// writer writes an answer as a CGI program does (RFC 3875, 6).
type writer struct {
	header http.Header
	code   int  // 0 until WriteHeader
	sent   bool // the header is written
	out    *bufio.Writer
	below  *output
}

// output notes whether anything has gone out.
type output struct {
	io.Writer
	begun bool
}

func (o *output) Write(p []byte) (int, error) {
	o.begun = true
	return o.Writer.Write(p)
}

func newWriter(answer io.Writer) *writer {
	below := &output{Writer: answer}
	return &writer{header: http.Header{}, out: bufio.NewWriter(below), below: below}
}

func (w *writer) Header() http.Header {
	return w.header
}

// WriteHeader drops informational answers, for which CGI has no words.
func (w *writer) WriteHeader(code int) {
	if w.code == 0 && code >= 200 {
		w.code = code
		w.header = w.header.Clone()
	}
}

func (w *writer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if !w.hasBody() {
		return 0, http.ErrBodyNotAllowed
	}
	w.sendHeader(p)
	return w.out.Write(p)
}

func (w *writer) hasBody() bool {
	return w.code != http.StatusNoContent && w.code != http.StatusNotModified
}

// sendHeader writes the header. As with net/http's own server, a Content-Type that is left open is told from the first
// bytes, and one that is nil is none.
func (w *writer) sendHeader(first []byte) {
	if w.sent {
		return
	}
	w.sent = true
	if _, typed := w.header["Content-Type"]; !typed && len(first) > 0 && w.header.Get("Content-Encoding") == "" {
		w.header.Set("Content-Type", http.DetectContentType(first))
	}
	fmt.Fprintf(w.out, "Status: %d %s\r\n", w.code, http.StatusText(w.code))
	_ = w.header.Write(w.out) // an error stays in out, which tells it with the next write
	_, _ = w.out.WriteString("\r\n")
}

// Flush implements http.Flusher, which cannot tell an error.
func (w *writer) Flush() {
	_ = w.FlushError()
}

// FlushError is what http.ResponseController looks for first.
func (w *writer) FlushError() error {
	w.WriteHeader(http.StatusOK)
	w.sendHeader(nil)
	return w.out.Flush()
}

// finish completes the answer.
func (w *writer) finish() error {
	return w.FlushError()
}

// fail answers with status 500 instead, and reports whether it could: nothing must be out yet.
func (w *writer) fail() bool {
	if w.below.begun {
		return false
	}
	w.out.Reset(w.below)
	w.header, w.code, w.sent = http.Header{}, 0, false
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	return w.finish() == nil
}
