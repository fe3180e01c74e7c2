// Package limit keeps an app from doing too much at a time.
//
// So many requests as concurrency says run at once. Further ones wait, as many
// as queue says, in the order in which they came, and none longer than
// queue_timeout. All others get status 503 at once, and Retry-After, so that
// the server stays quick for those that it can serve. Requests whose clients
// have gone leave the queue.
//
// A request counts until its handler has returned: a stream, or a connection
// that was hijacked, as long as it lasts.
//
//paste:group limits
package limit

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// Concurrency is how many requests run at a time, at least 1.
	Concurrency int `paste:"concurrency,required"`

	// Queue is how many may wait.
	Queue int `paste:"queue"`

	// QueueTimeout is how long each of them waits, in seconds or as 500ms.
	QueueTimeout time.Duration `paste:"queue_timeout,default=5s"`

	// RetryAfter is after what time a client that is refused may ask again.
	RetryAfter time.Duration `paste:"retry_after,default=1s"`
}

// Validate returns an error for limits that let nothing pass.
func (o Options) Validate() error {
	switch {
	case o.Concurrency < 1:
		return setting.At("concurrency", "concurrency is at least 1")
	case o.Queue < 0:
		return setting.At("queue", "queue is less than nothing")
	case o.Queue > 0 && o.QueueTimeout <= 0:
		return setting.At("queue_timeout", "queue_timeout is nothing, so that no request could wait")
	case o.RetryAfter < 0:
		return setting.At("retry_after", "retry_after is less than nothing")
	}
	return nil
}

// New returns a filter that limits how many requests run at a time.
//
//paste:filter_factory limit
func New(o Options) (func(http.Handler) http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	l := &limiter{Options: o, slots: make(chan struct{}, o.Concurrency)}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !l.enter(r) {
				l.refuse(w)
				return
			}
			defer l.leave()
			next.ServeHTTP(w, r)
		})
	}, nil
}

// limiter is what the requests to one filter share.
type limiter struct {
	Options
	slots   chan struct{} // holds one for each request that runs
	waiting atomic.Int64
}

// enter waits until a request may run, and reports whether it may.
func (l *limiter) enter(r *http.Request) bool {
	select {
	case l.slots <- struct{}{}:
		return true
	default:
	}
	defer l.waiting.Add(-1)
	if l.waiting.Add(1) > int64(l.Queue) {
		return false
	}
	timer := time.NewTimer(l.QueueTimeout)
	defer timer.Stop()
	select {
	case l.slots <- struct{}{}:
		return true
	case <-timer.C:
	case <-r.Context().Done():
	}
	return false
}

func (l *limiter) leave() { <-l.slots }

func (l *limiter) refuse(w http.ResponseWriter) {
	seconds := (l.RetryAfter + time.Second - 1) / time.Second
	w.Header().Set("Retry-After", strconv.FormatInt(int64(seconds), 10))
	http.Error(w, "The server is busy. Try again in a moment.", http.StatusServiceUnavailable)
}
