package exchange

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

// Handler serves an app. When the app panics, that is logged with its stack and
// answered with status 500, or, when a part of another answer is already out,
// by ending the connection, so that no client takes that part for the whole.
// The panic http.ErrAbortHandler passes through, as net/http documents it.
type Handler struct {
	App http.Handler
	Log *slog.Logger

	// Room is for the bodies of all requests.
	Room *intake.Room

	Limits Limits

	// Ident is the value of the field Server of each answer: nil for none.
	Ident []string

	// Shown has answers tell who asks where an app has panicked.
	Shown bool

	// Section tells whose code runs by a stack, "" if nobody knows; nil for
	// nobody.
	Section func(stack string) string

	// Access is the log of requests, and Counts what counts them: nil for none.
	Access *accesslog.Log
	Counts *stats.Counts

	// Last has connections end with the requests that come from now on; nil for
	// never.
	Last *atomic.Bool

	// Refused counts requests beyond a limit; nil for nobody.
	Refused *Refused
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.Access != nil || h.Counts != nil {
		h.serveNoted(w, r)
		return
	}
	e := new(exchange)
	e.start(w, r, h.Room, h.Limits.Body)
	h.serve(e, r)
}

// noted is an exchange with what is to be written of it, in one piece.
type noted struct {
	exchange
	entry accesslog.Entry
}

// serveNoted serves a request, writes it into the access log, and counts it.
func (h *Handler) serveNoted(w http.ResponseWriter, r *http.Request) {
	n := new(noted)
	e, entry := &n.exchange, &n.entry
	e.start(w, r, h.Room, h.Limits.Body) // before the context becomes a longer way to the connection
	h.Access.Begin(entry, r)
	defer func() { // also when the connection is to be cut off
		entry.Took, entry.Status, entry.Bytes, entry.Answer = time.Since(entry.Begin), e.status, e.bytes, e
		if r.Method == http.MethodHead {
			entry.Bytes = 0
		}
		h.Access.Write(entry)
	}()
	if h.Counts != nil {
		counted := h.Counts.Begin(r)
		defer func() { h.Counts.End(counted, e.bytes, e.broken || e.status >= http.StatusInternalServerError) }()
	}
	h.serve(e, r)
}

func (h *Handler) serve(e *exchange, r *http.Request) {
	e.last, e.refused = h.Last, h.Refused
	defer e.finish()
	if e.conn != nil && e.conn.Refused() {
		e.broken = true
		panic(http.ErrAbortHandler) // what seems to be a request is the rest of one that was broken
	}
	if h.Ident != nil {
		e.ident = h.Ident
		e.Header()["Server"] = h.Ident
	}
	if err := target.Origin(r); err != nil {
		http.Error(e, err.Error(), http.StatusBadRequest)
		return
	}
	if h.Limits.refuse(e, r) {
		return
	}
	defer h.recovered(e, r)
	h.App.ServeHTTP(e, r)
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
func (h *Handler) recovered(e *exchange, r *http.Request) {
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
	if h.Section != nil {
		if section := h.Section(stack); section != "" {
			attrs = append(attrs, "section", section)
		}
	}
	h.Log.Error("panic", append(attrs, "stack", stack)...)
	if e.sent {
		e.broken = true
		panic(http.ErrAbortHandler)
	}
	e.clearHeader() // what the app prepared, cookies say, belongs to an answer that did not come
	text := http.StatusText(http.StatusInternalServerError)
	if h.Shown {
		text = fmt.Sprintf("%s\n\n%v\n\n%s", text, v, stack)
	}
	http.Error(e, text, http.StatusInternalServerError)
}
