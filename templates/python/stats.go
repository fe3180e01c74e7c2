package python

import (
	"context"
	"strconv"
	"time"
)

// Stats are what is known of a worker.
type Stats struct {
	PID      int
	Threads  int
	Busy     int // requests that it has, those that wait for a thread included
	Requests int // that it has answered
	Memory   int64
	Started  time.Time
	Restarts int // workers that were in its place before
}

// Stats returns what is known of all workers, and how many requests wait for
// one of them.
func (ws *Workers) Stats() (all []Stats, waiting int) {
	var workers []*worker
	ws.mu.Lock()
	for _, p := range ws.places {
		workers = append(workers, p.worker)
		all = append(all, Stats{PID: p.worker.pid(), Threads: len(p.worker.conns), Started: p.worker.started, Restarts: p.restarts})
	}
	ws.mu.Unlock() // the pool asks for workers while it is locked
	for i, w := range workers {
		all[i].Memory = w.memory()
	}
	ws.pool.mu.Lock()
	defer ws.pool.mu.Unlock()
	for i, w := range workers {
		all[i].Busy, all[i].Requests = w.taken, w.requests
	}
	return all, len(ws.pool.waiting)
}

// measure has the workers' numbers shown where requests are measured.
func (ws *Workers) measure(ctx context.Context) {
	if !ws.config.Again {
		ws.measured.Add(ctx, ws.samples)
	}
}

// samples tells the numbers.
func (ws *Workers) samples(family func(name, kind, help string), sample func(name string, value float64, labels ...string)) {
	all, waiting := ws.Stats()
	for _, m := range []struct {
		name, kind, help string
		value            func(Stats) float64
	}{
		{"python_worker_busy", "gauge", "Requests that a worker has.", func(s Stats) float64 { return float64(s.Busy) }},
		{"python_worker_threads", "gauge", "Requests that it answers at the same time.", func(s Stats) float64 { return float64(s.Threads) }},
		{"python_worker_requests_total", "counter", "Requests that it has answered.", func(s Stats) float64 { return float64(s.Requests) }},
		{"python_worker_memory_bytes", "gauge", "Memory that it has.", func(s Stats) float64 { return float64(s.Memory) }},
		{"python_worker_restarts_total", "counter", "Workers that were in its place before.", func(s Stats) float64 { return float64(s.Restarts) }},
	} {
		family(m.name, m.kind, m.help)
		for i, s := range all {
			sample(m.name, m.value(s), "worker", strconv.Itoa(i+1))
		}
	}
	family("python_requests_waiting", "gauge", "Requests that wait for a worker.")
	sample("python_requests_waiting", float64(waiting))
}
