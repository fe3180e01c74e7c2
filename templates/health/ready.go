package health

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// ready is the app ready.
type ready struct {
	ReadyOptions
	program context.Context // ends with the program
	log     *slog.Logger

	mu      sync.Mutex // held while a check runs, so that there is one at a time
	checked time.Time
	problem error // what the last check has said
}

// goodFor is how long what a check says is believed.
const goodFor = time.Second

// ServeHTTP implements http.Handler.
func (a *ready) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	if a.ending() || a.check() != nil {
		answer(w, http.StatusServiceUnavailable, "not ready\n")
		return
	}
	answer(w, http.StatusOK, "ready\n")
}

// ending reports whether the program is ending: its context has, or the server
// stops taking requests soon, which it tells by the value "pastegen.draining",
// a channel that is closed then.
func (a *ready) ending() bool {
	draining, _ := a.program.Value("pastegen.draining").(<-chan struct{})
	select {
	case <-a.program.Done():
	case <-draining:
	default:
		return false
	}
	return true
}

// check returns what is wrong, or nil.
func (a *ready) check() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.checked.IsZero() && time.Since(a.checked) < goodFor {
		return a.problem
	}
	before := a.problem
	a.problem = a.run()
	a.checked = time.Now()
	switch {
	case a.problem != nil && (before == nil || before.Error() != a.problem.Error()):
		a.log.Warn("not ready", "err", a.problem)
	case a.problem == nil && before != nil:
		a.log.Info("ready again")
	}
	return a.problem
}

// run asks the check and the database. One that does not come back in time is
// left alone.
func (a *ready) run() error {
	ctx, cancel := context.WithTimeout(a.program, a.Timeout)
	defer cancel()
	results := make(chan error, 1)
	go func() { results <- a.ask(ctx) }()
	select {
	case err := <-results:
		return err
	case <-ctx.Done():
		return fmt.Errorf("the check takes longer than %v", a.Timeout)
	}
}

// ask returns what the check and the database say. A panic is an error: nobody
// outside of the goroutine could catch it.
func (a *ready) ask(ctx context.Context) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	var errs []error
	if a.Check != nil {
		errs = append(errs, a.Check(ctx))
	}
	if a.DB != nil {
		errs = append(errs, a.DB.PingContext(ctx))
	}
	return errors.Join(errs...)
}
