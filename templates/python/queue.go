package python

import (
	"slices"
	"time"
)

// ticket is a request in the queue of a worker.
type ticket struct {
	number int
	taken  chan *conn // by which thread it was taken; nil is none
	answer []byte     // all of it that the thread has sent, if it came at once
	begun  time.Time  // when a thread was free for it
	ahead  bool       // it is in the queue, or the leader has it
}

// issue returns a ticket.
func (w *worker) issue() *ticket {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.count = (w.count + 1) & (1<<31 - 1)
	t := &ticket{number: w.count, taken: make(chan *conn, 1)}
	if w.tickets == nil {
		t.taken <- nil
		return t
	}
	w.tickets[t.number] = t
	w.queued = append(w.queued, t)
	w.run()
	return t
}

// run notes what runs now. Threads take requests in the order in which they came.
func (w *worker) run() {
	for len(w.queued) > 0 && len(w.running) < len(w.conns) {
		t := w.queued[0]
		w.queued = slices.Delete(w.queued, 0, 1)
		if w.timed {
			t.begun = time.Now()
		}
		w.running = append(w.running, t)
	}
}

// finish is for a request that has ended on a connection, which is nil if no
// thread has taken it.
func (w *worker) finish(t *ticket, c *conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	is := func(other *ticket) bool { return other == t }
	delete(w.tickets, t.number)
	w.running, w.queued = slices.DeleteFunc(w.running, is), slices.DeleteFunc(w.queued, is)
	w.run()
	w.free(t, c)
}

// isStuck reports whether a request has taken too long.
func (w *worker) isStuck(limit time.Duration) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.running, func(t *ticket) bool { return time.Since(t.begun) > limit })
}

// enter puts a call into the queue. Of one that is too large for it only the
// ticket, and the call goes to the thread that takes it.
func (w *worker) enter(t *ticket, m *maker) (sent bool, err error) {
	if c := w.follower(t); c != nil {
		err := m.sendTo(c.conn)
		return err == nil, err
	}
	if m.size() <= maxQueued {
		err := m.sendTo(w.queue)
		return err == nil, err
	}
	large := maker{}
	large.begin(frameLarge)
	large.number(t.number)
	if err := large.sendTo(w.queue); err != nil {
		return false, err
	}
	c := <-t.taken
	t.taken <- c
	if c == nil {
		return true, nil
	}
	return true, m.sendTo(c.conn)
}

// read waits for requests that the thread of a connection takes, and leaves the
// connection to them.
func (w *worker) read(c *conn) {
	for {
		f, err := c.receive()
		if err != nil {
			return
		}
		if f.kind == frameIdle {
			w.found(c)
			continue
		}
		t := w.redeem(f.number(), c)
		if f.kind != frameTaken || t == nil {
			w.log.Error("a Python worker sends what it should not")
			w.kill()
			return
		}
		if t.answer = c.whole(); t.answer != nil {
			t.taken <- c
			continue
		}
		t.taken <- c
		select {
		case <-c.resume:
		case <-w.ended:
			return
		}
	}
}

// redeem returns the ticket of that number.
func (w *worker) redeem(number int, c *conn) *ticket {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.tickets[number]
	delete(w.tickets, number)
	if t != nil && t.ahead && c != w.conns[0] {
		t.ahead = false
		w.ahead--
		w.called--
	}
	return t
}

// refuse sends all away who are in the queue of a worker that has ended.
func (w *worker) refuse() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range w.tickets {
		t.taken <- nil
	}
	w.tickets = nil
}
