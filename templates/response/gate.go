package response

import (
	"bufio"
	"io"
	"maps"
	"net"
	"net/http"
)

// A Decider says what becomes of an answer.
type Decider interface {
	// Decide is called once, when the header is complete and the body has not
	// begun. If it returns nil, the answer passes as it is. Else the header
	// does not go out by itself, and the body goes into what Decide returns.
	// That may send a header and a body of its own to the writer behind the
	// gate, now or later, or nothing at all: Drop.
	Decide(status int) Body
}

// A Body takes the body of an answer that does not pass.
type Body interface {
	io.Writer
	Flush() error // everything written so far is to reach the client
	Close() error // the answer is complete
}

// Drop is the Body of an answer that nobody wants.
type Drop struct{}

// Write forgets p.
func (Drop) Write(p []byte) (int, error) { return len(p), nil }

// Flush does nothing.
func (Drop) Flush() error { return nil }

// Close does nothing.
func (Drop) Close() error { return nil }

// Through is the Body of an answer whose header was sent by the one who has
// decided, and whose body goes on as it is.
type Through struct{ http.ResponseWriter }

// Flush flushes the writer.
func (t Through) Flush() error { return http.NewResponseController(t.ResponseWriter).Flush() }

// ReadFrom lets the server's own writer read.
func (t Through) ReadFrom(src io.Reader) (int64, error) { return io.Copy(t.ResponseWriter, src) }

// Close does nothing.
func (Through) Close() error { return nil }

// Gate is the http.ResponseWriter of a handler whose answer may be changed as a
// whole, or dropped.
type Gate struct {
	next    http.ResponseWriter
	decider Decider
	status  int
	body    Body
}

// NewGate returns a gate to w. When the handler behind it has returned, Finish
// is to be called.
func NewGate(w http.ResponseWriter, d Decider) *Gate { return &Gate{next: w, decider: d} }

// MakeGate is NewGate for a gate that is part of something larger.
func MakeGate(w http.ResponseWriter, d Decider) Gate { return Gate{next: w, decider: d} }

// Next is the writer behind the gate.
func (g *Gate) Next() http.ResponseWriter { return g.next }

// Status is the status of the answer that the handler has given: 0 before there
// is one, 101 when it has hijacked the connection without one.
func (g *Gate) Status() int { return g.status }

// Passed reports whether an answer has passed as it is.
func (g *Gate) Passed() bool { return g.status != 0 && g.body == nil }

// Finish completes the answer when the handler has returned. It is not to be
// called when the handler has panicked: what is there is no whole answer then.
func (g *Gate) Finish() error {
	g.begin()
	if g.body == nil {
		return nil
	}
	return g.body.Close()
}

// begin is the end of the header at the latest.
func (g *Gate) begin() {
	if g.status == 0 {
		g.WriteHeader(http.StatusOK)
	}
}

// Header implements http.ResponseWriter. It is the header of the writer behind
// the gate: see Snapshot.
func (g *Gate) Header() http.Header { return g.next.Header() }

// WriteHeader implements http.ResponseWriter.
func (g *Gate) WriteHeader(status int) {
	if g.status == 0 && isFinal(status) {
		g.status = status
		if status != http.StatusSwitchingProtocols {
			g.body = g.decider.Decide(status)
		}
	}
	if g.body == nil {
		g.next.WriteHeader(status)
	}
}

// Write implements http.ResponseWriter.
func (g *Gate) Write(p []byte) (int, error) {
	g.begin()
	switch {
	case g.body == nil:
		return g.next.Write(p)
	case !HasBody(g.status):
		return 0, http.ErrBodyNotAllowed
	}
	return g.body.Write(p)
}

// HasBody reports whether an answer of that status can have a body.
func HasBody(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

// WriteString implements io.StringWriter.
func (g *Gate) WriteString(s string) (int, error) {
	g.begin()
	if g.body == nil {
		return io.WriteString(g.next, s)
	}
	return g.Write([]byte(s))
}

// ReadFrom implements io.ReaderFrom. The server's own writer uses sendfile for
// files.
func (g *Gate) ReadFrom(src io.Reader) (int64, error) {
	g.begin()
	if g.body == nil {
		return io.Copy(g.next, src)
	}
	if reading, ok := g.body.(io.ReaderFrom); ok && HasBody(g.status) {
		return reading.ReadFrom(src)
	}
	return io.Copy(struct{ io.Writer }{g}, src)
}

// Flush implements http.Flusher, which cannot tell an error.
func (g *Gate) Flush() { _ = g.FlushError() }

// FlushError is what http.ResponseController looks for first.
func (g *Gate) FlushError() error {
	g.begin()
	if g.body != nil {
		return g.body.Flush()
	}
	return http.NewResponseController(g.next).Flush()
}

// Hijack hands the connection to the handler, which then answers by itself. An
// answer that does not pass has none.
func (g *Gate) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if g.body != nil {
		return nil, nil, http.ErrNotSupported
	}
	conn, buffered, err := http.NewResponseController(g.next).Hijack()
	if err == nil && g.status == 0 {
		g.status = http.StatusSwitchingProtocols
	}
	return conn, buffered, err
}

// Unwrap implements what http.ResponseController asks for.
func (g *Gate) Unwrap() http.ResponseWriter { return g.next }

// Snapshot is what a header was before a handler got it.
type Snapshot http.Header

// TakeSnapshot remembers header. That costs nothing while it is empty.
func TakeSnapshot(header http.Header) Snapshot {
	if len(header) == 0 {
		return nil
	}
	return Snapshot(header.Clone())
}

// Restore makes header what it was, when an answer has been dropped and before
// another one begins. The snapshot can be restored again.
func (s Snapshot) Restore(header http.Header) {
	clear(header)
	maps.Copy(header, http.Header(s).Clone())
}
