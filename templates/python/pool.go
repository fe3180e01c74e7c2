package python

import (
	"context"
	"slices"
	"sync"
	"time"
)

// conn is a connection to one thread of a worker.
type conn struct {
	pipe
	worker *worker
	begun  time.Time // of the request that it has
}

// pool gives connections to requests.
type pool struct {
	limit int

	mu      sync.Mutex
	workers []*worker    // those that take requests
	waiting []chan *conn // requests that wait for a connection, the longest one first
	coming  bool         // a worker that takes requests is expected at once
	closed  bool
}

// unavailable is the error of a request that gets no connection.
type unavailable struct{ wait time.Duration }

func (*unavailable) Error() string { return "python: no worker takes requests" }

// seconds is when it is worth to try again.
func (e *unavailable) seconds() int { return max(1, int(e.wait.Seconds()+0.5)) }

// get returns a connection, after waiting for one. The error is an *unavailable or that of ctx.
func (p *pool) get(ctx context.Context) (*conn, error) {
	p.mu.Lock()
	if c := p.idle(); c != nil {
		p.mu.Unlock()
		return c, nil
	}
	if p.closed || len(p.waiting) >= p.limit || len(p.workers) == 0 && !p.coming {
		p.mu.Unlock()
		return nil, &unavailable{time.Second}
	}
	turn := make(chan *conn, 1)
	p.waiting = append(p.waiting, turn)
	p.mu.Unlock()
	select {
	case c := <-turn:
		if c == nil {
			return nil, &unavailable{time.Second}
		}
		return c, nil
	case <-ctx.Done():
		p.forget(turn)
		return nil, ctx.Err()
	}
}

// idle takes a connection of the worker that has least to do.
func (p *pool) idle() *conn {
	var best *worker
	for _, w := range p.workers {
		if len(w.idle) > 0 && (best == nil || w.busy() < best.busy()) {
			best = w
		}
	}
	if best == nil {
		return nil
	}
	return best.take()
}

// forget is for a request that waits no longer.
func (p *pool) forget(turn chan *conn) {
	p.mu.Lock()
	i := slices.Index(p.waiting, turn)
	if i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
	}
	p.mu.Unlock()
	if i < 0 { // its turn has come
		if c := <-turn; c != nil {
			p.put(c)
		}
	}
}

// put takes a connection back.
func (p *pool) put(c *conn) {
	p.mu.Lock()
	w := c.worker
	w.requests++
	w.idle = append(w.idle, c)
	switch {
	case !slices.Contains(p.workers, w):
		w.ifIdle()
	case w.limit > 0 && w.requests >= w.limit:
		w.limit = 0
		w.replace("requests")
		fallthrough
	default:
		p.next()
	}
	p.mu.Unlock()
}

// next gives idle connections to those who wait.
func (p *pool) next() {
	for len(p.waiting) > 0 {
		c := p.idle()
		if c == nil {
			return
		}
		turn := p.waiting[0]
		p.waiting = slices.Delete(p.waiting, 0, 1)
		turn <- c
	}
}

// add has a worker take requests.
func (p *pool) add(w *worker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.workers = append(p.workers, w)
	p.next()
}

// remove has a worker take no more requests. What it has it may end.
func (p *pool) remove(w *worker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.workers = slices.DeleteFunc(p.workers, func(other *worker) bool { return other == w })
	w.ifIdle()
}

// expect says whether a worker is expected at once; if there is none, those who wait are sent away.
func (p *pool) expect(coming bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.coming = coming
	if !coming && len(p.workers) == 0 {
		p.refuse()
	}
}

func (p *pool) refuse() {
	for _, turn := range p.waiting {
		turn <- nil
	}
	p.waiting = nil
}

// close sends all away who wait, and who come.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.refuse()
}
