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
	resume chan struct{} // its request has ended
	shared *shared       // nil before there was a large chunk
}

// pool gives workers to requests. Each worker has a queue that its threads take
// calls from, so that a thread which has much to do finds the next one without
// falling asleep.
type pool struct {
	limit  int
	makers sync.Pool

	mu      sync.Mutex
	workers []*worker      // those that take requests
	waiting []chan *worker // requests that wait for one, the longest one first
	coming  []*place       // where a worker that takes requests is expected at once
	closed  bool
}

// maker returns a maker of frames, which is to be put back.
func (p *pool) maker() *maker {
	if m, ok := p.makers.Get().(*maker); ok {
		return m
	}
	return &maker{}
}

// unavailable is the error of a request that gets no connection.
type unavailable struct{ wait time.Duration }

func (*unavailable) Error() string { return "python: no worker takes requests" }

// seconds is when it is worth to try again.
func (e *unavailable) seconds() int { return max(1, int(e.wait.Seconds()+0.5)) }

// get returns a worker that has room for a request, after waiting for one. The
// error is an *unavailable or that of ctx.
func (p *pool) get(ctx context.Context) (*worker, error) {
	p.mu.Lock()
	if w := p.free(); w != nil {
		p.mu.Unlock()
		return w, nil
	}
	if p.closed || len(p.waiting) >= p.limit || len(p.workers) == 0 && len(p.coming) == 0 {
		p.mu.Unlock()
		return nil, &unavailable{time.Second}
	}
	turn := make(chan *worker, 1)
	p.waiting = append(p.waiting, turn)
	p.mu.Unlock()
	select {
	case w := <-turn:
		if w == nil {
			return nil, &unavailable{time.Second}
		}
		return w, nil
	case <-ctx.Done():
		p.forget(turn)
		return nil, ctx.Err()
	}
}

// free takes the worker that has least to do, if one has room. One that ends just
// now, and is here still, takes nothing.
func (p *pool) free() *worker {
	var best *worker
	for _, w := range p.workers {
		if w.taken < w.room && (best == nil || w.taken < best.taken) && !w.broken.Load() {
			best = w
		}
	}
	if best != nil {
		best.taken++
	}
	return best
}

// forget is for a request that waits no longer.
func (p *pool) forget(turn chan *worker) {
	p.mu.Lock()
	i := slices.Index(p.waiting, turn)
	if i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
	}
	p.mu.Unlock()
	if i < 0 { // its turn has come
		if w := <-turn; w != nil {
			p.put(w)
		}
	}
}

// put is for a request of a worker that has ended.
func (p *pool) put(w *worker) {
	p.mu.Lock()
	w.requests++
	w.taken--
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

// next gives workers with room to those who wait.
func (p *pool) next() {
	for len(p.waiting) > 0 {
		w := p.free()
		if w == nil {
			return
		}
		turn := p.waiting[0]
		p.waiting = slices.Delete(p.waiting, 0, 1)
		turn <- w
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

// expect says whether a worker is expected at once in a place. If there is none
// anywhere, nor expected, those who wait are sent away.
func (p *pool) expect(at *place, coming bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.coming = slices.DeleteFunc(p.coming, func(other *place) bool { return other == at })
	if coming {
		p.coming = append(p.coming, at)
	}
	if len(p.coming) == 0 && len(p.workers) == 0 {
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
