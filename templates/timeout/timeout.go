// Package timeout limits how long an app may take for an answer.
//
//	[filter:timeout]
//	use = egg:pastegen#timeout
//	timeout = 10s
//
// When the time is over, the request's context ends. A client that has seen
// nothing of the answer yet gets status 503; of an answer that has begun, the
// connection is closed, so that the client does not take a part for the whole.
// With cut = no the limit is for the beginning only, and a stream that has
// begun may go on. A connection that an app has hijacked is its own.
//
// Nothing is kept back until an answer is complete, as http.TimeoutHandler does
// it: what an app writes and flushes reaches the client.
//
// Go cannot end a function that does not end by itself. An app that does not
// watch its context runs on, in the background: a filter that limits how many
// requests run should stand within this one, so that those count too. The app
// runs in a goroutine of its own; a panic is logged with its stack, and goes on
// to the filters outside.
//
//paste:group limits
package timeout

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/pastegen/pastegen/templates/raised"
	"github.com/pastegen/pastegen/templates/section"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// Timeout is the time for an answer, in seconds or as 500ms.
	Timeout time.Duration `paste:"timeout,default=30s"`

	// Cut is false to let an answer that has begun go on.
	Cut bool `paste:"cut,default=true"`
}

// Validate returns an error for a limit that lets nothing pass.
func (o Options) Validate() error {
	if o.Timeout <= 0 {
		return setting.At("timeout", "the timeout is nothing, so that no app could answer")
	}
	return nil
}

// New returns a filter that limits how long an app may take.
//
//paste:filter_factory timeout
func New(o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		return &limited{o, log, next, nil}
	}, nil
}

// Watched returns next with a limit on how long it may take, for servers: when
// it takes longer, the log says where it is, and in which section of the file as
// far as tell knows that by its stack.
func Watched(patience time.Duration, log *slog.Logger, tell func(stack string) string, next http.Handler) http.Handler {
	return &limited{Options{Timeout: patience, Cut: true}, log, next, tell}
}

// limited is an app whose time is limited.
type limited struct {
	Options
	log  *slog.Logger
	next http.Handler
	tell func(stack string) string // which section an app that takes too long is in; nil if that is not told at all
}

// ServeHTTP implements http.Handler.
func (l *limited) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	g := newGuard(w)
	ended := make(chan any, 1) // gets what the app has panicked with, or nil
	go l.run(g, r.WithContext(ctx), ended)
	timer := time.NewTimer(l.Timeout)
	defer timer.Stop()
	select {
	case v := <-ended:
		g.end(v)
	case <-timer.C:
		if !g.expire(l.Cut) {
			g.end(<-ended)
			return
		}
		if l.tell != nil {
			l.tellWhere(g, r)
		}
		cancel(context.DeadlineExceeded)
		g.refuse(r)
	}
}

// tellWhere logs where an app is that takes too long.
func (l *limited) tellWhere(g *guard, r *http.Request) {
	stack := stackOf(g)
	attrs := []any{"method", r.Method, "path", r.URL.Path, "limit", l.Timeout.String()}
	if at := l.tell(stack); at != "" {
		attrs = append(attrs, "section", at)
	}
	l.log.ErrorContext(r.Context(), "the app takes too long", append(attrs, "stack", stack)...)
}

// run runs the app. Its stack is lost to those outside, and what it panics with
// too when the time is over.
func (l *limited) run(g *guard, r *http.Request, ended chan<- any) {
	defer func() {
		v := recover()
		if v != nil {
			section.Moved(r.Context())
		}
		_, isAnswer := raised.Status(v)
		switch {
		case v == nil || v == http.ErrAbortHandler || isAnswer:
		case l.tell != nil: // the server logs it
			v = panicked{v, string(debug.Stack())}
		default:
			l.log.ErrorContext(r.Context(), "panic", "method", r.Method, "path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
		}
		ended <- v
	}()
	l.marked(g, r)
}

// panicked is what an app has panicked with, and where.
type panicked struct {
	value any
	stack string
}

// String is the value.
func (p panicked) String() string { return fmt.Sprint(p.value) }

// MarshalText implements encoding.TextMarshaler, for logs.
func (p panicked) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Traceback is the stack of the app, which that of who panics with it is not.
func (p panicked) Traceback() string {
	if own, ok := p.value.(interface{ Traceback() string }); ok {
		return own.Traceback()
	}
	return p.stack
}

// marked is the app's part of the stack of its goroutine, which stackOf finds
// by the guard.
//
//go:noinline
func (l *limited) marked(g *guard, r *http.Request) {
	l.next.ServeHTTP(g, r)
	runtime.KeepAlive(g)
}

// end ends a request whose app has ended, with that panic or nil.
func (g *guard) end(v any) {
	if v != nil {
		panic(v)
	}
	g.finish()
}

// refuse answers when the time is over. The app may still be waiting for the
// request's body.
func (g *guard) refuse(r *http.Request) {
	if g.begun.Load() {
		panic(http.ErrAbortHandler)
	}
	if r.ContentLength != 0 {
		g.w.Header().Set("Connection", "close")
	}
	http.Error(g.w, "The server has taken too long to answer.", http.StatusServiceUnavailable)
	if r.ContentLength != 0 {
		controller := http.NewResponseController(g.w)
		_ = controller.Flush()
		_ = controller.SetReadDeadline(time.Now()) // a server without it has no connection that would wait
		// The server takes the deadline back if it meets a read in progress;
		// after this there is none, nor another.
		_ = r.Body.Close()
	}
}
