package metrics

import (
	"math/rand/v2"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// section is what was measured under one name. It is in parts, so that those who
// measure at the same time seldom wait for each other.
type section struct {
	of      *Registry
	buckets []float64 // upper bounds in seconds
	parts   []*part
}

// part has some of the requests of a section.
type part struct {
	buckets  []float64
	inFlight atomic.Int64

	mu      sync.Mutex
	bytes   int64
	methods [methods]*counted // nil for those that nobody has asked by
}

// counted are the requests of one method.
type counted struct {
	times    histogram
	statuses []statusCount // in the order in which they were seen
}

type statusCount struct {
	status int
	n      int64
}

// histogram counts how long requests took.
type histogram struct {
	counts []int64 // one for each bucket, and one for what is longer
	sum    float64
}

// answer is what requests are counted by.
type answer struct {
	method string
	status int
}

// totals is all that was measured under one name.
type totals struct {
	buckets  []float64
	inFlight int64
	bytes    int64
	answers  map[answer]int64
	times    map[string]*histogram // by method
}

// methods is how many names there are under which methods are counted.
const methods = 10

// methodNames are these names.
func methodNames() [methods]string {
	return [...]string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodOptions, http.MethodConnect, http.MethodTrace, "other",
	}
}

// methodIndex is the number of a method among the names. One that nobody knows is
// any client's to make up: they are all the last.
func methodIndex(name string) int {
	for i, known := range methodNames() {
		if name == known {
			return i
		}
	}
	return methods - 1
}

// newSection returns one of which nothing is known.
func newSection(of *Registry, buckets []float64) *section {
	s := &section{of: of, buckets: buckets, parts: make([]*part, 4*runtime.GOMAXPROCS(0))}
	for i := range s.parts {
		s.parts[i] = &part{buckets: buckets}
	}
	return s
}

// begin counts a request that begins, and returns what is to be told of its end.
func (s *section) begin() *part {
	p := s.parts[rand.IntN(len(s.parts))]
	p.inFlight.Add(1)
	return p
}

// end counts a request that has ended.
func (p *part) end(method string, status int, bytes int64, took time.Duration) {
	p.inFlight.Add(-1)
	i := methodIndex(method)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bytes += bytes
	if p.methods[i] == nil {
		p.methods[i] = &counted{times: histogram{counts: make([]int64, len(p.buckets)+1)}}
	}
	p.methods[i].count(status)
	p.methods[i].times.add(p.buckets, took.Seconds())
}

// count counts an answer.
func (c *counted) count(status int) {
	for i := range c.statuses {
		if c.statuses[i].status == status {
			c.statuses[i].n++
			return
		}
	}
	c.statuses = append(c.statuses, statusCount{status, 1})
}

// add counts how long an answer took. Most are among the first buckets.
func (h *histogram) add(buckets []float64, seconds float64) {
	i := 0
	for i < len(buckets) && seconds > buckets[i] {
		i++
	}
	h.counts[i]++
	h.sum += seconds
}

// total adds up all parts.
func (s *section) total() *totals {
	t := &totals{buckets: s.buckets, answers: map[answer]int64{}, times: map[string]*histogram{}}
	for _, p := range s.parts {
		p.addTo(t)
	}
	return t
}

// addTo adds what the part has.
func (p *part) addTo(t *totals) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t.inFlight += p.inFlight.Load()
	t.bytes += p.bytes
	for i, name := range methodNames() {
		if c := p.methods[i]; c != nil {
			t.add(name, c)
		}
	}
}

// add adds the requests of a method.
func (t *totals) add(method string, c *counted) {
	for _, s := range c.statuses {
		t.answers[answer{method, s.status}] += s.n
	}
	h := t.times[method]
	if h == nil {
		h = &histogram{counts: make([]int64, len(c.times.counts))}
		t.times[method] = h
	}
	for i, n := range c.times.counts {
		h.counts[i] += n
	}
	h.sum += c.times.sum
}
