package serve

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// lingerTime is how long the rest of what a client sends is still read when
	// its connection is ended before its time, lingerStall how long the next
	// bytes of it may take.
	lingerTime  = 10 * time.Second
	lingerStall = 2 * time.Second

	// takeTime is how long a client may take nothing of an answer that is
	// there, as long as waitress gives it. It is renewed when that is worth the
	// cost, so that it can be half a minute more.
	takeTime = 2 * time.Minute
	renewal  = 30 * time.Second

	// writePart is how much of an answer must be taken in that time.
	writePart = 256 << 10
)

// lingering are connections that are not closed under a client which is still
// sending. To close a connection with unread bytes resets it, and what has just
// been answered can be lost on the way (RFC 9112, 9.6).
type lingering struct {
	net.Listener
	seats    *seats         // of the connections that there may be
	patience time.Duration  // for clients to take what is written; 0 for all the time
	ending   sync.WaitGroup // connections that are being ended
	open     atomic.Int64   // connections that are the server's, and not being ended
	accepted atomic.Int64   // connections so far
	dropped  atomic.Int64   // connections that were ended for others

	begun time.Time
	gated bool // the connections have a gate

	closed chan struct{} // by once
	once   sync.Once
}

func newLingering(l net.Listener, seats *seats, patience time.Duration) *lingering {
	return &lingering{Listener: l, seats: seats, patience: patience, begun: time.Now(), closed: make(chan struct{})}
}

// Accept implements net.Listener. It returns when the connection has a seat.
func (l *lingering) Accept() (net.Conn, error) {
	accepted, err := l.Listener.Accept()
	if err != nil {
		if tooManyFiles(err) {
			l.seats.makeRoom(time.Now())
		}
		return nil, err
	}
	l.open.Add(1)
	l.accepted.Add(1)
	c := &conn{Conn: accepted, of: l, patience: l.patience}
	if l.gated {
		c.gate.close()
	}
	l.seats.take(c, l.closed)
	return c, nil
}

// Close implements net.Listener. Who waits for a seat gets in.
func (l *lingering) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// conn is a connection of lingering. It has what net/http uses of a *net.TCPConn.
type conn struct {
	net.Conn
	of      *lingering
	state   atomic.Uint64 // how many requests have begun, in the upper half, and are being answered
	unread  atomic.Bool   // the client may have sent something, or be sending, that no request has taken
	refused atomic.Bool   // nothing more of it is wanted
	closed  atomic.Bool
	left    atomic.Bool // it is not counted any more

	heard []byte // what was read last, in the reader's own memory, for who serves a request that has just come

	deadline readDeadline
	gate     gate
	patience time.Duration // for the client to take what is written
	renewed  atomic.Int64  // when the deadline of writing was renewed, in nanoseconds since the listener has begun; 0 for never
	own      atomic.Bool   // the app has set one itself
}

// Read implements net.Conn.
func (c *conn) Read(p []byte) (int, error) {
	if c.refused.Load() {
		return 0, io.EOF
	}
	n, err := c.readInTime(p)
	if n > 0 {
		c.unread.Store(true)
		if len(p) > 1 { // only who waits for a client to go reads so little, beside who serves
			c.heard = p[:n]
		}
	} else if err == io.EOF {
		c.unread.Store(false) // the client has said all
	}
	return n, err
}

// Write implements net.Conn. The client must take each part in time.
func (c *conn) Write(p []byte) (n int, err error) {
	for {
		c.renewDeadline()
		m, err := c.Conn.Write(p[n:min(len(p), n+writePart)])
		if n += m; err != nil || n == len(p) {
			return n, err
		}
	}
}

// renewDeadline gives the client time for what is written next.
func (c *conn) renewDeadline() {
	if c.patience == 0 || c.own.Load() {
		return
	}
	now := int64(time.Since(c.of.begun)) // which costs half of what the time of day does
	if before := c.renewed.Load(); before != 0 && now-before < int64(min(renewal, c.patience)) {
		return
	}
	c.renewed.Store(now)
	_ = c.Conn.SetWriteDeadline(time.Now().Add(c.patience + renewal)) // fails when it is closed
}

// SetWriteDeadline is for the app, and for net/http, which takes back after
// each request what the app has set.
func (c *conn) SetWriteDeadline(deadline time.Time) error {
	if deadline.IsZero() && !c.own.Load() {
		return nil // ours stays
	}
	c.own.Store(!deadline.IsZero())
	c.renewed.Store(0)
	return c.Conn.SetWriteDeadline(deadline)
}

// SetDeadline is for who takes the connection over.
func (c *conn) SetDeadline(deadline time.Time) error {
	c.gate.open()
	c.deadline.wanted.Store(nanos(deadline))
	c.deadline.set.Store(nanos(deadline))
	c.deadline.fired.Store(false)
	c.own.Store(!deadline.IsZero())
	c.renewed.Store(0)
	return c.Conn.SetDeadline(deadline)
}

// ReadFrom implements io.ReaderFrom, which is sendfile for a TCP connection.
func (c *conn) ReadFrom(src io.Reader) (n int64, err error) {
	to, ok := c.Conn.(io.ReaderFrom)
	if !ok {
		return io.Copy(struct{ io.Writer }{c}, src)
	}
	whole, limited := src.(*io.LimitedReader)
	if !limited {
		whole = &io.LimitedReader{R: src, N: 1<<63 - 1}
	}
	for whole.N > 0 {
		c.renewDeadline()
		part := &io.LimitedReader{R: whole.R, N: min(whole.N, writePart)}
		m, err := to.ReadFrom(part)
		n += m
		whole.N -= m
		if err != nil || part.N > 0 {
			return n, err
		}
	}
	return n, nil
}

// CloseWrite ends the answer.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// NetConn returns the connection below, as that of a *tls.Conn does.
func (c *conn) NetConn() net.Conn {
	return c.Conn
}

// refuse makes net/http find the end of what the client sends, wherever it is
// in it.
func (c *conn) refuse() {
	c.refused.Store(true)
	c.gate.interrupt()
	_ = c.Conn.SetReadDeadline(time.Unix(1, 0)) // fails when it is closed
}

// Close closes the connection, at once or when the client has sent what it is
// sending. It does not wait for that.
func (c *conn) Close() error {
	c.leave()
	c.gate.open()
	if c.closed.Swap(true) {
		return c.Conn.Close()
	}
	if !c.unread.Load() || c.CloseWrite() != nil {
		c.of.seats.give(c)
		return c.Conn.Close()
	}
	c.of.ending.Add(1)
	go func() {
		defer c.of.ending.Done()
		defer c.of.seats.give(c)
		c.linger()
		c.Conn.Close()
	}()
	return nil
}

// leave ends that the connection is one of the server's.
func (c *conn) leave() {
	if !c.left.Swap(true) {
		c.of.open.Add(-1)
	}
}

// linger reads what the client sends until it closes its side, within limits.
func (c *conn) linger() {
	buffer := make([]byte, 32<<10)
	end := time.Now().Add(lingerTime)
	for {
		deadline := time.Now().Add(lingerStall)
		if deadline.After(end) {
			deadline = end
		}
		if c.Conn.SetReadDeadline(deadline) != nil {
			return
		}
		if _, err := c.Conn.Read(buffer); err != nil {
			return
		}
	}
}

// connKey is the key of the connection in the context of its requests.
type connKey struct{}

// withConn is the ConnContext of a http.Server.
func withConn(ctx context.Context, c net.Conn) context.Context {
	if _, ours := c.(*conn); !ours {
		if outer, ok := c.(interface{ NetConn() net.Conn }); ok {
			c = outer.NetConn()
		}
	}
	return context.WithValue(ctx, connKey{}, c)
}

// connOf returns the connection of a request; nil for one that did not come by
// lingering.
func connOf(ctx context.Context) *conn {
	c, _ := ctx.Value(connKey{}).(*conn)
	return c
}
