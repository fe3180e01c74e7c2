// Package retry asks the app again when it has failed by a conflict that may
// not come again: two transactions that changed the same rows, say. The app
// says so by a panic with a value, or an error that wraps one, which has one of
// the methods
//
//	Retryable() bool
//	SQLState() string   40001 or 40P01: what PostgreSQL's drivers give for a failed serialization and for a deadlock
//
// or for which the function in the key retryable says yes. If it still fails
// when it was asked as often as tries says, the panic goes on. Put it before
// tm, so that each time has a transaction of its own.
//
// # Differences
//
// repoze.retry's retryable names classes of exceptions; here it is a function.
// An app can be asked again as long as its answer has not begun: repoze.retry
// holds the beginning of an answer back, this does not. Bodies without a
// Content-Length are replayed too.
//
//paste:group errors
package retry

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/pastegen/pastegen/templates/raised"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/setting"
	"github.com/pastegen/pastegen/templates/spool"
)

// Options are the keys of the section.
type Options struct {
	// Tries is how often the app is asked at most.
	Tries int `paste:"tries,default=3"`
	// Retryable reports whether to ask again after a panic with that value:
	// site:is_conflict, say, for the function IsConflict of your package site.
	Retryable func(v any) bool `paste:"retryable"`
	// LogAfterTryCount is after how many failures they are in the log.
	LogAfterTryCount int `paste:"log_after_try_count,default=1"`
	// Delay is how long to wait before the app is asked again, in seconds.
	Delay time.Duration `paste:"delay,unit=second"`
	// DelayFactor is by how much the delay grows each time.
	DelayFactor float64 `paste:"delay_factor,default=2"`
	// Highwater has no effect: bodies are kept in memory if they are short,
	// else in a file.
	Highwater int `paste:"highwater,ignored"`
}

// New returns a filter that asks the app again when it has failed by a conflict.
//
//paste:filter_factory retry
//paste:stands_for egg:repoze.retry#retry egg:repoze.retry#main repoze.retry:make_retry
func New(o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		return &handler{o, next, log}
	}, nil
}

// Validate returns an error for options that make no sense.
func (o Options) Validate() error {
	if o.Tries < 1 {
		return setting.At("tries", "tries is at least 1, not %d", o.Tries)
	}
	return nil
}

type handler struct {
	Options
	next http.Handler
	log  *slog.Logger
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body spool.Buffer
	defer body.Close()
	if r.Body != nil && r.Body != http.NoBody {
		if _, err := io.Copy(&body, r.Body); err != nil {
			http.Error(w, "Not enough data in request", http.StatusBadRequest)
			return
		}
	}
	watched := response.Watch(w)
	hooks, before := watched.Hooks(), response.TakeSnapshot(w.Header())
	delay := h.Delay
	for try := 1; ; try++ {
		again := *r
		if r.Body != nil && r.Body != http.NoBody {
			again.Body, again.ContentLength, again.TransferEncoding = io.NopCloser(body.Reader()), body.Size(), nil
		}
		failure := h.try(watched, &again)
		if failure == nil {
			watched.Finish()
			return
		}
		if try >= h.LogAfterTryCount {
			h.log.Warn("the app has failed", "try", try, "error", failure)
		}
		if try == h.Tries || watched.Status() != 0 || !wait(r.Context(), delay) {
			panic(failure)
		}
		delay = time.Duration(float64(delay) * h.DelayFactor)
		watched.Cut(hooks)
		before.Restore(watched.Header())
	}
}

// try asks the app. It returns what the app has panicked with if that is worth
// another try.
func (h *handler) try(w http.ResponseWriter, r *http.Request) (failure any) {
	defer func() {
		if v := recover(); v != nil {
			if !h.isRetryable(v) {
				panic(v)
			}
			failure = v
		}
	}()
	h.next.ServeHTTP(w, r)
	return nil
}

func (h *handler) isRetryable(v any) bool {
	if h.Retryable != nil && h.Retryable(v) {
		return true
	}
	if says, ok := raised.As[interface{ Retryable() bool }](v); ok {
		return says.Retryable()
	}
	says, ok := raised.As[interface{ SQLState() string }](v)
	return ok && (says.SQLState() == "40001" || says.SQLState() == "40P01")
}

// wait waits, and reports whether the client still does.
func wait(ctx context.Context, delay time.Duration) bool {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}
