package lint

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// Header must not be asked for by goroutines that outlive the handler. The map
// itself is not watched after that.
func (w *writer) Header() http.Header {
	if !w.enter("Header") {
		return http.Header{}
	}
	defer w.leave()
	return w.ResponseWriter.Header()
}

func (w *writer) WriteHeader(code int) {
	if !w.enter("WriteHeader") {
		return
	}
	defer w.leave()
	w.check(code >= 100 && code <= 999, "WriteHeader was called with the status %d", code)
	w.check(w.code == 0, "WriteHeader(%d) was called after WriteHeader(%d), or after a Write", code, w.code)
	if code >= 200 || code == http.StatusSwitchingProtocols {
		w.final(code)
	}
	w.ResponseWriter.WriteHeader(code)
	w.settle()
}

func (w *writer) Write(p []byte) (int, error) {
	if !w.enter("Write") {
		return 0, http.ErrHandlerTimeout
	}
	defer w.leave()
	w.begin()
	w.count(int64(len(p)))
	n, err := w.ResponseWriter.Write(p)
	w.settle()
	return n, err
}

// begin makes the header final, as a write does, or checks that it still is
// what it was.
func (w *writer) begin() {
	switch {
	case w.hijacked:
	case w.code == 0:
		w.final(http.StatusOK)
	default:
		w.unchanged()
	}
}

func (w *writer) WriteString(s string) (int, error) {
	if !w.enter("WriteString") {
		return 0, http.ErrHandlerTimeout
	}
	defer w.leave()
	w.begin()
	w.count(int64(len(s)))
	n, err := io.WriteString(w.ResponseWriter, s)
	w.settle()
	return n, err
}

// ReadFrom lets the server's own writer read, which uses sendfile for files.
func (w *writer) ReadFrom(src io.Reader) (int64, error) {
	if !w.enter("ReadFrom") {
		return 0, http.ErrHandlerTimeout
	}
	defer w.leave()
	w.begin()
	n, err := io.Copy(w.ResponseWriter, src)
	w.settle()
	w.count(n)
	return n, err
}

// Flush implements http.Flusher, which cannot tell an error.
func (w *writer) Flush() {
	_ = w.FlushError()
}

// FlushError is what http.ResponseController looks for first.
func (w *writer) FlushError() error {
	if !w.enter("Flush") {
		return http.ErrHandlerTimeout
	}
	defer w.leave()
	w.begin()
	err := http.NewResponseController(w.ResponseWriter).Flush()
	w.settle()
	return err
}

// Hijack hands the connection to the handler, which then answers by itself.
func (w *writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if !w.enter("Hijack") {
		return nil, nil, http.ErrHandlerTimeout
	}
	defer w.leave()
	conn, buffered, err := http.NewResponseController(w.ResponseWriter).Hijack()
	w.hijacked = w.hijacked || err == nil
	return conn, buffered, err
}

// Unwrap implements what http.ResponseController asks for.
func (w *writer) Unwrap() http.ResponseWriter {
	return w.ResponseWriter
}
