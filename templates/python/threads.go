package python

import (
	"bytes"
	"os"
	"sync"
	"time"
)

// threads are those of a worker. To wake a thread, and to have several of one
// process run by turns, costs more than most requests take. So one of them, the
// leader, takes all requests from the queue, one after the other. The others
// follow when a request takes the leader longer than a moment: what comes then
// is sent to them, and what is in the queue already they are called for.
//
// A leader that is not asleep but works, or waits for a processor, has a little
// longer: the others would only fight with it for the interpreter's lock.
//
// A thread is known by its connection, the leader by the first.
type threads struct {
	conns []*conn

	mu       sync.Mutex
	idle     []*conn   // followers that have nothing to do
	ahead    int       // requests that are in the queue, or that the leader has
	called   int       // followers that were called to the queue and have not said what they have found there
	since    time.Time // when the leader has begun with its request, at the latest
	late     bool      // others do not wait for that
	watching bool      // look will be called
	leader   *os.File  // what the kernel tells of the leader; nil where it does not
}

// moment is how long a request may take before others do not wait for it,
// longTurn the same for a leader that is not asleep: two of the turns that the
// interpreter gives to threads.
const (
	moment   = time.Millisecond
	longTurn = 10 * moment
)

// isLate reports whether the leader's request takes too long for others.
func (t *threads) isLate() bool { return t.ahead > 0 && t.late }

// judge finds out whether it does.
func (t *threads) judge() {
	took := time.Since(t.since)
	t.late = took > longTurn || took > moment && !isAwake(t.leader)
}

// know takes the name of the leader's file, which is none where there is no
// /proc.
func (t *threads) know(stat string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.leader, _ = os.Open(stat)
}

// forget is for a worker that has ended.
func (t *threads) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.leader != nil {
		_ = t.leader.Close() // nothing was written
	}
	t.leader = nil
}

// begins is for a leader that begins with a request.
func (t *threads) begins() { t.since, t.late = time.Now(), false }

// isAwake reports whether a thread works, or waits for a processor, by its file
// stat in /proc. One that nothing is known of may be asleep.
func isAwake(stat *os.File) bool {
	if stat == nil {
		return false
	}
	var text [64]byte // the number, the name in brackets, which is short, and the state
	n, _ := stat.ReadAt(text[:], 0)
	return bytes.Contains(text[:n], []byte(") R "))
}

// follower returns the follower that is to take a request; nil is none, and the
// request goes into the queue.
func (t *threads) follower(next *ticket) *conn {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.idle) > 0 && t.isLate() {
		return t.next()
	}
	if t.ahead == 0 {
		t.begins()
	}
	t.ahead++
	next.ahead = true
	t.watch()
	return nil
}

// next takes the follower that was busy last.
func (t *threads) next() *conn {
	c := t.idle[len(t.idle)-1]
	t.idle = t.idle[:len(t.idle)-1]
	return c
}

// watch has look called in a moment, if there is somebody to call then.
func (t *threads) watch() {
	if !t.watching && len(t.conns) > 1 {
		t.watching = true
		time.AfterFunc(moment, t.look)
	}
}

// look calls followers if the leader is late, and looks again as long as it is
// not.
func (t *threads) look() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watching = false
	t.judge()
	switch {
	case t.isLate():
		t.call()
	case t.ahead > 0:
		t.watch()
	}
}

// call calls followers to the queue, where more requests are than the leader's
// own.
func (t *threads) call() {
	for len(t.idle) > 0 && t.ahead-t.called > 1 {
		t.called++
		var m maker
		m.begin(frameTake)
		_ = m.sendTo(t.next().conn) // a worker that has ended is noticed elsewhere
	}
}

// found is for a follower that has found nothing in the queue. What it was called
// for may still be on its way there: somebody is to look again.
func (t *threads) found(c *conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.called--
	t.idle = append(t.idle, c)
	if t.ahead-t.called > 1 {
		t.watch()
	}
}

// free is for a thread whose request has ended.
func (t *threads) free(done *ticket, c *conn) {
	if done.ahead {
		t.ahead--
		t.begins()
	}
	if c != nil && c != t.conns[0] {
		t.idle = append(t.idle, c)
	}
	if t.isLate() {
		t.call()
	} else if t.ahead > 0 {
		t.watch()
	}
}
