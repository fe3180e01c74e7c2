package serve

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
)

// serving is a run of some apps: all are built before the first one listens, and all listen before the first one serves,
// so that a program that cannot start answers no request. Its methods log what goes wrong and report whether all went
// well.
type serving struct {
	log   *slog.Logger
	ctx   context.Context // what the apps are built with
	end   context.CancelFunc
	apps  []*appServer // those that are built, in that order
	ended chan bool    // one has stopped serving by itself: whether it was done
}

func newServing(log *slog.Logger) *serving {
	ctx, end := context.WithCancel(context.Background())
	return &serving{log: log, ctx: ctx, end: end, ended: make(chan bool)}
}

// run builds and serves the apps until there is a signal, which is no failure, or something fails. Call shutDown after it
// in any case.
func (s *serving) run(signals context.Context, apps []App) bool {
	if !s.build(signals, apps) {
		return false
	}
	for _, app := range s.apps {
		if !app.listen() {
			return false
		}
	}
	return s.serveUntil(signals)
}

// serveUntil serves the apps until there is a signal or one of them ends.
func (s *serving) serveUntil(signals context.Context) bool {
	for _, app := range s.apps {
		app.start(s.ended, s.ctx.Done())
	}
	select {
	case <-signals.Done():
		s.log.Info("shutting down")
		return true
	case done := <-s.ended:
		return done
	}
}

// build builds the apps. A signal meanwhile ends their context, and nothing is served.
func (s *serving) build(signals context.Context, apps []App) bool {
	release := context.AfterFunc(signals, s.end)
	for _, app := range apps {
		if err := s.buildApp(app); err != nil {
			for _, err := range eachError(err) {
				s.log.Error("cannot build", "app", app.Name, "err", err)
			}
			return false
		}
	}
	if !release() {
		s.log.Error("stopped by a signal before it could serve")
		return false
	}
	return true
}

// buildApp finds out where an app listens, and builds it.
func (s *serving) buildApp(app App) error {
	app, err := app.served()
	if err != nil {
		return err
	}
	handler, cleanup, err := buildGuarded(s.ctx, app)
	if err != nil {
		return err
	}
	s.apps = append(s.apps, newAppServer(s.log, app, handler, cleanup))
	return nil
}

// buildGuarded builds an app. A panic, with which some constructors refuse their arguments, is its error: the stack tells
// whose, and the apps that are built already are ended as after any failure.
func buildGuarded(ctx context.Context, app App) (handler http.Handler, cleanup func(context.Context) error, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return app.Build(ctx)
}

// eachError returns the errors that are joined to one: each is a line of the log.
func eachError(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// shutDown lets the requests in flight end, ends the context of the apps, and then runs their clean-ups, the app that was
// built last first.
func (s *serving) shutDown() bool {
	stopped := s.stopServers()
	s.end()
	ctx, cancel := context.WithTimeout(context.Background(), cleanupTimeout)
	defer cancel()
	for _, app := range slices.Backward(s.apps) {
		if err := app.cleanup(ctx); err != nil {
			app.log.Error("clean-up failed", "err", err)
			stopped = false
		}
	}
	return stopped
}

// stopServers stops all servers at the same time and waits for them.
func (s *serving) stopServers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	var group sync.WaitGroup
	results := make([]bool, len(s.apps))
	for i, app := range s.apps {
		group.Add(1)
		go func() {
			defer group.Done()
			results[i] = app.stop(ctx)
		}()
	}
	group.Wait()
	return !slices.Contains(results, false)
}
