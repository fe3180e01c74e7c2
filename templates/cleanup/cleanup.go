// Package cleanup collects what has to be undone when an app ends, and undoes it in reverse order.
package cleanup

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
)

// List are the functions that release what an app holds, in the order in which it was acquired. The zero value is
// ready to use. It is not safe for concurrent use: an app is built, and ended, by one goroutine.
type List []func(context.Context) error

// Add puts f, which must not be nil, before everything that was added so far.
func (c *List) Add(f func(context.Context) error) {
	*c = append(*c, f)
}

// Run calls every function once, the last one added first, and joins their errors. One that fails or panics does not
// keep the others from running. A second run finds nothing left to do.
func (c *List) Run(ctx context.Context) error {
	var errs []error
	for len(*c) > 0 {
		last := len(*c) - 1
		f := (*c)[last]
		*c = (*c)[:last]
		errs = append(errs, runOne(ctx, f))
	}
	return errors.Join(errs...)
}

// runOne calls f and turns a panic into an error that carries the stack.
func runOne(ctx context.Context, f func(context.Context) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("clean-up panicked: %v\n%s", v, debug.Stack())
		}
	}()
	return f(ctx)
}
