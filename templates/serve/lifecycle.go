package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/pastegen/pastegen/templates/blame"
	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/cleanup"
	"github.com/pastegen/pastegen/templates/handover"
	"github.com/pastegen/pastegen/templates/identity"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/must"
	"github.com/pastegen/pastegen/templates/sources"
	"github.com/pastegen/pastegen/templates/step"
	"github.com/pastegen/pastegen/templates/wire"
)

// serving is a run of some apps: all are built before the first one listens,
// and all listen before the first one serves, so that a program that cannot
// start answers no request. Its methods log what goes wrong and report whether
// all went well.
type serving struct {
	log     *slog.Logger
	ctx     context.Context // what the apps are built with
	end     context.CancelFunc
	drain   func()       // tells the apps that no more requests are wanted
	apps    []*appServer // those that are built, in that order
	ended   chan bool    // one has stopped serving by itself: whether it was done
	life    *life
	signals context.Context // ends with the program

	logging  *logs.Log
	relieved bool // another program serves in this one's place
	stats    []net.Listener
	sources  sources.List // what the apps tell of themselves

	given   map[string]certs.Source // certificates, by the names of the apps whose filters give them
	current string                  // the app that is being built

	section func(function string) string // as Program has it
}

func newServing(log *slog.Logger) *serving {
	ctx, end := context.WithCancel(context.Background())
	draining := make(chan struct{})
	s := &serving{log: log, logging: &logs.Log{}, end: end, drain: func() { close(draining) }, ended: make(chan bool), life: &life{sockets: &handover.Sockets{}}, given: map[string]certs.Source{}}
	s.ctx = building{ctx, draining, s}
	return s
}

// building is the context that the apps are built with. It tells them when the
// server stops taking requests, which is before it ends: the value
// "pastegen.draining" is a channel that is closed then. "pastegen.loglevels" is
// how the levels of the log are changed: see logs.Log. "pastegen.server"
// is a function that tells what the server has counted, and sources.Key leads to
// where apps say what they count. "pastegen.certificates" is a function by which
// a filter gives its server certificates.
type building struct {
	context.Context
	draining <-chan struct{}
	of       *serving
}

// Value implements context.Context.
func (b building) Value(key any) any {
	switch key {
	case "pastegen.draining":
		return b.draining
	case "pastegen.certificates":
		return b.of.give
	case "pastegen.loglevels":
		return b.of.logging.Levels
	case "pastegen.server":
		return b.of.samples
	case sources.Key:
		return &b.of.sources
	}
	return b.Context.Value(key)
}

// give takes certificates for the app that is being built.
func (s *serving) give(from certs.Source) { s.given[s.current] = from }

// run builds and serves the apps until there is a signal, which is no failure,
// or something fails. Call shutDown after it in any case.
func (s *serving) run(signals context.Context, apps []App) bool {
	s.signals = signals
	if !s.build(signals, apps) {
		return false
	}
	if !s.listen() || !s.openLogs() || !s.openStats() || !s.life.settle(s.apps) || !s.become() {
		return false
	}
	return s.serveUntil(signals)
}

// openLogs opens the access logs of all apps.
func (s *serving) openLogs() bool {
	s.warnLogs()
	for _, app := range s.apps {
		if !app.openLog() {
			return false
		}
	}
	return true
}

// warnLogs tells of servers that say of the program's log what another one has
// said first: see logOf.
func (s *serving) warnLogs() {
	var first logs.Options
	for _, app := range s.apps {
		own := app.app.settings.Log
		if first == (logs.Options{}) {
			first = own
		}
		first.Name, first.AccessName = own.Name, own.AccessName
		if own != first && own != (logs.Options{Name: own.Name, AccessName: own.AccessName}) {
			app.log.Warn("what this server says of the program's log has no effect: there is one log, and what the first server says of it counts")
		}
	}
}

// become makes the process that of whom a server wants it to be, when all is
// open that another may not open.
func (s *serving) become() bool {
	for _, app := range s.apps {
		if as := app.app.settings.Process; !as.None() {
			if err := errors.Join(s.giveLogs(as), as.Take()); err != nil {
				app.log.Error("cannot serve", "err", err)
				return false
			}
		}
	}
	return true
}

// giveLogs makes the files of logs that root has just made those of whom the process
// becomes, who opens them again by SIGUSR1 and in the programs that follow.
func (s *serving) giveLogs(to identity.Process) error {
	uid, gid, err := identity.Lookup(to.User, to.Group)
	if err != nil || os.Geteuid() != 0 {
		return err
	}
	errs := []error{s.logging.Give(uid, gid)}
	for _, app := range s.apps {
		errs = append(errs, app.outer.Access.Give(uid, gid))
	}
	return errors.Join(errs...)
}

// listen opens the addresses of all apps.
func (s *serving) listen() bool {
	var all []listen.Address
	for _, app := range s.apps {
		if !app.parse() {
			return false
		}
		all = append(all, app.addrs...)
		all = append(all, app.plain...)
		all = append(all, app.redirects...)
	}
	s.warnPassed(all)
	shared := wire.SharedSeats()
	s.warnUnused()
	for _, app := range s.apps {
		app.app.settings.TLS.Source = s.given[app.app.Name]
		if !app.listen(all, shared) {
			return false
		}
	}
	return true
}

// warnPassed tells of sockets that systemd has passed and nobody accepts clients
// from: they would wait. An app's own server may, without saying so.
func (s *serving) warnPassed(addrs []listen.Address) {
	own := func(a *appServer) bool { return a.app.Serve != nil || a.app.settings.Beside != nil }
	if unused := listen.Unused(addrs); len(unused) > 0 && !slices.ContainsFunc(s.apps, own) {
		s.log.Warn("systemd has passed sockets that nobody accepts clients from: an address for them is "+listen.FDScheme+" and the name of one, or that alone for all", "sockets", strings.Join(unused, " "))
	}
}

// warnUnused tells of certificates that no server wants.
func (s *serving) warnUnused() {
	for name := range s.given {
		wants := func(a *appServer) bool { return a.app.Name == name && a.app.settings.TLS.Cert == certs.Given }
		if !slices.ContainsFunc(s.apps, wants) {
			s.log.Warn("certificates that a filter gives are not used: the certificate of the server, -tls-cert, would have to be "+certs.Given, "app", name)
		}
	}
}

// serveUntil serves the apps until there is a signal or one of them ends.
func (s *serving) serveUntil(signals context.Context) bool {
	for _, app := range s.apps {
		app.start(s.ended, s.ctx.Done())
	}
	for _, app := range s.apps {
		app.own.await(signals)
	}
	if err := s.life.serves(); err != nil {
		s.log.Error("cannot take the place of the program before", "err", err)
		return false
	}
	select {
	case <-signals.Done():
		s.log.Info("shutting down")
	case done := <-s.ended:
		s.life.serving.Store(false)
		return done
	case <-s.life.relieved():
		s.log.Info("draining: another program serves")
		s.relieved = true
	case <-s.life.parent.Gone():
		s.log.Warn("shutting down: the process that has started this one has ended")
	}
	return true
}

// build builds the apps. A signal meanwhile ends their context, and nothing is
// served.
func (s *serving) build(signals context.Context, apps []App) bool {
	release := context.AfterFunc(signals, s.end)
	for _, app := range apps {
		if err := s.buildApp(signals, app); err != nil {
			for _, err := range eachError(err) {
				s.log.Error("cannot build", "app", app.Name, "err", blame.Place(err, s.section))
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
func (s *serving) buildApp(signals context.Context, app App) error {
	app, err := app.served()
	if err != nil {
		return err
	}
	if err := app.settings.prepare(); err != nil {
		return err
	}
	s.current = app.Name
	handler, release, err := buildGuarded(s.ctx, signals, app)
	if err != nil {
		return err
	}
	built := newAppServer(s.log, app, handler, release)
	built.section, built.sockets, built.logging = s.section, s.life.sockets, s.logging
	s.apps = append(s.apps, built)
	return nil
}

// buildGuarded builds an app. A panic, with which some constructors refuse
// their arguments, is its error: the stack tells whose, and the apps that are
// built already are ended as after any failure. So is one that takes no notice
// of a signal.
func buildGuarded(ctx, signals context.Context, app App) (http.Handler, func(context.Context) error, error) {
	var built struct {
		handler http.Handler
		release func(context.Context) error
	}
	building := step.Start(func() (err error) {
		built.handler, built.release, err = app.Build(ctx)
		return err
	})
	if err := outcome(building, signals); err != nil {
		return nil, nil, err
	}
	if must.IsNil(built.handler) {
		var all cleanup.List
		if built.release != nil {
			all.Add(built.release)
		}
		nothing := fmt.Errorf("its function has returned no handler: a %T that is nil", built.handler)
		return nil, nil, errors.Join(nothing, all.Run(ctx))
	}
	return built.handler, built.release, nil
}

// outcome is the error of something that is being made, which takes notice of a
// signal, or is left alone.
func outcome(making *step.Step, signals context.Context) error {
	select {
	case <-making.Done():
	case <-signals.Done():
		if !making.Wait(buildTimeout) {
			return fmt.Errorf("stopped by a signal, it was still being built at\n%s", making.Stack())
		}
	}
	return making.Err()
}

// makeServers makes the servers that apps have of their own, without serving, and
// reports whether that went well.
func (s *serving) makeServers(signals context.Context, apps []App) bool {
	for _, app := range apps {
		if app.Serve == nil {
			continue
		}
		made := true
		for _, err := range eachError(outcome(step.Start(func() error { return app.Serve(s.ctx, nil) }), signals)) {
			if err == Untried {
				s.log.Info("the server was not tried", "app", app.Name, "reason", Untried)
				continue
			}
			s.log.Error("cannot make the server", "app", app.Name, "err", blame.Place(err, s.section))
			made = false
		}
		if !made {
			return false
		}
	}
	return true
}

// eachError returns the errors that are joined to one: each is a line of the log.
func eachError(err error) (all []error) {
	joined, ok := err.(interface{ Unwrap() []error })
	switch {
	case err == nil:
		return nil
	case !ok:
		return []error{err}
	}
	for _, err := range joined.Unwrap() {
		all = append(all, eachError(err)...)
	}
	return all
}

// shutDown lets the requests in flight end, ends the context of the apps, and
// then runs their clean-ups, the app that was built last first.
func (s *serving) shutDown() bool {
	for _, app := range s.apps {
		app.last.Store(true)
	}
	if !s.relieved { // else who looks is to find the program ready, whichever it reaches
		s.drain()
		s.life.delay(s.apps)
		s.life.stopped()
	}
	listen.CloseAll(s.stats)
	stopped := s.stopServers()
	s.closeLogs()
	s.end()
	ctx, cancel := context.WithTimeout(context.Background(), cleanupTimeout)
	defer cancel()
	var all cleanup.List
	for _, app := range s.apps {
		all.Add(app.cleanUp)
	}
	err := all.Run(ctx)
	for _, err := range eachError(err) {
		log := s.log
		var of *cleanupError
		if errors.As(err, &of) {
			log = of.app.log
		}
		log.Error("clean-up failed", "err", err)
	}
	return stopped && err == nil
}

// closeLogs writes what access logs have not written yet.
func (s *serving) closeLogs() {
	for _, app := range s.apps {
		if err := app.outer.Access.Close(); err != nil {
			app.log.Error("cannot end the access log", "err", err)
		}
	}
}

// stopServers stops all servers at the same time and waits for them.
func (s *serving) stopServers() bool {
	var group sync.WaitGroup
	results := make([]bool, len(s.apps))
	for i, app := range s.apps {
		group.Add(1)
		go func() {
			defer group.Done()
			ctx, cancel := context.WithTimeout(context.Background(), or(app.app.settings.Limits.Shutdown, shutdownTimeout))
			defer cancel()
			if s.relieved {
				results[i] = app.drain(ctx, s.signals)
			} else {
				results[i] = app.stop(ctx)
			}
		}()
	}
	group.Wait()
	return !slices.Contains(results, false)
}
