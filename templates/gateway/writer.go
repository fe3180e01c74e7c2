package gateway

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/field"
	"github.com/pastegen/pastegen/templates/intake"
)

// Writer writes an answer as a CGI program does (RFC 3875, 6). To a handler it
// is what net/http's own writer is: it sees to it that a body has the length
// which its header says, and is none where HTTP has none.
type Writer struct {
	header  http.Header
	request *http.Request
	code    int   // 0 until WriteHeader
	sent    bool  // the header is written
	left    int64 // of the Content-Length; -1 without one
	out     *bufio.Writer
	below   *output
}

// output is where an answer goes.
type output struct {
	io.Writer
	body  *intake.Body // of the request; nil if there is none
	ended bool         // the handler is done
	begun bool
}

// Write takes in what is left of the request, before the first bytes go out:
// web servers stop sending when they see an answer.
func (o *output) Write(p []byte) (int, error) {
	if !o.begun && o.body != nil {
		o.body.Settle(!o.ended)
	}
	o.begun = true
	return o.Writer.Write(p)
}

// NewWriter returns a writer for the answer to r, which NewRequest has made.
// Call Finish when the handler is done.
func NewWriter(answer io.Writer, r *http.Request) *Writer {
	below := &output{Writer: answer}
	below.body, _ = r.Body.(*intake.Body)
	return &Writer{header: http.Header{}, request: r, left: -1, out: bufio.NewWriter(below), below: below}
}

// Header implements http.ResponseWriter.
func (w *Writer) Header() http.Header {
	return w.header
}

// WriteHeader drops informational answers, for which CGI has no words.
func (w *Writer) WriteHeader(code int) {
	if w.code == 0 && code >= 200 {
		w.code = code
		w.header = w.header.Clone()
	}
}

// Write implements http.ResponseWriter.
func (w *Writer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if !w.hasBody() {
		return 0, http.ErrBodyNotAllowed
	}
	w.sendHeader(p)
	if w.request.Method == http.MethodHead {
		return len(p), nil
	}
	if w.left >= 0 {
		if int64(len(p)) > w.left {
			return 0, http.ErrContentLength
		}
		w.left -= int64(len(p))
	}
	return w.out.Write(p)
}

func (w *Writer) hasBody() bool {
	return w.code != http.StatusNoContent && w.code != http.StatusNotModified
}

// sendHeader writes the header. As with net/http's own server, a Content-Type
// that is left open is told from the first bytes, and one that is nil is none.
func (w *Writer) sendHeader(first []byte) {
	if w.sent {
		return
	}
	w.sent = true
	if _, typed := w.header["Content-Type"]; !typed && len(first) > 0 && w.header.Get("Content-Encoding") == "" {
		w.header.Set("Content-Type", http.DetectContentType(first))
	}
	w.cleanHeader()
	fmt.Fprintf(w.out, "Status: %d %s\r\n", w.code, http.StatusText(w.code))
	_ = w.header.Write(w.out) // an error stays in out, which tells it with the next write
	_, _ = w.out.WriteString("\r\n")
}

// cleanHeader takes out what is between the web server and its client, what CGI
// has in place of the status line, and trailers. A Content-Length must be one,
// and only one.
func (w *Writer) cleanHeader() {
	for name := range w.header {
		if field.IsHopByHop(name) || strings.EqualFold(name, "Status") || strings.HasPrefix(name, http.TrailerPrefix) {
			delete(w.header, name)
		}
	}
	lengths := w.header["Content-Length"]
	if len(lengths) == 0 {
		return
	}
	n, err := strconv.ParseUint(strings.TrimSpace(lengths[0]), 10, 63)
	if err != nil || w.code == http.StatusNoContent {
		delete(w.header, "Content-Length")
		return
	}
	w.header["Content-Length"] = lengths[:1:1]
	w.left = int64(n)
}

// Flush implements http.Flusher, which cannot tell an error.
func (w *Writer) Flush() {
	_ = w.FlushError()
}

// FlushError is what http.ResponseController looks for first.
func (w *Writer) FlushError() error {
	w.WriteHeader(http.StatusOK)
	w.sendHeader(nil)
	return w.out.Flush()
}

// Finish completes the answer, and reports whether it could: the handler may
// have written less than it has promised.
func (w *Writer) Finish() bool {
	w.below.ended = true
	if w.FlushError() != nil {
		return false
	}
	return w.left <= 0 || !w.hasBody() || w.request.Method == http.MethodHead
}

// fail answers with status 500 instead, and reports whether it could: nothing
// must be out yet.
func (w *Writer) fail() bool {
	if w.below.begun {
		return false
	}
	w.out.Reset(w.below)
	w.header, w.code, w.sent, w.left = http.Header{}, 0, false, -1
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	return w.Finish()
}
