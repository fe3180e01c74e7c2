package python

import (
	"bytes"
	"os"
	"slices"
	"sync"
	"time"
)

// threads are those of a worker. To wake a thread, and to have several of one
// process run by turns, costs more than most requests take. So one of them, the
// leader, takes all requests from the queue, one after the other. The others
// follow when a request takes the leader longer than a moment: what comes then
// is sent to them, and what is in the queue already they are called for.
//
// While one of them is not asleep but works, or waits for a processor, the leader
// has a little longer: the others would only fight for the interpreter's lock. A
// leader that has answered is not late, if nobody has come to read that. One whose
// request calls Go is late at once: it waits for another process, too.
//
// How long it takes is looked at when a request comes. A timer is for those that
// wait while none comes: it wakes this process, which costs as much as a request
// does, and so it is a slow one while the leader gets on.
//
// A thread is known by its connection, the leader by the first.
type threads struct {
	conns []*conn

	mu       sync.Mutex
	idle     []*conn    // followers that have nothing to do
	ahead    int        // requests that are in the queue, or that the leader has
	called   int        // followers that were called to the queue and have not said what they have found there
	since    time.Time  // when the leader has begun with its request, at the latest
	begun    int        // how many it has begun with since look was called
	late     bool       // others do not wait for that
	judged   time.Time  // when that was found out last
	watching bool       // look will be called
	open     bool       // somebody reads what the leader's request sends
	inGo     bool       // the leader's request has called Go, and may wait for that
	stats    []*os.File // what the kernel tells of each; nothing where it does not
}

// moment is how long a request may take before others do not wait for it,
// longTurn the same while a thread is not asleep: two of the turns that the
// interpreter gives to threads.
const (
	moment   = time.Millisecond
	longTurn = 10 * moment
)

// isLate reports whether the leader's request takes too long for others.
func (t *threads) isLate() bool { return t.ahead > 0 && t.late }

// judge finds out whether it does, and calls followers then.
func (t *threads) judge(now time.Time) {
	took := now.Sub(t.since)
	t.judged = now
	t.late = t.inGo || took > moment && (t.open || !t.conns[0].hasUnread()) && (took > longTurn || !slices.ContainsFunc(t.stats, isAwake))
	if t.isLate() {
		t.call()
	}
}

// know takes the name of a thread's file, which is none where there is no /proc.
func (t *threads) know(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if stat, err := os.Open(name); err == nil {
		t.stats = append(t.stats, stat)
	}
}

// forget is for a worker that has ended.
func (t *threads) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, stat := range t.stats {
		_ = stat.Close() // nothing was written
	}
	t.stats = nil
}

// begins is for a leader that begins with a request.
func (t *threads) begins() {
	t.since, t.late = time.Now(), t.inGo
	t.begun++
}

// callsGo is for a thread whose request calls Go. Others do not wait for a leader
// that waits for that.
func (t *threads) callsGo(c *conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c == t.conns[0] {
		t.inGo, t.late = true, true
		t.call()
	}
}

// isAwake reports whether a thread works, or waits for a processor, by its file
// stat in /proc.
func isAwake(stat *os.File) bool {
	var text [64]byte // the number, the name in brackets, which is short, and the state
	n, _ := stat.ReadAt(text[:], 0)
	return bytes.Contains(text[:n], []byte(") R "))
}

// follower returns the follower that is to take a request; nil is none, and the
// request goes into the queue.
func (t *threads) follower(next *ticket) *conn {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch now := time.Now(); {
	case t.ahead == 0:
		t.begins()
	case !t.late && len(t.idle) > 0 && now.Sub(t.since) > moment && now.Sub(t.judged) > moment:
		t.judge(now)
	}
	if len(t.idle) > 0 && t.isLate() {
		return t.next()
	}
	t.ahead++
	next.ahead = true
	t.watch(moment)
	return nil
}

// next takes the follower that was busy last.
func (t *threads) next() *conn {
	c := t.idle[len(t.idle)-1]
	t.idle = t.idle[:len(t.idle)-1]
	return c
}

// waits reports whether more requests are in the queue than the leader's own, and
// those that followers were called for.
func (t *threads) waits() bool { return t.ahead-t.called > 1 }

// watch has look called after a while, if a request waits and there is somebody
// to call then.
func (t *threads) watch(while time.Duration) {
	if !t.watching && t.waits() && len(t.conns) > 1 {
		t.watching = true
		time.AfterFunc(while, t.look)
	}
}

// look calls followers if the leader is late, and looks again as long as it is
// not: after longer while it gets through several in that time.
func (t *threads) look() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watching = false
	t.judge(time.Now())
	if again := t.pause(); !t.isLate() {
		t.watch(again)
	}
}

// pause is how long it is until look is called again.
func (t *threads) pause() time.Duration {
	begun := t.begun
	t.begun = 0
	if begun > 1 {
		return longTurn
	}
	return moment
}

// call calls followers to the queue, where requests wait.
func (t *threads) call() {
	for len(t.idle) > 0 && t.waits() {
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
	t.watch(moment)
}

// free is for a thread whose request has ended.
func (t *threads) free(done *ticket, c *conn) {
	if done.ahead {
		t.ahead--
		if done.answer == nil {
			t.open, t.inGo = false, false
		}
		t.begins()
	}
	if c != nil && c != t.conns[0] {
		t.idle = append(t.idle, c)
	}
	if t.isLate() {
		t.call()
	} else {
		t.watch(moment)
	}
}
