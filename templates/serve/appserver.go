package serve

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/behind"
	"github.com/pastegen/pastegen/templates/blame"
	"github.com/pastegen/pastegen/templates/cleanup"
	"github.com/pastegen/pastegen/templates/exchange"
	"github.com/pastegen/pastegen/templates/handover"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/proxyprotocol"
	"github.com/pastegen/pastegen/templates/stats"
	"github.com/pastegen/pastegen/templates/timeout"
	"github.com/pastegen/pastegen/templates/wire"
)

// appServer is an app that is built, and the server for all its addresses.
type appServer struct {
	log       *slog.Logger // names the app
	app       App
	addrs     []listen.Address
	plain     []listen.Address // of plain HTTP, where the others are of https
	redirects []listen.Address // where plain HTTP is answered with the place of the same by https
	server    *http.Server
	redirect  *http.Server // nil without redirects
	listeners []*listener
	seats     *wire.Seats // of the connections that there may be
	own       ownServer   // serves in their stead, or beside them
	cleanup   func(context.Context) error
	section   func(function string) string // as Program has it
	sockets   *handover.Sockets
	logging   *logs.Log         // of the program; nil for another's
	last      atomic.Bool       // connections end with the requests that come now
	outer     *exchange.Handler // around the app
	measures  measures
}

func newAppServer(log *slog.Logger, app App, handler http.Handler, release func(context.Context) error) *appServer {
	log = log.With("app", app.Name)
	if name := app.settings.Log.Name; name != "" {
		log = log.With("logger", name)
	}
	if release == nil {
		release = func(context.Context) error { return nil }
	}
	a := &appServer{log: log, app: app, cleanup: release, sockets: &handover.Sockets{}}
	a.own = ownServer{of: a, opened: make(chan struct{}, 100)}
	settings := app.settings
	a.outer = &exchange.Handler{
		App: a.around(handler), Log: log, Room: settings.Limits.room(), Limits: settings.Limits.ofRequests(),
		Shown: settings.Tracebacks, Section: a.sectionOf, Last: &a.last, Refused: &a.measures.refused,
	}
	if settings.Ident != "" {
		a.outer.Ident = []string{settings.Ident}
	}
	a.server = a.newServer(a.outer)
	return a
}

// newServer returns a server for a handler, with the limits of the app.
func (a *appServer) newServer(h http.Handler) *http.Server {
	limits := a.app.settings.Limits
	server := &http.Server{
		Handler:           h,
		ConnContext:       wire.Context,
		ReadHeaderTimeout: or(limits.HeaderTime, readHeaderTimeout),
		IdleTimeout:       or(limits.Idle, idleTimeout),
		MaxHeaderBytes:    or(limits.Header, maxHeaderBytes),
		ErrorLog:          a.measures.errorLog(a.log),
	}
	if limits.Idle < 0 {
		server.SetKeepAlivesEnabled(false)
	}
	if limits.Streams > 0 {
		server.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: limits.Streams}
	}
	settings := a.app.settings
	if http1 := settings.TLS.Enabled() && settings.TLS.HTTP1Only(); settings.H2C || http1 {
		server.Protocols = new(http.Protocols)
		server.Protocols.SetHTTP1(true)
		server.Protocols.SetUnencryptedHTTP2(settings.H2C)
		server.Protocols.SetHTTP2(!http1)
	}
	return server
}

// around puts around the app what its server says of all requests, and nothing
// else.
func (a *appServer) around(h http.Handler) http.Handler {
	settings := a.app.settings
	if settings.Around != nil {
		h = settings.Around(h)
	}
	if settings.Limits.Request > 0 {
		h = timeout.Watched(settings.Limits.Request, a.log, a.late, h)
	}
	return behind.New(settings.Proxies, a.log, h)
}

// sectionOf is the section whose code runs by a stack.
func (a *appServer) sectionOf(stack string) string { return blame.Section(stack, a.section) }

// late counts a request whose app takes too long, and tells the section in which
// it does, as far as its stack shows that.
func (a *appServer) late(stack string) string {
	a.measures.late.Add(1)
	return a.sectionOf(stack)
}

// parse reads the addresses of the app.
func (a *appServer) parse() bool {
	if a.app.Serve != nil {
		return true
	}
	var ok bool
	if a.addrs, ok = a.parseAll(a.app.Addrs); !ok {
		return false
	}
	if a.plain, ok = a.parseAll(a.app.settings.Plain); !ok {
		return false
	}
	a.redirects, ok = a.parseAll(a.app.settings.Redirect)
	return ok
}

func (a *appServer) parseAll(texts []string) (all []listen.Address, ok bool) {
	for _, text := range texts {
		addr, err := listen.Parse(text, "")
		if err != nil {
			a.log.Error("cannot listen", "addr", text, "err", err)
			return nil, false
		}
		all = append(all, addr)
	}
	return all, true
}

// listen opens all addresses of the app, which are among all of the program.
// Clients have the seats that all apps share unless the app has its own.
func (a *appServer) listen(all []listen.Address, shared *wire.Seats) bool {
	settings := a.app.settings
	if settings.TLS.Enabled() {
		config, err := settings.TLS.Config(a.log, a.measures.agreed)
		if err != nil {
			a.log.Error("cannot speak TLS", "err", err)
			return false
		}
		a.server.TLSConfig = config
	}
	a.seats = shared
	if settings.Limits.Connections != 0 {
		a.seats = wire.NewSeats(settings.Limits.Connections)
	}
	for _, addr := range a.addrs {
		if !a.open(addr, all, a.server, settings.TLS.Enabled()) {
			return false
		}
	}
	for _, addr := range a.plain {
		if !a.open(addr, all, a.server, false) {
			return false
		}
	}
	if len(a.redirects) > 0 {
		a.redirect = a.newServer(settings.TLS.Challenges(&redirecting{a}))
	}
	for _, addr := range a.redirects {
		if !a.open(addr, all, a.redirect, false) {
			return false
		}
	}
	return true
}

// open opens an address for a server.
func (a *appServer) open(addr listen.Address, all []listen.Address, server *http.Server, isTLS bool) bool {
	settings := a.app.settings
	options := settings.Listen
	options.Beside = all
	opened, err := a.sockets.Open(addr, options)
	if err != nil {
		a.log.Error("cannot listen", "addr", addr.String(), "err", err)
		return false
	}
	for _, l := range opened {
		if !settings.ProxyProtocol.None() {
			l = proxyprotocol.Wrap(l, settings.ProxyProtocol)
		}
		held := wire.New(l, wire.Options{
			Seats:    a.seats,
			Patience: or(settings.Limits.Take, takeTime),
			Watched:  !isTLS && !settings.H2C, // where nobody else reads single bytes
		})
		a.listeners = append(a.listeners, &listener{held, server, isTLS})
	}
	return true
}

// listener is where a server takes connections from.
type listener struct {
	*wire.Listener
	server *http.Server
	isTLS  bool
}

// serve serves until the server is shut down, which is no error.
func (l *listener) serve() (err error) {
	if l.isTLS {
		err = l.server.ServeTLS(l.Listener, "", "")
	} else {
		err = l.server.Serve(l.Listener)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// place is where it is.
func (l *listener) place() []any { return placeAttrs(l.Addr(), l.isTLS) }

// start starts to serve. It tells ended, unless done is closed, when serving
// has come to an end before stop was called: false for a failure, true for a
// server of the app's own that has nothing more to do.
func (a *appServer) start(ended chan<- bool, done <-chan struct{}) {
	tell := func(well bool) {
		select {
		case ended <- well:
		case <-done:
		}
	}
	if a.app.Serve != nil {
		a.own.start(a.app.Serve, tell)
		return
	}
	if a.app.settings.Beside != nil {
		a.own.start(a.app.settings.Beside, tell)
	}
	for _, listener := range a.listeners {
		a.log.Info("listening", listener.place()...)
		go func() {
			err := listener.serve()
			if err != nil && !(a.last.Load() && errors.Is(err, net.ErrClosed)) {
				a.log.Error("cannot serve", append(listener.place(), "err", err)...)
				tell(false)
			}
		}()
	}
}

// places are where the app listens, with what is spoken there.
func (a *appServer) places() (all []stats.Socket) {
	for _, l := range a.listeners {
		speaks := "http"
		if l.isTLS {
			speaks = "https"
		}
		all = append(all, socketOf(l.Listener, speaks))
	}
	for _, l := range a.own.listeners() {
		all = append(all, socketOf(l.Listener, cmp.Or(l.speaks, "http")))
	}
	return all
}

// socketOf is what is shown of a place.
func socketOf(l *wire.Listener, speaks string) stats.Socket {
	s := stats.Socket{Addr: l.Addr(), Speaks: speaks}
	s.Waiting, s.MostWaiting = listen.Queue(l)
	return s
}

// openLog opens the access log.
func (a *appServer) openLog() bool {
	options := a.app.settings.Access
	options.Logger = a.app.settings.Log.Access()
	if a.app.settings.Log.Name != "" && a.logging.Has(options.Logger) { // "access" may be some filter's
		log := slog.New(a.logging).With("logger", options.Logger)
		options.Line = func(line string) { log.Info(line) }
	}
	options.Failed = func(err error) { a.log.Error("cannot log requests", "err", err) }
	var err error
	if a.outer.Access, err = accesslog.Open(options); err != nil {
		a.log.Error("cannot log requests", "err", err)
	}
	return err == nil
}

// held are all listeners of the app.
func (a *appServer) held() []*wire.Listener {
	var all []*wire.Listener
	for _, l := range a.own.listeners() {
		all = append(all, l.Listener)
	}
	for _, l := range a.listeners {
		all = append(all, l.Listener)
	}
	return all
}

// stop closes the listeners and waits for the requests in flight until ctx
// ends; then it closes their connections.
func (a *appServer) stop(ctx context.Context) bool {
	if a.own.running == nil {
		return a.stopHTTP(ctx)
	}
	a.own.end()
	well := len(a.listeners) == 0 || a.stopHTTP(ctx)
	return a.own.ends(ctx) && well
}

// stopHTTP is stop for what net/http serves.
func (a *appServer) stopHTTP(ctx context.Context) bool {
	if a.redirect != nil {
		defer a.redirect.Close()
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

// drain closes the listeners, and waits for clients to leave: each is told with
// its next answer. When ctx ends, connections without a request are closed, and
// the others cut off; when signals does, the former are.
func (a *appServer) drain(ctx, signals context.Context) bool {
	for _, listener := range a.listeners {
		listener.Close()
	}
	a.awaitAbsence(ctx, signals)
	return a.stop(ctx)
}

// awaitAbsence waits until no client is connected, or one of the contexts ends.
func (a *appServer) awaitAbsence(ctx, signals context.Context) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for a.connected() > 0 {
		select {
		case <-ctx.Done():
			return
		case <-signals.Done():
			return
		case <-tick.C:
		}
	}
}

// connected returns how many clients are connected.
func (a *appServer) connected() int64 {
	n := int64(0)
	for _, listener := range a.listeners {
		n += listener.Open()
	}
	return n
}

// awaitClients waits for the connections that are being ended, so that the last
// answers arrive.
func (a *appServer) awaitClients(ctx context.Context) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for _, listener := range a.listeners {
			listener.Wait()
		}
	}()
	select {
	case <-ended:
	case <-ctx.Done():
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
