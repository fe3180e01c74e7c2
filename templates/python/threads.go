package python

import "time"

// threads are those of a worker. To wake a thread, and to have several of one
// process run by turns, costs more than most requests take. So one of them, the
// leader, takes all requests from the queue, one after the other. The others
// follow when a request takes the leader longer than a moment: what comes then
// is sent to them, and what is in the queue already they are called for.
//
// The worker's mutex guards them.
type threads struct {
	idle   []*conn   // followers that have nothing to do
	ahead  int       // requests that are in the queue, or that the leader has
	called int       // followers that were called to the queue and have not said what they have found there
	since  time.Time // when the leader has begun with its request, at the latest
	timed  bool      // look will be called
}

// moment is how long a request may take before others do not wait for it.
const moment = time.Millisecond

// isLate reports whether the leader's request takes longer than a moment.
func (t *threads) isLate() bool {
	return t.ahead > 0 && time.Since(t.since) > moment
}

// follower returns the follower that is to take a request; nil is none, and the
// request goes into the queue.
func (w *worker) follower(t *ticket) *conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.idle) > 0 && w.isLate() {
		return w.next()
	}
	if w.ahead == 0 {
		w.since = time.Now()
	}
	w.ahead++
	t.ahead = true
	w.watch()
	return nil
}

// next takes the follower that was busy last.
func (t *threads) next() *conn {
	c := t.idle[len(t.idle)-1]
	t.idle = t.idle[:len(t.idle)-1]
	return c
}

// watch has look called in a moment, if there is somebody to call then.
func (w *worker) watch() {
	if !w.threads.timed && len(w.conns) > 1 {
		w.threads.timed = true
		time.AfterFunc(moment, w.look)
	}
}

// look calls followers if the leader is late, and looks again as long as it is
// not.
func (w *worker) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.threads.timed = false
	switch {
	case w.isLate():
		w.call()
	case w.ahead > 0:
		w.watch()
	}
}

// call calls followers to the queue, where more requests are than the leader's
// own.
func (w *worker) call() {
	for len(w.idle) > 0 && w.ahead-w.called > 1 {
		w.called++
		var m maker
		m.begin(frameTake)
		_ = m.sendTo(w.next().conn) // a worker that has ended is noticed elsewhere
	}
}

// found is for a follower that has found nothing in the queue. What it was called
// for may still be on its way there: somebody is to look again.
func (w *worker) found(c *conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.called--
	w.idle = append(w.idle, c)
	if w.ahead-w.called > 1 {
		w.watch()
	}
}

// free is for a thread whose request has ended.
func (w *worker) free(t *ticket, c *conn) {
	if t.ahead {
		w.ahead--
		w.since = time.Now()
	}
	if c != nil && c != w.conns[0] {
		w.idle = append(w.idle, c)
	}
	if w.isLate() {
		w.call()
	} else if w.ahead > 0 {
		w.watch()
	}
}
