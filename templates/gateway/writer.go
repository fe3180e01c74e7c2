package gateway

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
)

// gatewayWriter writes an answer as a CGI program does (RFC 3875, 6).
type gatewayWriter struct {
	header http.Header
	code   int  // 0 until WriteHeader
	sent   bool // the header is written
	out    *bufio.Writer
	below  *gatewayOut
}

// gatewayOut notes whether anything has gone out.
type gatewayOut struct {
	io.Writer
	begun bool
}

func (o *gatewayOut) Write(p []byte) (int, error) {
	o.begun = true
	return o.Writer.Write(p)
}

func newGatewayWriter(answer io.Writer) *gatewayWriter {
	below := &gatewayOut{Writer: answer}
	return &gatewayWriter{header: http.Header{}, out: bufio.NewWriter(below), below: below}
}

func (w *gatewayWriter) Header() http.Header {
	return w.header
}

// WriteHeader drops informational answers, for which CGI has no words.
func (w *gatewayWriter) WriteHeader(code int) {
	if w.code == 0 && code >= 200 {
		w.code = code
		w.header = w.header.Clone()
	}
}

func (w *gatewayWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if !w.hasBody() {
		return 0, http.ErrBodyNotAllowed
	}
	w.sendHeader(p)
	return w.out.Write(p)
}

func (w *gatewayWriter) hasBody() bool {
	return w.code != http.StatusNoContent && w.code != http.StatusNotModified
}

// sendHeader writes the header. As with net/http's own server, a Content-Type that is left open is told from the first
// bytes, and one that is nil is none.
func (w *gatewayWriter) sendHeader(first []byte) {
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
func (w *gatewayWriter) Flush() {
	_ = w.FlushError()
}

// FlushError is what http.ResponseController looks for first.
func (w *gatewayWriter) FlushError() error {
	w.WriteHeader(http.StatusOK)
	w.sendHeader(nil)
	return w.out.Flush()
}

// finish completes the answer.
func (w *gatewayWriter) finish() error {
	return w.FlushError()
}

// fail answers with status 500 instead, and reports whether it could: nothing must be out yet.
func (w *gatewayWriter) fail() bool {
	if w.below.begun {
		return false
	}
	w.out.Reset(w.below)
	w.header, w.code, w.sent = http.Header{}, 0, false
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	return w.finish() == nil
}
