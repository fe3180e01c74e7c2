package serve

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
)

// recovering serves app. When the app panics, that is logged with its stack and answered with status 500, or, when a part
// of another answer is already out, by ending the connection, so that no client takes that part for the whole. The panic
// http.ErrAbortHandler passes through, as net/http documents it.
type recovering struct {
	app http.Handler
	log *slog.Logger
}

func (h recovering) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	watched := &watchedWriter{ResponseWriter: w}
	defer h.recovered(watched, r)
	h.app.ServeHTTP(watched, r)
}

// recovered is deferred by ServeHTTP.
func (h recovering) recovered(w *watchedWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	h.log.Error("panic", "method", r.Method, "path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
	if w.sent {
		panic(http.ErrAbortHandler)
	}
	clear(w.Header()) // what the app prepared, cookies say, belongs to an answer that did not come
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

// watchedWriter notes whether an answer has begun. It has the optional methods of the net/http server's own writer, so
// that flushing, hijacking and sendfile go on working; http.ResponseController finds the others by Unwrap.
type watchedWriter struct {
	http.ResponseWriter
	sent bool
}

// WriteHeader does not count informational headers as an answer; 101 is one, as nothing of HTTP follows it.
func (w *watchedWriter) WriteHeader(code int) {
	w.sent = w.sent || code >= 200 || code == http.StatusSwitchingProtocols
	w.ResponseWriter.WriteHeader(code)
}

func (w *watchedWriter) Write(p []byte) (int, error) {
	w.sent = true
	return w.ResponseWriter.Write(p)
}

func (w *watchedWriter) WriteString(s string) (int, error) {
	w.sent = true
	return io.WriteString(w.ResponseWriter, s)
}

// ReadFrom lets the server's own writer read, which uses sendfile for files.
func (w *watchedWriter) ReadFrom(src io.Reader) (int64, error) {
	w.sent = true
	return io.Copy(w.ResponseWriter, src)
}

// Flush implements http.Flusher, which cannot tell an error.
func (w *watchedWriter) Flush() {
	_ = w.FlushError()
}

// FlushError is what http.ResponseController looks for first.
func (w *watchedWriter) FlushError() error {
	w.sent = true
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Hijack hands the connection to the app, which then answers by itself.
func (w *watchedWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(w.ResponseWriter).Hijack()
	w.sent = w.sent || err == nil
	return conn, buffered, err
}

// Unwrap implements what http.ResponseController asks for.
func (w *watchedWriter) Unwrap() http.ResponseWriter {
	return w.ResponseWriter
}
