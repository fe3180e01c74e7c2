// Package tm gives each request a transaction, which is committed when the app
// has answered and aborted when it has panicked. With a database in the file,
//
//	[resource:db]
//	use = call:database/sql:Open
//
// an app gets the request's transaction in it by
//
//	begin, ok := r.Context().Value("repoze.tm.tx").(func() (*sql.Tx, error))
//	tx, err := begin()
//
// It begins with the first call, and the app neither commits it nor rolls it
// back. Whatever else is to be committed or aborted with the request takes part
// by
//
//	join, ok := r.Context().Value("repoze.tm.join").(func(commit, abort func() error))
//
// and "repoze.tm.active" is true. If a commit fails, the client gets an error
// and not the app's answer: the filter panics with what commit has returned,
// for the error pages and for retry, which stand before it. For that an answer
// is held back until the commit from where the app has joined a transaction, up
// to 64 KB; a longer one, or one that is flushed, goes out before, and the
// connection is broken off if the commit fails. An app that joins after its
// answer has begun is in the same place.
//
// A transaction is aborted too if the function in the key commit_veto says so;
// DefaultCommitVeto is repoze.tm's own.
//
// # Differences
//
// repoze.tm manages the transactions of Python's package transaction, and the
// stores that know it join by themselves; here a database's transaction, or a
// function, does. repoze.tm commits when the answer has gone out.
//
//paste:group apps
package tm

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/values"
)

// Options are the keys of the section.
type Options struct {
	// CommitVeto reports whether the transaction is to be aborted although the
	// app has answered: default_commit_veto, or site:veto, say, for the
	// function Veto of your package site.
	CommitVeto func(r *http.Request, status int, header http.Header) bool `paste:"commit_veto"`
	// DB is the database of repoze.tm.tx, a resource. A key is needed only if
	// there are several.
	DB *sql.DB `paste:"db"`
}

// New returns a filter that gives each request a transaction.
//
//paste:filter_factory tm
//paste:stands_for egg:repoze.tm2#tm egg:repoze.tm#tm repoze.tm:make_tm
func New(o Options, log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return &handler{o, next, log}
	}
}

// DefaultCommitVeto wants a transaction aborted if the answer has an X-Tm
// header other than "commit"; without one, if it has an X-Tm-Abort or its
// status is 400 or more.
//
//paste:stands_for repoze.tm:default_commit_veto repoze.tm2:default_commit_veto
func DefaultCommitVeto(_ *http.Request, status int, header http.Header) bool {
	if says := header.Get("X-Tm"); says != "" {
		return !strings.EqualFold(says, "commit")
	}
	return header["X-Tm-Abort"] != nil || status >= 400
}

type handler struct {
	Options
	next http.Handler
	log  *slog.Logger
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t := &transaction{handler: h, r: r, w: w}
	ctx := values.With(r.Context(), "repoze.tm.active", true)
	ctx = values.With(ctx, "repoze.tm.join", t.join)
	if h.DB != nil {
		ctx = values.With(ctx, "repoze.tm.tx", t.begin)
	}
	t.gate = response.NewGate(w, t)
	defer t.abort() // of what was not committed
	h.next.ServeHTTP(t.gate, r.WithContext(ctx))
	t.end()
	_ = t.gate.Finish() // the client may be gone
}

// transaction is that of one request.
type transaction struct {
	*handler
	r     *http.Request
	w     http.ResponseWriter
	gate  *response.Gate
	tx    *sql.Tx
	parts []part // not yet committed or aborted
	held  *held  // the answer, if it is not to pass at once
}

// part takes part in a transaction.
type part struct{ commit, abort func() error }

// join is repoze.tm.join. Either function may be nil.
func (t *transaction) join(commit, abort func() error) {
	t.parts = append(t.parts, part{commit, abort})
}

// begin is repoze.tm.tx.
func (t *transaction) begin() (*sql.Tx, error) {
	if t.tx != nil {
		return t.tx, nil
	}
	tx, err := t.DB.BeginTx(t.r.Context(), nil)
	if err == nil {
		t.tx = tx
		t.join(tx.Commit, tx.Rollback)
	}
	return tx, err
}

// end commits, unless that is not wanted. It panics when a commit fails.
func (t *transaction) end() {
	if len(t.parts) > 0 && t.CommitVeto != nil && t.CommitVeto(t.r, t.status(), t.w.Header()) {
		t.abort()
	}
	for len(t.parts) > 0 {
		first := t.parts[0]
		t.parts = t.parts[1:]
		if first.commit == nil {
			continue
		}
		if err := first.commit(); err != nil {
			t.fail(err)
		}
	}
}

// status is that of the answer. One of which the handler has said nothing is 200.
func (t *transaction) status() int {
	if status := t.gate.Status(); status != 0 {
		return status
	}
	return http.StatusOK
}

// fail panics: with the error, or, if the answer is on its way, so that the
// connection ends.
func (t *transaction) fail(err error) {
	if !t.gate.Passed() && (t.held == nil || !t.held.released) {
		panic(err)
	}
	t.log.Error("a commit has failed after the answer had begun", "error", err)
	panic(http.ErrAbortHandler)
}

// abort aborts all parts.
func (t *transaction) abort() {
	for _, p := range t.parts {
		if p.abort == nil {
			continue
		}
		err := p.abort()
		if err != nil && !errors.Is(err, sql.ErrTxDone) && !errors.Is(err, context.Canceled) {
			t.log.Error("a transaction cannot be aborted", "error", err)
		}
	}
	t.parts = nil
}

// Decide implements response.Decider: an answer with a transaction is held.
func (t *transaction) Decide(status int) response.Body {
	if len(t.parts) == 0 {
		return nil
	}
	t.held = &held{w: t.w, status: status}
	return t.held
}

// maxHeld is how many bytes of an answer are held.
const maxHeld = 64 << 10

// held is an answer that waits for the commit.
type held struct {
	w        http.ResponseWriter
	status   int
	body     []byte
	released bool
}

// Write implements io.Writer.
func (h *held) Write(p []byte) (int, error) {
	if !h.released && len(h.body)+len(p) <= maxHeld {
		h.body = append(h.body, p...)
		return len(p), nil
	}
	if err := h.release(); err != nil {
		return 0, err
	}
	return h.w.Write(p)
}

// release lets out what is held.
func (h *held) release() error {
	if h.released {
		return nil
	}
	h.released = true
	h.w.WriteHeader(h.status)
	if len(h.body) == 0 {
		return nil
	}
	_, err := h.w.Write(h.body)
	return err
}

// Flush implements response.Body.
func (h *held) Flush() error {
	return errors.Join(h.release(), http.NewResponseController(h.w).Flush())
}

// Close implements response.Body.
func (h *held) Close() error { return h.release() }
