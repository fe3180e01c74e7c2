package wire

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

const (
	// lingerTime is how long the rest of what a client sends is still read when
	// its connection is ended before its time, lingerStall how long the next
	// bytes of it may take.
	lingerTime  = 10 * time.Second
	lingerStall = 2 * time.Second

	// renewal is how old the deadline of writing may become.
	renewal = 30 * time.Second

	// writePart is how much of an answer must be taken in that time.
	writePart = 256 << 10
)

// Conn is a connection of a Listener. It has what net/http uses of a *net.TCPConn.
type Conn struct {
	net.Conn
	of      *Listener
	state   atomic.Uint64 // how many requests have begun, in the upper half, and are being answered
	unread  atomic.Bool   // the client may have sent something, or be sending, that no request has taken
	refused atomic.Bool   // nothing more of it is wanted
	closed  atomic.Bool
	left    atomic.Bool // it is not counted any more
	reset   atomic.Bool // it is to end by a reset

	heard []byte // what was read last, in the reader's own memory, for who serves a request that has just come
	begun byte   // was read before it by who waited for the client to go; 0 for none
	early byte   // was read by who waits for the client to go, since then
	ahead bool   // and nobody else has it yet

	deadline readDeadline
	watch    watch
	patience time.Duration // for the client to take what is written
	renewed  atomic.Int64  // when the deadline of writing was renewed, in nanoseconds since the listener has begun; 0 for never
	own      atomic.Bool   // the app has set one itself
}

// Read implements net.Conn.
func (c *Conn) Read(p []byte) (int, error) {
	if c.refused.Load() {
		return 0, io.EOF
	}
	if len(p) == 1 && c.ask() { // only who waits for a client to go reads so little
		return 0, nil
	}
	c.readOn()
	if c.ahead && len(p) > 0 {
		c.ahead, p[0] = false, c.early
		c.deadline.reader.Store(nobody)
		return 1, nil
	}
	n, err := c.readInTime(p)
	c.deadline.reader.Store(nobody)
	if n > 0 {
		c.setUnread()
		c.note(p[:n], len(p))
	} else if err == io.EOF {
		c.unread.Store(false) // the client has said all
	}
	return n, err
}

// setUnread notes that something has come. To look first is cheaper, as it is
// mostly known.
func (c *Conn) setUnread() {
	if !c.unread.Load() {
		c.unread.Store(true)
	}
}

// readOn begins a read, which nobody else does then.
func (c *Conn) readOn() {
	if isOdd(c.watch.asked.Load()) {
		c.watch.asked.Add(1)
	}
	if !c.deadline.reader.CompareAndSwap(nobody, server) && c.deadline.reader.Load() == watcher {
		c.endWatch()
		c.deadline.reader.Store(server)
	}
}

// readInTime reads until the deadline that is wanted.
func (c *Conn) readInTime(p []byte) (n int, err error) {
	d := &c.deadline
	for !c.refused.Load() {
		if d.fired.Load() || d.tooLate() {
			_ = c.arm() // fails when it is closed, as the read does
		}
		n, err = c.Conn.Read(p)
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		d.fired.Store(true)
		if d.stopped.Load() || d.passed() {
			return 0, err
		}
	}
	return 0, os.ErrDeadlineExceeded
}

// note notes what was read, of so much that was asked for. Only who waits for a
// client to go reads a byte alone, beside who serves: it is the first of the next
// request then.
func (c *Conn) note(p []byte, asked int) {
	if asked == 1 {
		c.early = p[0]
		return
	}
	c.heard, c.begun, c.early = p, c.early, 0
}

// Write implements net.Conn. The client must take each part in time.
func (c *Conn) Write(p []byte) (n int, err error) {
	for {
		c.renewDeadline()
		m, err := c.Conn.Write(p[n:min(len(p), n+writePart)])
		if n += m; err != nil || n == len(p) {
			return n, err
		}
	}
}

// renewDeadline gives the client time for what is written next.
func (c *Conn) renewDeadline() {
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

// SetReadDeadline implements net.Conn.
func (c *Conn) SetReadDeadline(deadline time.Time) error {
	c.deadline.want(nanos(deadline))
	if c.deadline.reader.Load() != nobody && c.deadline.tooLate() { // else the next read looks
		return c.arm()
	}
	return nil
}

// arm gives the connection below the deadline that is wanted.
func (c *Conn) arm() error {
	d := &c.deadline
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped.Load() {
		return nil
	}
	wanted := d.wanted.Load()
	d.set.Store(wanted)
	d.fired.Store(false)
	if wanted == 0 {
		return c.Conn.SetReadDeadline(time.Time{})
	}
	return c.Conn.SetReadDeadline(time.Unix(0, wanted))
}

// stopReading ends the read that goes on, whatever deadline is wanted.
func (c *Conn) stopReading() {
	d := &c.deadline
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stopped.Store(true)
	d.fired.Store(true)
	_ = c.Conn.SetReadDeadline(time.Unix(1, 0)) // fails when it is closed, as the read does
}

// SetWriteDeadline is for the app, and for net/http, which takes back after
// each request what the app has set.
func (c *Conn) SetWriteDeadline(deadline time.Time) error {
	if deadline.IsZero() && !c.own.Load() {
		return nil // ours stays
	}
	c.own.Store(!deadline.IsZero())
	c.renewed.Store(0)
	return c.Conn.SetWriteDeadline(deadline)
}

// SetDeadline is for who takes the connection over.
func (c *Conn) SetDeadline(deadline time.Time) error {
	c.watch.off.Store(true)
	c.endWatch()
	c.deadline.wanted.Store(nanos(deadline))
	c.deadline.set.Store(nanos(deadline))
	c.deadline.fired.Store(false)
	c.own.Store(!deadline.IsZero())
	c.renewed.Store(0)
	return c.Conn.SetDeadline(deadline)
}

// ReadFrom implements io.ReaderFrom, which is sendfile for a TCP connection.
func (c *Conn) ReadFrom(src io.Reader) (n int64, err error) {
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
func (c *Conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// SetLinger is for who wants the connection to end by a reset, 0 seconds, which
// Close does then.
func (c *Conn) SetLinger(seconds int) error {
	below, ok := c.Conn.(interface{ SetLinger(seconds int) error })
	if !ok {
		return nil // a unix socket has none
	}
	c.reset.Store(seconds == 0)
	return below.SetLinger(seconds)
}

// NetConn returns the connection below, as that of a *tls.Conn does.
func (c *Conn) NetConn() net.Conn {
	return c.Conn
}

// Begin notes that a request is being answered.
func (c *Conn) Begin() { c.state.Add(1<<32 + 1) }

// End notes that it is no longer.
func (c *Conn) End() { c.state.Add(^uint64(0)) }

// Taken notes that nothing of what the client has sent is left: requests have
// taken it.
func (c *Conn) Taken() { c.unread.Store(false) }

// see looks at a connection.
func (c *Conn) see() sight {
	state := c.state.Load()
	return sight{uint32(state >> 32), uint32(state), c.unread.Load()}
}

// SaysTwice reports whether a request may have said in two ways where its body
// ends. net/http believes Transfer-Encoding then and forgets Content-Length, and
// with HTTP/1.0 the other way round; what stands in front may have understood it
// otherwise, so that nothing must follow by the connection (RFC 9112, 6.1 and
// 6.3). What was heard last tells, if the request begins in it: a head that came
// in pieces is not trusted. With TLS it is not seen.
func (c *Conn) SaysTwice(r *http.Request) bool {
	other := "\ncontent-length:"
	if r.ContentLength >= 0 {
		other = "\ntransfer-encoding:"
	}
	if r.Close || r.TLS != nil || r.ContentLength >= 0 && r.ProtoAtLeast(1, 1) {
		return false
	}
	line := []byte("\n" + r.Method + " " + r.RequestURI + " " + r.Proto)
	begins := bytes.HasPrefix(c.heard, line[1:]) || c.begun == line[1] && bytes.HasPrefix(c.heard, line[2:])
	if !begins && !bytes.Contains(c.heard, line) {
		return true
	}
	return bytes.Contains(bytes.ToLower(c.heard), []byte(other))
}

// Refused reports whether Refuse was called.
func (c *Conn) Refused() bool { return c.refused.Load() }

// Refuse makes net/http find the end of what the client sends, wherever it is
// in it.
func (c *Conn) Refuse() {
	c.refused.Store(true)
	_ = c.Conn.SetReadDeadline(time.Unix(1, 0)) // fails when it is closed
}

// Close closes the connection, at once or when the client has sent what it is
// sending. It does not wait for that.
func (c *Conn) Close() error {
	c.leave()
	if !c.watch.off.Swap(true) && c.watch.cancel != nil {
		c.watch.cancel()
	}
	c.endWatch()
	if c.closed.Swap(true) {
		return c.Conn.Close()
	}
	if c.reset.Load() || !c.unread.Load() || c.CloseWrite() != nil {
		defer c.of.options.Seats.give(c) // when its file is closed
		return c.Conn.Close()
	}
	c.of.ending.Add(1)
	go func() {
		defer c.of.ending.Done()
		defer c.of.options.Seats.give(c)
		c.linger()
		c.Conn.Close()
	}()
	return nil
}

// leave ends that the connection is one of the server's.
func (c *Conn) leave() {
	if !c.left.Swap(true) {
		c.of.open.Add(-1)
	}
}

// Hand hands the connection over to an app, which reads and writes by itself. It
// returns the connection below, unless the app's is to count among those that
// there may be.
func (c *Conn) Hand() net.Conn {
	c.leave()
	c.refused.Store(false)
	c.watch.off.Store(true)
	c.endWatch()
	if c.of.options.Seats.leave(c) {
		return c.Conn
	}
	return c
}

// linger reads what the client sends until it closes its side, within limits.
func (c *Conn) linger() {
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
