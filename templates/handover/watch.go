package handover

import "sync/atomic"

// Watch is what somebody wants to know of reloads; each function may be nil.
type Watch struct {
	Begin func()          // a new program is being started
	End   func(err error) // it serves, or it does not
	Alive func()          // a successor says that it is well
}

// Reloads counts how often new programs were started.
type Reloads struct{ Well, Failed atomic.Int64 }
