package serve

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"

	"github.com/pastegen/pastegen/templates/listen"
)

// appServer is an app that is built, and the server for all its addresses.
type appServer struct {
	log       *slog.Logger // names the app
	addrs     []string
	server    *http.Server
	listeners []net.Listener
	own       func(context.Context, http.Handler) error // serves in their stead; nil for HTTP
	endOwn    context.CancelFunc                        // set once own runs
	ownEnded  chan struct{}
	cleanup   func(context.Context) error
}

func newAppServer(log *slog.Logger, app App, handler http.Handler, cleanup func(context.Context) error) *appServer {
	log = log.With("app", app.Name)
	if cleanup == nil {
		cleanup = func(context.Context) error { return nil }
	}
	server := &http.Server{
		Handler:           recovering{handler, log},
		ReadHeaderTimeout: readHeaderTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	return &appServer{log: log, addrs: app.Addrs, server: server, own: app.Serve, cleanup: cleanup}
}

// listen opens all addresses of the app.
func (a *appServer) listen() bool {
	if a.own != nil {
		return true
	}
	for _, addr := range a.addrs {
		listener, err := listen.On(addr)
		if err != nil {
			a.log.Error("cannot listen", "addr", addr, "err", err)
			return false
		}
		a.listeners = append(a.listeners, listener)
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
	if a.own != nil {
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
	a.endOwn, a.ownEnded = end, make(chan struct{})
	go func() {
		err := a.own(ctx, a.server.Handler)
		close(a.ownEnded)
		if ctx.Err() != nil {
			return // stop was called
		}
		if err != nil {
			a.log.Error("cannot serve", "err", err)
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
	}
	return err == nil
}

// stopOwn ends the app's own server and waits for it until ctx ends.
func (a *appServer) stopOwn(ctx context.Context) bool {
	a.endOwn()
	select {
	case <-a.ownEnded:
		return true
	case <-ctx.Done():
		a.log.Error("the app's server did not stop", "err", ctx.Err())
		return false
	}
}
