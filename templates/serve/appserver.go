package serve

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
)

// appServer is an app that is built, and the server for all its addresses.
type appServer struct {
	log       *slog.Logger // names the app
	addrs     []string
	server    *http.Server
	listeners []net.Listener
	cleanup   func(context.Context) error
}

func newAppServer(log *slog.Logger, app served, handler http.Handler, cleanup func(context.Context) error) *appServer {
	log = log.With("app", app.name)
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
	return &appServer{log: log, addrs: app.addrs, server: server, cleanup: cleanup}
}

// listen opens all addresses of the app.
func (a *appServer) listen() bool {
	for _, addr := range a.addrs {
		listener, err := listenOn(addr)
		if err != nil {
			a.log.Error("cannot listen", "addr", addr, "err", err)
			return false
		}
		a.listeners = append(a.listeners, listener)
	}
	return true
}

// serve starts to serve on all listeners, and says where they are. It sends a to broken, unless done is closed, when one
// of them fails.
func (a *appServer) serve(broken chan<- *appServer, done <-chan struct{}) {
	for _, listener := range a.listeners {
		a.log.Info("listening", placeAttrs(listener.Addr())...)
		go func() {
			err := a.server.Serve(listener)
			if errors.Is(err, http.ErrServerClosed) {
				return
			}
			a.log.Error("cannot serve", append(placeAttrs(listener.Addr()), "err", err)...)
			select {
			case broken <- a:
			case <-done:
			}
		}()
	}
}

// stop closes the listeners and waits for the requests in flight until ctx ends; then it closes their connections.
func (a *appServer) stop(ctx context.Context) bool {
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
