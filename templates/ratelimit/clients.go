package ratelimit

import (
	"hash/maphash"
	"sync"
	"time"
)

// clients remembers when each client has used up what it may ask: the generic
// cell rate algorithm, which needs one time for each. Clients that have used up
// nothing are not remembered.
type clients struct {
	interval time.Duration // between two requests at the rate
	burst    time.Duration // how much may be used in advance
	most     int           // clients that are remembered
	seed     maphash.Seed

	mu    sync.Mutex
	used  map[uint64]time.Time // by the hash of what stands for the client
	rest  time.Time            // of all clients for which there was no room
	swept time.Time
}

func newClients(interval time.Duration, burst, most int) *clients {
	return &clients{
		interval: interval, burst: time.Duration(burst) * interval, most: most,
		seed: maphash.MakeSeed(), used: map[uint64]time.Time{},
	}
}

// ask takes a request of a client into account if it may ask now; else it
// returns how long it has to wait.
func (c *clients) ask(client string, now time.Time) (wait time.Duration) {
	hash := maphash.String(c.seed, client)
	c.mu.Lock()
	defer c.mu.Unlock()
	used, known := c.used[hash]
	if !known && !c.room(now) {
		return c.take(&c.rest, now)
	}
	if wait = c.take(&used, now); wait == 0 {
		c.used[hash] = used
	}
	return wait
}

// take takes one request from what may be used.
func (c *clients) take(used *time.Time, now time.Time) (wait time.Duration) {
	next := *used
	if next.Before(now) {
		next = now
	}
	next = next.Add(c.interval)
	if wait = next.Sub(now) - c.burst; wait > 0 {
		return wait
	}
	*used = next
	return 0
}

// sweepEvery is how often it is looked for clients that need not be remembered,
// at most.
const sweepEvery = time.Second

// room reports whether there is room for one client more.
func (c *clients) room(now time.Time) bool {
	if len(c.used) < c.most {
		return true
	}
	if now.Sub(c.swept) < sweepEvery {
		return false
	}
	c.swept = now
	for hash, used := range c.used {
		if !used.After(now) {
			delete(c.used, hash)
		}
	}
	return len(c.used) < c.most
}
