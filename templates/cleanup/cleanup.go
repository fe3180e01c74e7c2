// Package cleanup collects what has to be undone when an app ends, and undoes
// it in reverse order.
package cleanup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"runtime"
	"time"

	"github.com/pastegen/pastegen/templates/step"
)

const (
	// limit is for all of a List where the context has no deadline.
	limit = 10 * time.Second

	// least is what a function has in any case, when others have taken all the
	// time, and how much earlier than Run's own time that of its context ends,
	// so that what it tells is still heard.
	least = 100 * time.Millisecond
)

// List are the functions that release what an app holds, in the order in which
// it was acquired. The zero value is ready to use. It is not safe for
// concurrent use: an app is built, and ended, by one goroutine.
type List struct {
	all  []func(context.Context) error
	kept bool
}

// Add puts f, which must not be nil, before everything that was added so far.
func (c *List) Add(f func(context.Context) error) {
	c.all = append(c.all, f)
}

// Keep returns Run, for who has the app from now on: Abandon does nothing then.
func (c *List) Keep() func(context.Context) error {
	c.kept = true
	return c.Run
}

// Abandon is deferred where an app is built. It runs every function unless the
// app was built and Keep called: a panic has ended the building. What goes wrong
// with that is logged.
func (c *List) Abandon(ctx context.Context) {
	if c.kept {
		return
	}
	if err := c.Run(ctx); err != nil {
		slog.Error("a clean-up failed", "err", err)
	}
}

// Run calls every function once, the last one added first, and joins their
// errors. One that fails or panics does not keep the others from running, nor
// does one that does not return: when it has taken half of the time that is
// left, the next ones run beside it, and Run returns in time with an error that
// names it and tells where it is. The time ends with the deadline of ctx, or
// after ten seconds. What ctx has been cancelled for is not the functions'
// matter: they have that time. A second run finds nothing left to do.
func (c *List) Run(ctx context.Context) error {
	end, limited := ctx.Deadline()
	if !limited {
		end = time.Now().Add(limit)
	}
	ctx, cancel := context.WithDeadline(context.WithoutCancel(ctx), end.Add(-least))
	defer cancel()
	var all []running
	for len(c.all) > 0 {
		last := len(c.all) - 1
		f := c.all[last]
		c.all = c.all[:last]
		r := running{step.Start(func() error { return f(ctx) }), nameOf(f)}
		r.Wait(max(time.Until(end)/2, least))
		all = append(all, r)
	}
	var errs []error
	for _, r := range all {
		errs = append(errs, r.outcome(time.Until(end.Add(least))))
	}
	return errors.Join(errs...)
}

// running is a function that was called.
type running struct {
	*step.Step
	name string
}

// outcome is its error; that of one which does not return in time says where it
// is.
func (r running) outcome(patience time.Duration) error {
	if !r.Wait(max(patience, 0)) {
		return fmt.Errorf("clean-up %s has not ended in time, it is at\n%s", r.name, r.Stack())
	}
	var panicked *step.Panic
	if errors.As(r.Err(), &panicked) {
		return fmt.Errorf("clean-up panicked: %v\n%s", panicked.Value, panicked.Stack)
	}
	return r.Err()
}

// nameOf returns the name that the compiler has given to f, whose beginning is
// the function that has added it.
func nameOf(f func(context.Context) error) string {
	return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name()
}
