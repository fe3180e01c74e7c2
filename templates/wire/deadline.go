package wire

import (
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
	reader  atomic.Int32 // who reads
	fired   atomic.Bool  // the connection's has passed, so that no read is possible
	stopped atomic.Bool  // the read that goes on is to end

	mu sync.Mutex // held while the connection's is set
}

// Who reads from a connection.
const (
	nobody  int32 = iota
	server        // net/http, or who has taken the connection over
	watcher       // who finds out that the client goes
)

// nanos is a deadline as a number: 0 for none, which no time is that somebody
// means.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return max(1, t.UnixNano())
}

// want notes the deadline that is wanted. To look first is cheaper where it is the
// one before, as it mostly is.
func (d *readDeadline) want(deadline int64) {
	if d.wanted.Load() != deadline {
		d.wanted.Store(deadline)
	}
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
