package serve

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/pastegen/pastegen/templates/cleanup"
	"github.com/pastegen/pastegen/templates/intake"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/step"
)

// appServer is an app that is built, and the server for all its addresses.
type appServer struct {
	log       *slog.Logger // names the app
	app       App
	addrs     []listen.Address
	server    *http.Server
	listeners []*lingering
	endOwn    context.CancelFunc // ends the app's own server, which serves in their stead; set once it runs
	own       *step.Step
	cleanup   func(context.Context) error
	section   func(function string) string // as Program has it
}

func newAppServer(log *slog.Logger, app App, handler http.Handler, release func(context.Context) error) *appServer {
	log = log.With("app", app.Name)
	if release == nil {
		release = func(context.Context) error { return nil }
	}
	server := &http.Server{
		Handler:           recovering{handler, log, &intake.Room{}},
		ConnContext:       withConn,
		ReadHeaderTimeout: readHeaderTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	return &appServer{log: log, app: app, server: server, cleanup: release}
}

// parse reads the addresses of the app.
func (a *appServer) parse() bool {
	if a.app.Serve != nil {
		return true
	}
	for _, text := range a.app.Addrs {
		addr, err := listen.Parse(text, "")
		if err != nil {
			a.log.Error("cannot listen", "addr", text, "err", err)
			return false
		}
		a.addrs = append(a.addrs, addr)
	}
	return true
}

// listen opens all addresses of the app, which are among all of the program.
func (a *appServer) listen(all []listen.Address) bool {
	for _, addr := range a.addrs {
		opened, err := listen.Open(addr, listen.Options{Mode: a.app.SocketMode, Beside: all})
		if err != nil {
			a.log.Error("cannot listen", "addr", addr.String(), "err", err)
			return false
		}
		for _, listener := range opened {
			a.listeners = append(a.listeners, &lingering{Listener: listener})
		}
	}
	return true
}

// start starts to serve. It tells ended, unless done is closed, when serving has come to an end before stop was called:
// false for a failure, true for a server of the app's own that has nothing more to do.
func (a *appServer) start(ended chan<- bool, done <-chan struct{}) {
	tell := func(well bool) {
		select {
		case ended <- well:
		case <-done:
		}
	}
	if a.app.Serve != nil {
		a.startOwn(tell)
		return
	}
	for _, listener := range a.listeners {
		a.log.Info("listening", placeAttrs(listener.Addr())...)
		go func() {
			err := a.server.Serve(listener)
			if errors.Is(err, http.ErrServerClosed) {
				return
			}
			a.log.Error("cannot serve", append(placeAttrs(listener.Addr()), "err", err)...)
			tell(false)
		}()
	}
}

// startOwn starts the app's own server.
func (a *appServer) startOwn(tell func(well bool)) {
	ctx, end := context.WithCancel(context.Background())
	a.endOwn = end
	a.own = step.Start(func() error { return a.app.Serve(ctx, a.server.Handler) })
	go func() {
		err := a.own.Err()
		if ctx.Err() != nil {
			return // stop was called
		}
		if err != nil {
			a.log.Error("cannot serve", "err", placed(err, a.section))
		}
		tell(err == nil)
	}()
}

// stop closes the listeners and waits for the requests in flight until ctx ends; then it closes their connections.
func (a *appServer) stop(ctx context.Context) bool {
	if a.endOwn != nil {
		return a.stopOwn(ctx)
	}
	err := a.server.Shutdown(ctx)
	for _, listener := range a.listeners {
		listener.Close() // the server knows only those it has begun to serve; the error of a second Close says nothing
	}
	if err != nil {
		a.log.Error("requests were cut off", "err", err)
		a.server.Close()
		return false
	}
	a.awaitClients(ctx)
	return true
}

// awaitClients waits for the connections that are being ended, so that the last answers arrive.
func (a *appServer) awaitClients(ctx context.Context) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for _, listener := range a.listeners {
			listener.ending.Wait()
		}
	}()
	select {
	case <-ended:
	case <-ctx.Done():
	}
}

// stopOwn ends the app's own server and waits for it until ctx ends.
func (a *appServer) stopOwn(ctx context.Context) bool {
	a.endOwn()
	select {
	case <-a.own.Done():
		return true
	case <-ctx.Done():
		a.log.Error("the app's server did not stop", "err", ctx.Err(), "stack", a.own.Stack())
		return false
	}
}

// cleanUp releases what the app holds.
func (a *appServer) cleanUp(ctx context.Context) error {
	var all cleanup.List
	all.Add(a.cleanup)
	var errs []error
	for _, err := range eachError(all.Run(ctx)) {
		errs = append(errs, &cleanupError{a, err})
	}
	return errors.Join(errs...)
}

// cleanupError is an error of an app's clean-up.
type cleanupError struct {
	app *appServer
	err error
}

func (e *cleanupError) Error() string { return e.err.Error() }
func (e *cleanupError) Unwrap() error { return e.err }
