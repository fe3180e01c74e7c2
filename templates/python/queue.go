package python

import (
	"net"
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

// queue is where the threads of a worker take requests from.
type queue struct {
	threads // whose mutex guards the rest

	socket  *net.UnixConn
	tickets map[int]*ticket // requests that no thread has said to have taken; nil when the worker has ended
	running []*ticket       // what the threads run
	queued  []*ticket       // what waits for one of them, the longest first
	count   int
	timed   bool // requests may take so long only
}

// issue returns a ticket.
func (q *queue) issue() *ticket {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.count = (q.count + 1) & (1<<31 - 1)
	t := &ticket{number: q.count, taken: make(chan *conn, 1)}
	if q.tickets == nil {
		t.taken <- nil
		return t
	}
	q.tickets[t.number] = t
	q.queued = append(q.queued, t)
	q.run()
	return t
}

// run notes what runs now. Threads take requests in the order in which they came.
func (q *queue) run() {
	for len(q.queued) > 0 && len(q.running) < len(q.conns) {
		t := q.queued[0]
		q.queued = slices.Delete(q.queued, 0, 1)
		if q.timed {
			t.begun = time.Now()
		}
		q.running = append(q.running, t)
	}
}

// finish is for a request that has ended on a connection, which is nil if no
// thread has taken it.
func (q *queue) finish(t *ticket, c *conn) {
	q.mu.Lock()
	defer q.mu.Unlock()
	is := func(other *ticket) bool { return other == t }
	delete(q.tickets, t.number)
	q.running, q.queued = slices.DeleteFunc(q.running, is), slices.DeleteFunc(q.queued, is)
	q.run()
	q.free(t, c)
}

// isStuck reports whether a request has taken too long.
func (q *queue) isStuck(limit time.Duration) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.ContainsFunc(q.running, func(t *ticket) bool { return time.Since(t.begun) > limit })
}

// enter puts a call into the queue. Of one that is too large for it only the
// ticket, and the call goes to the thread that takes it.
func (q *queue) enter(t *ticket, m *maker) (sent bool, err error) {
	if c := q.follower(t); c != nil {
		err := m.sendTo(c.conn)
		return err == nil, err
	}
	if m.size() <= maxQueued {
		err := m.sendTo(q.socket)
		return err == nil, err
	}
	large := maker{}
	large.begin(frameLarge)
	large.number(t.number)
	if err := large.sendTo(q.socket); err != nil {
		return false, err
	}
	c := <-t.taken
	t.taken <- c
	if c == nil {
		return true, nil
	}
	return true, m.sendTo(c.conn)
}

// redeem returns the ticket of that number, which a thread has taken, and
// maybe answered.
func (q *queue) redeem(number int, c *conn, answer []byte) *ticket {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := q.tickets[number]
	delete(q.tickets, number)
	if t == nil {
		return nil
	}
	t.answer = answer
	switch {
	case !t.ahead: // it was sent to a follower
	case c == q.conns[0]:
		q.open = answer == nil
	default:
		t.ahead = false
		q.ahead--
		q.called--
	}
	return t
}

// refuse sends all away who are in the queue of a worker that has ended.
func (q *queue) refuse() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, t := range q.tickets {
		t.taken <- nil
	}
	q.tickets = nil
}
