// Package errorpage catches what handlers panic with, tells people about it,
// and answers with a page. It is what the filters error_catcher, evalerror,
// cgitb and those of WebError have in common.
package errorpage

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/accept"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/values"
)

// Catcher answers for handlers that panic.
type Catcher struct {
	Debug       bool         // the page tells everything, and not only that there was an error
	Message     string       // HTML for the page when Debug is off; "" for a text of its own
	XMLHTTPKey  string       // a query with this key wants only a piece of a page when Debug is on; "" for none
	Context     int          // how many lines of source are shown around that of a call
	Plain       bool         // pages are always plain text
	Log         *slog.Logger // each error is one message in it
	LogStack    bool         // the message has the stack also when others are told about the error
	Reporters   []Reporter   // are told about errors besides
	PassOnOuter bool         // an outer catcher is left to do it, if there is one
}

// A Reporter tells people about errors. It is called by several goroutines.
type Reporter interface {
	Report(*Report) error
}

// Wrap returns next with the catcher before it. The panic http.ErrAbortHandler
// goes on, and so does one that a filter outside expects, which it says by a
// func(any) bool as the value "paste.expected_exceptions".
func (c *Catcher) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if throw, _ := r.Context().Value(throwErrors).(bool); throw && c.PassOnOuter {
			next.ServeHTTP(w, r)
			return
		}
		c.serve(w, r, next)
	})
}

// throwErrors is the key of a value that tells catchers to let panics pass.
const throwErrors = "paste.throw_errors"

func (c *Catcher) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	watched := response.Watch(w)
	hooks, before := watched.Hooks(), response.TakeSnapshot(watched.Header())
	notes := &values.Notes{Context: r.Context()}
	inner := r.WithContext(values.With(notes, throwErrors, true))
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v == http.ErrAbortHandler || watched.Status() == 0 && isExpected(r.Context(), v) {
			panic(v)
		}
		report := newReport(v, r, notes, c)
		c.tell(r.Context(), report)
		if watched.Status() != 0 {
			panic(http.ErrAbortHandler) // so that no client takes a part of an answer for the whole
		}
		watched.Cut(hooks)
		before.Restore(watched.Header())
		c.answer(watched, r, report)
	}()
	next.ServeHTTP(watched, inner)
	watched.Finish()
}

func isExpected(ctx context.Context, v any) bool {
	expected, ok := ctx.Value("paste.expected_exceptions").(func(any) bool)
	return ok && expected(v)
}

// tell logs the error and tells the reporters.
func (c *Catcher) tell(ctx context.Context, report *Report) {
	told := len(c.Reporters) > 0
	for _, reporter := range c.Reporters {
		if err := reporter.Report(report); err != nil {
			c.Log.ErrorContext(ctx, "nobody was told about an error", "id", report.ID, "err", err)
			told = false
		}
	}
	attrs := []any{"id", report.ID, "method", report.Method, "path", report.Path, "panic", report.Title()}
	if len(report.Sections) > 0 {
		attrs = append(attrs, "failed", report.Sections[0])
	}
	if !told || c.LogStack {
		attrs = append(attrs, "stack", report.stack())
	}
	c.Log.ErrorContext(ctx, "panic", attrs...)
}

// answer sends the page.
func (c *Catcher) answer(w http.ResponseWriter, r *http.Request, report *Report) {
	page, contentType := c.page(r, report)
	header := w.Header()
	header.Set("Content-Type", contentType+"; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(page)))
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	if c.Debug {
		header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
	}
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = io.WriteString(w, page) // nobody is left who could be told
}

// page returns the page in the form that the client wants. One that says
// nothing gets HTML, as from Paste.
func (c *Catcher) page(r *http.Request, report *Report) (page, contentType string) {
	lines := r.Header["Accept"]
	if c.Plain || len(lines) > 0 && strings.Join(lines, "") != "" && !accept.HTML(lines) {
		if c.Debug {
			return report.Text(), "text/plain"
		}
		return "500 Internal Server Error\n\nAn error occurred. Its number is " + report.ID + ".\n", "text/plain"
	}
	piece := c.Debug && c.XMLHTTPKey != "" && r.URL.Query().Get(c.XMLHTTPKey) != ""
	return report.html(c, piece), "text/html"
}
