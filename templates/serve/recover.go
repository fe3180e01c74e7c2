package serve

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/intake"
	"github.com/pastegen/pastegen/templates/stats"
	"github.com/pastegen/pastegen/templates/target"
)

// recovering serves app. When the app panics, that is logged with its stack and
// answered with status 500, or, when a part of another answer is already out,
// by ending the connection, so that no client takes that part for the whole.
// The panic http.ErrAbortHandler passes through, as net/http documents it.
type recovering struct {
	app    http.Handler
	log    *slog.Logger
	room   *intake.Room  // for the bodies of all requests
	limits requestLimits // of each request
	ident  []string      // of the server: nil for none
	shown  bool          // where an app has panicked, to who asks

	section func(stack string) string // whose code runs; empty if nobody knows

	access *accesslog.Log // nil for none
	counts *stats.Counts  // nil for none
	last   *atomic.Bool   // connections end with the requests that come now

	measures *measures
}

func (h *recovering) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.access != nil || h.counts != nil {
		h.serveNoted(w, r)
		return
	}
	h.serve(newExchange(w, r, h.room, h.limits.body), r)
}

// serveNoted serves a request, writes it into the access log, and counts it.
func (h *recovering) serveNoted(w http.ResponseWriter, r *http.Request) {
	entry, r := h.access.Begin(r)
	e := newExchange(w, r, h.room, h.limits.body)
	defer func() { // also when the connection is to be cut off
		entry.Took, entry.Status, entry.Bytes, entry.Header = time.Since(entry.Begin), e.status, e.bytes, e.Header()
		if r.Method == http.MethodHead {
			entry.Bytes = 0
		}
		h.access.Write(&entry)
	}()
	if h.counts != nil {
		counted := h.counts.Begin(r)
		defer func() { h.counts.End(counted, e.bytes, e.broken || e.status >= http.StatusInternalServerError) }()
	}
	h.serve(e, r)
}

func (h *recovering) serve(e *exchange, r *http.Request) {
	e.last, e.measures = h.last, h.measures
	defer e.finish()
	if e.conn != nil && e.conn.refused.Load() {
		e.broken = true
		panic(http.ErrAbortHandler) // what seems to be a request is the rest of one that was broken
	}
	if h.ident != nil {
		e.ident = h.ident
		e.Header()["Server"] = h.ident
	}
	if err := target.Origin(r); err != nil {
		http.Error(e, err.Error(), http.StatusBadRequest)
		return
	}
	if h.limits.refuse(e, r) {
		return
	}
	defer h.recovered(e, r)
	h.app.ServeHTTP(e, r)
}

// stackOf is where a panic comes from, which one that was raised in another
// language tells itself.
func stackOf(v any) string {
	if raised, ok := v.(interface{ Traceback() string }); ok {
		return raised.Traceback()
	}
	return string(debug.Stack())
}

// recovered is deferred by ServeHTTP.
func (h *recovering) recovered(e *exchange, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		e.broken = true
		panic(v)
	}
	stack := stackOf(v)
	attrs := []any{"method", r.Method, "path", r.URL.Path, "panic", v}
	if h.section != nil {
		if section := h.section(stack); section != "" {
			attrs = append(attrs, "section", section)
		}
	}
	h.log.Error("panic", append(attrs, "stack", stack)...)
	if e.sent {
		e.broken = true
		panic(http.ErrAbortHandler)
	}
	e.clearHeader() // what the app prepared, cookies say, belongs to an answer that did not come
	text := http.StatusText(http.StatusInternalServerError)
	if h.shown {
		text = fmt.Sprintf("%s\n\n%v\n\n%s", text, v, stack)
	}
	http.Error(e, text, http.StatusInternalServerError)
}
