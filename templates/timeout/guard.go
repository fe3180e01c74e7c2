package timeout

import (
	"bufio"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pastegen/pastegen/templates/response"
)

// guard is the http.ResponseWriter of a handler whose time is limited. When it
// is over, the handler may still run, and nothing that it does reaches the
// answer any more. The handler has a header of its own for that reason.
type guard struct {
	w      http.ResponseWriter
	header http.Header
	sent   http.Header // what header was when it went out
	begun  atomic.Bool // a header has gone out, or the connection was hijacked

	mu       sync.Mutex // held while something is written
	over     bool
	hijacked bool
}

func newGuard(w http.ResponseWriter) *guard {
	header := w.Header().Clone()
	if header == nil {
		header = http.Header{}
	}
	return &guard{w: w, header: header}
}

// expire ends the time of the handler if its answer has not begun, or if that
// may be cut. It reports whether it has.
func (g *guard) expire(cut bool) bool {
	for !g.mu.TryLock() { // something is being written: to a client that reads slowly, perhaps
		if g.begun.Load() {
			if !cut {
				return false
			}
			_ = http.NewResponseController(g.w).SetWriteDeadline(time.Now()) // a server without it has to wait
		}
		time.Sleep(time.Millisecond)
	}
	defer g.mu.Unlock()
	g.over = !g.hijacked && (cut || !g.begun.Load())
	return g.over
}

// finish completes the answer of a handler that has returned in time. What it
// has set late are trailers. All else is as others have left it who know the
// answer: it may be compressed, and have no length.
func (g *guard) finish() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.hijacked {
		g.begin(http.StatusOK)
		for name, values := range g.header {
			if !slices.Equal(values, g.sent[name]) {
				g.w.Header()[name] = values
			}
		}
	}
}

// Header implements http.ResponseWriter.
func (g *guard) Header() http.Header { return g.header }

// WriteHeader implements http.ResponseWriter.
func (g *guard) WriteHeader(status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.over:
	case status >= 100 && status < 200 && status != http.StatusSwitchingProtocols:
		response.Snapshot(g.header).Restore(g.w.Header())
		g.w.WriteHeader(status)
	case g.begun.Load():
		g.w.WriteHeader(status) // the server says what is wrong with that
	default:
		g.begin(status)
	}
}

// begin sends the header if it is not out. The caller holds mu.
func (g *guard) begin(status int) {
	if !g.begun.Swap(true) {
		g.sent = maps.Clone(g.header)
		response.Snapshot(g.header).Restore(g.w.Header())
		g.w.WriteHeader(status)
	}
}

// write does what writes to the answer, unless the time is over.
func (g *guard) write(do func() error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.over {
		return http.ErrHandlerTimeout
	}
	g.begin(http.StatusOK)
	return do()
}

// Write implements http.ResponseWriter.
func (g *guard) Write(p []byte) (n int, err error) {
	err = g.write(func() (err error) { n, err = g.w.Write(p); return err })
	return n, err
}

// WriteString implements io.StringWriter.
func (g *guard) WriteString(s string) (n int, err error) {
	err = g.write(func() (err error) { n, err = io.WriteString(g.w, s); return err })
	return n, err
}

// ReadFrom implements io.ReaderFrom. The server's own writer uses sendfile for
// files; from anything else is read without holding mu, as that may take any
// time.
func (g *guard) ReadFrom(src io.Reader) (n int64, err error) {
	if !isFile(src) {
		return io.Copy(struct{ io.Writer }{g}, src)
	}
	err = g.write(func() (err error) { n, err = io.Copy(g.w, src); return err })
	return n, err
}

// isFile reports whether src is a file of a disk, or a part of one.
func isFile(src io.Reader) bool {
	if limited, ok := src.(*io.LimitedReader); ok {
		src = limited.R
	}
	file, ok := src.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode().IsRegular()
}

// Flush implements http.Flusher, which cannot tell an error.
func (g *guard) Flush() { _ = g.FlushError() }

// FlushError is what http.ResponseController looks for first.
func (g *guard) FlushError() error {
	return g.write(http.NewResponseController(g.w).Flush)
}

// Hijack hands the connection to the handler, which has it for as long as it
// likes.
func (g *guard) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.over {
		return nil, nil, http.ErrHandlerTimeout
	}
	conn, buffered, err := http.NewResponseController(g.w).Hijack()
	if err == nil {
		g.hijacked = true
		g.begun.Store(true)
	}
	return conn, buffered, err
}

// Unwrap implements what http.ResponseController asks for.
func (g *guard) Unwrap() http.ResponseWriter { return g.w }
