// Package wire holds the connections of a server: there may be so many of them,
// each may take so long, and none is closed under a client which is still
// sending.
package wire

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Listener accepts connections that are not closed under a client which is still
// sending. To close a connection with unread bytes resets it, and what has just
// been answered can be lost on the way (RFC 9112, 9.6).
type Listener struct {
	net.Listener
	options  Options
	ending   sync.WaitGroup // connections that are being ended
	open     atomic.Int64
	accepted atomic.Int64
	dropped  atomic.Int64
	rounds   rounds

	begun  time.Time
	closed chan struct{} // by once
	once   sync.Once
}

// Options say how connections are held. The zero value is for any number of
// them, which may take all the time.
type Options struct {
	// Seats are of the connections that there may be; nil for any number.
	Seats *Seats

	// Patience is how long a client may take nothing of what is written. It is
	// renewed when that is worth the cost, so that it can be half a minute
	// more. 0 is for ever.
	Patience time.Duration

	// Watched has the listener find out that clients go while they are being
	// answered: see watch. It is for connections from which only net/http reads
	// single bytes, with Context.
	Watched bool
}

// New returns a listener for the connections of another.
func New(l net.Listener, o Options) *Listener {
	return &Listener{Listener: l, options: o, begun: time.Now(), closed: make(chan struct{})}
}

// Accept implements net.Listener. It returns when the connection has a seat.
func (l *Listener) Accept() (net.Conn, error) {
	accepted, err := l.Listener.Accept()
	if err != nil {
		if tooManyFiles(err) {
			l.options.Seats.makeRoom(time.Now())
		}
		return nil, err
	}
	l.open.Add(1)
	l.accepted.Add(1)
	c := &Conn{Conn: accepted, of: l, patience: l.options.Patience}
	l.options.Seats.take(c, l.closed)
	return c, nil
}

// Close implements net.Listener. Who waits for a seat gets in.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// Open is how many connections are the server's, and not being ended.
func (l *Listener) Open() int64 { return l.open.Load() }

// Accepted is how many connections there were so far.
func (l *Listener) Accepted() int64 { return l.accepted.Load() }

// Dropped is how many of them were ended for others.
func (l *Listener) Dropped() int64 { return l.dropped.Load() }

// SyscallConn implements syscall.Conn where the listener below does.
func (l *Listener) SyscallConn() (syscall.RawConn, error) {
	if raw, ok := l.Listener.(syscall.Conn); ok {
		return raw.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}

// Wait waits for the connections that are being ended, so that the last answers
// arrive.
func (l *Listener) Wait() { l.ending.Wait() }

// connKey is the key of the connection in the context of its requests.
type connKey struct{}

// Context is the ConnContext of a http.Server that serves connections of a
// Listener, by TLS or without.
func Context(ctx context.Context, c net.Conn) context.Context {
	if _, ours := c.(*Conn); !ours {
		if outer, ok := c.(interface{ NetConn() net.Conn }); ok {
			c = outer.NetConn()
		}
	}
	if held, ours := c.(*Conn); ours && held.of.options.Watched {
		ctx, held.watch.cancel = context.WithCancel(ctx)
	}
	return &connContext{ctx, c}
}

// connContext is the context of a connection.
type connContext struct {
	context.Context // net/http's
	conn            net.Conn
}

// Value implements context.Context. Filters and apps put their values, whose keys
// are strings, into contexts that are made of this one: there are none below.
func (c *connContext) Value(key any) any {
	switch key.(type) {
	case connKey:
		return c.conn
	case string:
		return nil
	}
	return c.Context.Value(key)
}

// Of returns the connection of a request by its context; nil for one that did
// not come by a Listener.
func Of(ctx context.Context) *Conn {
	c, _ := ctx.Value(connKey{}).(*Conn)
	return c
}
