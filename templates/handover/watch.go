package handover

import (
	"fmt"
	"sync/atomic"
)

// Watch is what somebody wants to know of reloads; each function may be nil.
type Watch struct {
	Begin func()          // a new program is being started
	End   func(err error) // it serves, or it does not
	Alive func()          // a successor says that it is well
}

// Reloads counts how often new programs were started.
type Reloads struct{ Well, Failed atomic.Int64 }

// String returns both numbers, for read.
func (r *Reloads) String() string { return fmt.Sprint(r.Well.Load(), r.Failed.Load()) }

// read takes the numbers of a text; what is none leaves those that there are.
func (r *Reloads) read(text string) {
	var well, failed int64
	if _, err := fmt.Sscan(text, &well, &failed); err == nil {
		r.Well.Store(well)
		r.Failed.Store(failed)
	}
}
