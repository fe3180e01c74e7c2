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
