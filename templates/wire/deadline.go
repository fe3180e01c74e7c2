package wire

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// readDeadline is when reading from a connection ends. net/http sets it six
// times for a request, and to move the system's timer each time costs more than
// all else that this package does for one. So the timer is moved only when a
// read would end too late by it, or has ended too early.
type readDeadline struct {
	wanted  atomic.Int64 // what was asked for, in nanoseconds since 1970; 0 for none
	set     atomic.Int64 // what the connection below has, likewise
	reading atomic.Bool
	fired   atomic.Bool // the connection's has passed, so that no read is possible

	mu sync.Mutex // held while the connection's is set
}

// nanos is a deadline as a number: 0 for none, which no time is that somebody
// means.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return max(1, t.UnixNano())
}

// tooLate reports whether a read would end too late, or never.
func (d *readDeadline) tooLate() bool {
	wanted, set := d.wanted.Load(), d.set.Load()
	return wanted != 0 && (set == 0 || set > wanted)
}

// passed reports whether a read that has ended by the connection's deadline had
// to.
func (d *readDeadline) passed() bool {
	wanted := d.wanted.Load()
	return wanted != 0 && time.Now().UnixNano() >= wanted
}

// atOnce reports whether a read is to end whatever the time is: net/http has a
// deadline for that which passed long ago.
func (d *readDeadline) atOnce() bool {
	wanted := d.wanted.Load()
	return wanted != 0 && wanted < int64(time.Hour)
}

// SetReadDeadline implements net.Conn.
func (c *Conn) SetReadDeadline(deadline time.Time) error {
	c.deadline.wanted.Store(nanos(deadline))
	if c.deadline.atOnce() && c.gate.interrupt() {
		return nil
	}
	if c.deadline.reading.Load() && c.deadline.tooLate() { // else the next read looks
		return c.arm()
	}
	return nil
}

// arm gives the connection below the deadline that is wanted.
func (c *Conn) arm() error {
	d := &c.deadline
	d.mu.Lock()
	defer d.mu.Unlock()
	wanted := d.wanted.Load()
	d.set.Store(wanted)
	d.fired.Store(false)
	if wanted == 0 {
		return c.Conn.SetReadDeadline(time.Time{})
	}
	return c.Conn.SetReadDeadline(time.Unix(0, wanted))
}

// readInTime reads until the deadline that is wanted.
func (c *Conn) readInTime(p []byte) (n int, err error) {
	d := &c.deadline
	if len(p) == 1 && !c.gate.pass(d.atOnce) { // only who waits for a client to go reads so little
		return 0, os.ErrDeadlineExceeded
	}
	d.reading.Store(true)
	defer d.reading.Store(false)
	for !c.refused.Load() {
		if d.fired.Load() || d.tooLate() {
			_ = c.arm() // fails when it is closed, as the read does
		}
		n, err = c.Conn.Read(p)
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		d.fired.Store(true)
		if d.passed() {
			return 0, err
		}
	}
	return 0, os.ErrDeadlineExceeded
}
