package wire

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// lookTime is how often requests that are being answered are looked at. The
// client of one that is seen twice is watched.
const lookTime = 25 * time.Millisecond

// watch finds out that a client goes while its request is being answered.
//
// net/http does that for each request by a goroutine that reads a byte, and that
// is interrupted when the answer is there: a read, a thread that may have to
// wake up, and two settings of a timer. Most answers are there long before all
// that could matter. So this read is told at once that there is nothing, which
// is its end, and the client is only watched when the answer takes its time; if
// it goes, the contexts of its requests end, as net/http would have it.
//
// The zero value leaves all that to net/http.
type watch struct {
	cancel context.CancelFunc // ends the contexts of requests; nil for who does not watch
	off    atomic.Bool        // the connection is not the server's any more
	asked  atomic.Uint32      // is odd from when net/http has asked until it reads on
	listed atomic.Bool        // rounds look at the connection
	seen   uint32             // what asked was in the last round

	mu   sync.Mutex
	done chan struct{} // closed when the one who watches has ended
}

// isOdd reports whether a request is being answered, by asked.
func isOdd(asked uint32) bool { return asked&1 == 1 }

// ask notes that net/http wants to know when the client goes, and reports
// whether it will be told.
func (c *Conn) ask() bool {
	w := &c.watch
	if w.cancel == nil || w.off.Load() || isOdd(w.asked.Load()) { // a second one is none of net/http's that we know
		return false
	}
	w.asked.Add(1)
	if !w.listed.Load() && w.listed.CompareAndSwap(false, true) {
		c.of.rounds.add(c)
	}
	return true
}

// look is called in each round. It reports whether it is to be called in the next
// one, too.
func (c *Conn) look() (again bool) {
	w := &c.watch
	asked := w.asked.Load()
	if isOdd(asked) && asked != w.seen {
		w.seen = asked
		return true
	}
	if isOdd(asked) {
		c.startWatch(asked)
	}
	w.listed.Store(false)
	now := w.asked.Load() // who asks from now on sees that it is not listed
	return isOdd(now) && now != asked && w.listed.CompareAndSwap(false, true)
}

// startWatch watches the client, unless the request has been answered.
func (c *Conn) startWatch(asked uint32) {
	w := &c.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.off.Load() || w.asked.Load() != asked || !c.deadline.reader.CompareAndSwap(nobody, watcher) {
		return
	}
	w.done = make(chan struct{})
	go c.watchClient(w.done)
}

// watchClient reads a byte. That is the first of the next request, for who reads
// on, or does not come, and the client has gone.
func (c *Conn) watchClient(done chan<- struct{}) {
	defer close(done)
	var p [1]byte
	n, err := c.readInTime(p[:])
	switch {
	case n == 1:
		c.early, c.ahead = p[0], true
		c.unread.Store(true)
	case err != nil && !c.deadline.stopped.Load():
		c.watch.cancel()
	}
	c.deadline.reader.Store(nobody)
}

// endWatch ends the watching, if somebody does.
func (c *Conn) endWatch() {
	w := &c.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if c.deadline.reader.Load() != watcher {
		return
	}
	c.stopReading()
	<-w.done
	c.deadline.stopped.Store(false)
}

// Ahead ends the watching, and reports whether the first byte of what comes next
// was read by it: the next read gets it.
func (c *Conn) Ahead() bool {
	c.watch.off.Store(true)
	c.endWatch()
	return c.ahead
}

// rounds look at connections whose requests are being answered. The zero value
// is ready.
type rounds struct {
	mu      sync.Mutex
	conns   []*Conn
	running bool
}

// add adds a connection that is not there.
func (r *rounds) add(c *Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conns = append(r.conns, c)
	if !r.running {
		r.running = true
		go r.run()
	}
}

// run looks until there is nothing to look at.
func (r *rounds) run() {
	var all []*Conn
	for {
		time.Sleep(lookTime)
		if all = r.take(all); all == nil {
			return
		}
		for _, c := range all {
			if c.look() {
				r.add(c)
			}
		}
		clear(all)
	}
}

// take returns the connections that there are, and leaves room for others. It
// returns nil if there is none, and nobody looks any more.
func (r *rounds) take(room []*Conn) (all []*Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.conns) == 0 {
		r.running = false
		return nil
	}
	all, r.conns = r.conns, room[:0]
	return all
}
