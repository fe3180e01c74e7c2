package shadow

import (
	"bufio"
	"fmt"
	"hash/maphash"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// answer is an answer, as far as it is kept.
type answer struct {
	status   int         // 0 before its header
	header   http.Header // what the handler has added to what was there
	typed    bool        // nobody tells its type from its beginning
	body     []byte      // its beginning
	size     int64
	sum      maphash.Hash // of all of the body
	raised   bool         // the handler has panicked
	cause    string       // with this
	hijacked bool
}

// isWhole reports whether a client that goes may have had all of the answer: it
// knows where that ends.
func (a *answer) isWhole() bool {
	return a.header.Get("Content-Length") == strconv.FormatInt(a.size, 10)
}

// tee passes an answer on, and keeps it.
type tee struct {
	next   http.ResponseWriter
	before map[string][]string // the header as it was
	limit  int
	answer *answer
}

// newTee returns what passes an answer on to next.
func newTee(s *Shadow, next http.ResponseWriter) *tee {
	t := &tee{next: next, limit: s.config.BodyLimit, answer: new(answer), before: map[string][]string{}}
	t.answer.sum.SetSeed(s.seed)
	for name, values := range next.Header() {
		t.before[name] = values
	}
	return t
}

// Header implements http.ResponseWriter.
func (t *tee) Header() http.Header { return t.next.Header() }

// WriteHeader implements http.ResponseWriter.
func (t *tee) WriteHeader(status int) {
	if t.answer.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		t.answer.status = status
		t.keepHeader()
	}
	t.next.WriteHeader(status)
}

// keepHeader keeps what the handler has set. What was there before belongs to
// others, but not if it was set again: then it is another slice.
func (t *tee) keepHeader() {
	t.answer.header = http.Header{}
	for name, values := range t.next.Header() {
		before := t.before[name]
		switch {
		case name == "Content-Type":
			t.answer.typed = true
		case strings.HasPrefix(name, http.TrailerPrefix):
			continue
		}
		switch {
		case len(values) == 0 || same(before, values):
		case len(before) > 0 && len(values) > len(before) && slices.Equal(before, values[:len(before)]):
			t.answer.header[name] = slices.Clone(values[len(before):])
		default:
			t.answer.header[name] = slices.Clone(values)
		}
	}
	if t.answer.header["Content-Encoding"] != nil {
		t.answer.typed = true
	}
}

// same reports whether two lists are one.
func same(a, b []string) bool { return len(a) == len(b) && len(a) > 0 && &a[0] == &b[0] }

// finish is for an answer whose handler has returned.
func (t *tee) finish() {
	if t.answer.status == 0 && !t.answer.hijacked {
		t.answer.status = http.StatusOK
		t.keepHeader()
	}
	if a := t.answer; !a.typed && len(a.body) > 0 { // as net/http tells the client
		a.header.Set("Content-Type", http.DetectContentType(a.body))
	}
}

// Write implements http.ResponseWriter.
func (t *tee) Write(p []byte) (int, error) {
	if t.answer.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	n, err := t.next.Write(p)
	t.keep(p[:max(n, 0)])
	return n, err
}

func (t *tee) keep(p []byte) {
	a := t.answer
	_, _ = a.sum.Write(p) // which never fails
	a.size += int64(len(p))
	if room := t.limit - len(a.body); room > 0 {
		a.body = append(a.body, p[:min(room, len(p))]...)
	}
}

// ReadFrom implements io.ReaderFrom.
func (t *tee) ReadFrom(src io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{t}, src)
}

// Flush implements http.Flusher, which cannot tell an error.
func (t *tee) Flush() { _ = t.FlushError() }

// FlushError is what http.ResponseController looks for first.
func (t *tee) FlushError() error {
	if t.answer.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	return http.NewResponseController(t.next).Flush()
}

// Hijack hands the connection to the handler. There is nothing to compare then.
func (t *tee) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(t.next).Hijack()
	if err == nil {
		t.answer.hijacked = true
	}
	return conn, buffered, err
}

// Unwrap implements what http.ResponseController asks for.
func (t *tee) Unwrap() http.ResponseWriter { return t.next }

// sink takes an answer that nobody waits for.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
func (s *sink) FlushError() error           { return nil }

// causeOf tells what a handler has panicked with.
func causeOf(v any) string {
	if v == http.ErrAbortHandler {
		return "the answer was aborted"
	}
	return fmt.Sprint(v)
}
