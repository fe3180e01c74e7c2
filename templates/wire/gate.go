package wire

import (
	"sync"
	"time"
)

// gateTime is how often a read that waits is looked at. One that has been seen
// before is let through.
const gateTime = 25 * time.Millisecond

// gate keeps back the reads by which net/http finds out, while a request is
// being answered, that its client has gone. Most answers are there long before
// that could matter; then the read ends where it has waited, and neither the
// system nor the timers of its connection are asked for anything. The zero value
// lets all through.
type gate struct {
	mu      sync.Mutex
	wake    chan bool   // gets whether the read that waits is to go on; nil if none has to wait
	timer   *time.Timer // nil before the first read
	armed   bool        // the timer runs, which it does on for reads that follow
	waiting bool
	reads   uint32 // so far
	seen    uint32 // which of them the timer has last seen
}

// close lets reads wait from now on.
func (g *gate) close() { g.wake = make(chan bool, 1) }

// open lets all reads through from now on, one that waits too.
func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.let(true)
	g.wake = nil
	if g.timer != nil {
		g.timer.Stop()
	}
}

// pass waits until a read may go on, and reports whether it may: not if it is
// interrupted. over reports whether it is too late already.
func (g *gate) pass(over func() bool) bool {
	g.mu.Lock()
	wake := g.wake
	if wake == nil || over() {
		defer g.mu.Unlock()
		return wake == nil
	}
	g.waiting = true
	g.reads++
	g.arm()
	g.mu.Unlock()
	return <-wake
}

// arm has the timer look, if it does not run. The caller holds mu.
func (g *gate) arm() {
	switch {
	case g.armed:
		return
	case g.timer == nil:
		g.timer = time.AfterFunc(gateTime, g.look)
	default:
		g.timer.Reset(gateTime)
	}
	g.armed = true
}

// look lets the read through that was there before.
func (g *gate) look() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.armed = false
	switch {
	case !g.waiting:
	case g.seen == g.reads:
		g.let(true)
	default:
		g.seen = g.reads
		g.arm()
	}
}

// interrupt ends a read that waits, and reports whether there was one.
func (g *gate) interrupt() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.let(false)
}

// let ends the waiting. The caller holds mu.
func (g *gate) let(through bool) bool {
	if !g.waiting {
		return false
	}
	g.waiting = false
	g.wake <- through
	return true
}
