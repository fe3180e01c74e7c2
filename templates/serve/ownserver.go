package serve

import (
	"context"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/pastegen/pastegen/templates/blame"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/step"
	"github.com/pastegen/pastegen/templates/values"
	"github.com/pastegen/pastegen/templates/wire"
)

// ownServer is a server that an app has of its own, in the place of net/http's
// or beside it. It listens by what its context gives it, so that its addresses
// are handed over and its connections counted like all others.
type ownServer struct {
	of      *appServer
	running *step.Step         // nil until it is started
	end     context.CancelFunc // likewise
	opened  chan struct{}      // gets something for each address that it listens on

	mu   sync.Mutex
	held []ownListener // guarded by mu
}

// ownListener is where an app's own server takes connections from.
type ownListener struct {
	*wire.Listener
	speaks string // the protocol
}

// start starts the server. It tells when that has come to an end before end was
// called: whether that was well.
func (o *ownServer) start(serve func(context.Context, http.Handler) error, tell func(well bool)) {
	ctx, end := context.WithCancel(o.context(context.Background()))
	o.end = end
	o.running = step.Start(func() error { return serve(ctx, o.of.server.Handler) })
	go func() {
		err := o.running.Err()
		if ctx.Err() != nil {
			return // end was called
		}
		if err != nil {
			o.of.log.Error("cannot serve", "err", blame.Place(err, o.of.section))
		}
		tell(err == nil)
	}()
}

// context says in a context how the server is to listen, and which of the limits
// concern it that are not looked at for each request.
func (o *ownServer) context(ctx context.Context) context.Context {
	limits := o.of.app.settings.Limits
	ctx = values.With(ctx, "pastegen.listen", listen.Opener(o.open))
	ctx = values.With(ctx, "pastegen.room", o.of.outer.Room)
	if limits.Header > 0 {
		ctx = values.With(ctx, "pastegen.header", limits.Header)
	}
	return values.With(ctx, "pastegen.grace", or(limits.Shutdown, shutdownTimeout))
}

// open listens for the server.
func (o *ownServer) open(addr listen.Address, options listen.Options) ([]net.Listener, error) {
	all, err := o.of.sockets.Open(addr, options)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, l := range all {
		held := wire.New(l, wire.Options{Seats: o.of.seats, Patience: or(o.of.app.settings.Limits.Take, takeTime)})
		o.held = append(o.held, ownListener{held, options.Speaks})
		all[i] = held
	}
	o.opened <- struct{}{}
	return all, nil
}

// listeners returns those that it has opened so far.
func (o *ownServer) listeners() []ownListener {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.held)
}

// quiet is how long a server beside HTTP may take to listen.
const quiet = 100 * time.Millisecond

// await waits until the server listens, if there is one. It gives up when that
// has ended, or signals does.
func (o *ownServer) await(signals context.Context) {
	switch {
	case o.running == nil:
	case o.of.app.Serve != nil:
		for range o.of.app.Addrs {
			o.awaitOpened(signals, nil)
		}
	default: // nobody knows on how many addresses
		for o.awaitOpened(signals, time.After(quiet)) {
		}
	}
}

// awaitOpened waits until the server listens on one more address, and reports
// whether it does.
func (o *ownServer) awaitOpened(signals context.Context, over <-chan time.Time) bool {
	select {
	case <-o.opened:
		return true
	case <-over:
	case <-o.running.Done():
	case <-signals.Done():
	}
	return false
}

// ends waits until ctx ends for the end of the server, which was told to.
func (o *ownServer) ends(ctx context.Context) bool {
	select {
	case <-o.running.Done():
		return true
	case <-ctx.Done():
		o.of.log.Error("the app's server did not stop", "err", ctx.Err(), "stack", o.running.Stack())
		return false
	}
}
