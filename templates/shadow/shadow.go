// Package shadow proves a port: requests that Go answers are answered by
// Python, too, or the reverse, and what differs is logged and counted. It is
// what [pastegen:shadow] in an INI file stands for.
//
// The client has its answer from one of the two, as if there were no other. The
// other one answers later, and elsewhere: a bounded number of requests wait for
// it, those that come beyond are not compared. Only GET and HEAD without a body
// are, since others change things.
//
// What stands below a filter is asked once, for the client. When the other
// filter asks it the same, it is given the answer that there was; when it asks
// something else, there is nothing to compare, which is counted as well.
package shadow

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/pastegen/pastegen/templates/sources"
)

// Config says what is compared. The zero Config compares all.
type Config struct {
	// Share is the part of requests that are compared, from 0 to 1; 0 is all.
	Share float64

	// Ignore are names of headers, and keys of environ, that may differ. Nil is
	// Date.
	Ignore []string

	// Timeout is how long the other answer may take; 0 is 30 seconds.
	Timeout time.Duration

	// BodyLimit is how many bytes of a body are kept; 0 is a megabyte. What is
	// behind them is compared as a whole. An answer from below a filter that is
	// larger cannot be given again.
	BodyLimit int

	// Queue is how many requests are on their way at a time, from their
	// beginning until they are compared, and Threads how many of them are
	// answered again at a time; 0 is 64 and 4.
	Queue, Threads int

	// Originals are the workers that only answer again. They are ended with the
	// last comparison; nil is none.
	Originals interface {
		Close(ctx context.Context) error
	}

	// Log is where differences are told; nil is slog's default.
	Log *slog.Logger
}

const (
	defaultTimeout   = 30 * time.Second
	defaultBodyLimit = 1 << 20
	defaultQueue     = 64
	defaultThreads   = 4
)

// Side is a language.
type Side int

// The sides.
const (
	Go Side = iota
	Python
)

// String returns its name.
func (s Side) String() string {
	if s == Python {
		return "Python"
	}
	return "Go"
}

// Shadow compares answers. Its methods may be called by several goroutines.
type Shadow struct {
	config  Config
	ignored ignored
	log     log
	report  *report // of all that is compared; nil is none
	seed    maphash.Seed
	tally   tally

	slots chan struct{} // requests on their way
	jobs  chan *recording
	group sync.WaitGroup

	mu     sync.Mutex
	closed bool
}

// New returns what compares answers. Where a server tells what its apps count, it
// finds that in ctx.
//
// With $PASTE_SHADOW_REPORT, the path of a file, all requests are compared, none
// is left out because there are many, and a line of JSON is added to that file
// for each.
func New(ctx context.Context, c Config) (*Shadow, error) {
	s := &Shadow{
		config: c.complete(), seed: maphash.MakeSeed(),
		log:   log{Logger: cmp.Or(c.Log, slog.Default()), told: map[string]*told{}},
		tally: tally{sections: map[string]*counts{}},
	}
	s.ignored = ignoring(s.config.Ignore)
	if path := os.Getenv("PASTE_SHADOW_REPORT"); path != "" {
		r, err := openReport(path)
		if err != nil {
			return nil, err
		}
		s.report = r
	}
	s.slots, s.jobs = make(chan struct{}, s.config.Queue), make(chan *recording, s.config.Queue)
	for range s.config.Threads {
		s.group.Add(1)
		go s.work()
	}
	sources.Tell(ctx, s.tally.tell)
	return s, nil
}

// complete returns a configuration with what is left to us.
func (c Config) complete() Config {
	if c.Share <= 0 {
		c.Share = 1
	}
	if c.Ignore == nil {
		c.Ignore = []string{"Date"}
	}
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	if c.BodyLimit <= 0 {
		c.BodyLimit = defaultBodyLimit
	}
	if c.Queue <= 0 {
		c.Queue = defaultQueue
	}
	if c.Threads <= 0 {
		c.Threads = defaultThreads
	}
	return c
}

// pair returns one whose sides are not there yet.
func (s *Shadow) pair(section string, client Side) *pair {
	return &pair{comparison: comparison{client, s.ignored}, shadow: s, section: section, counts: s.tally.of(section)}
}

// App returns an app that answers as the one of that side does, and compares
// what the other one answers. The section is for logs and counters.
func (s *Shadow) App(section string, client Side, inGo, inPython http.Handler) http.Handler {
	p := s.pair(section, client)
	p.first, p.second = inGo, inPython
	if client == Python {
		p.first, p.second = inPython, inGo
	}
	return p
}

// Filter is App for filters. The other one is put around what replays answers.
func (s *Shadow) Filter(section string, client Side, inGo, inPython func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		p := s.pair(section, client)
		first, second := inGo, inPython
		if client == Python {
			first, second = inPython, inGo
		}
		p.first, p.second = first(&below{pair: p, next: next}), second(&replayed{p})
		return p
	}
}

// Stats returns the counts of all sections, in the order in which they were
// made.
func (s *Shadow) Stats() []Stats { return s.tally.stats() }

// reserve takes one of the places for requests on their way, and reports
// whether there was one.
func (s *Shadow) reserve() bool {
	if s.report != nil {
		s.slots <- struct{}{}
		return true
	}
	select {
	case s.slots <- struct{}{}:
		return true
	default:
		return false
	}
}

func (s *Shadow) release() { <-s.slots }

// samples reports whether a request is one of those that are compared.
func (s *Shadow) samples() bool {
	return s.report != nil || s.config.Share >= 1 || rand.Float64() < s.config.Share
}

// submit has a request answered again. It does not wait, since there is a place
// for each that has reserved one.
func (s *Shadow) submit(rec *recording) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		s.release()
		return
	}
	s.jobs <- rec
}

func (s *Shadow) work() {
	defer s.group.Done()
	for rec := range s.jobs {
		if s.isClosed() && s.report == nil {
			s.release()
			continue
		}
		rec.pair.compare(rec)
	}
}

func (s *Shadow) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// Close ends comparing. What waits is dropped, but not where there is a report.
// It returns when ctx ends, at the latest.
func (s *Shadow) Close(ctx context.Context) error {
	if !s.end() {
		return nil
	}
	done := make(chan struct{})
	go func() {
		s.group.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done(): // what still answers is of no use to anybody
	}
	var err error
	if s.config.Originals != nil {
		err = s.config.Originals.Close(ctx)
	}
	if s.report != nil {
		err = errors.Join(err, s.report.Close())
	}
	return err
}

// end has no more be compared, and reports whether that was not so before.
func (s *Shadow) end() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.closed = true
	close(s.jobs)
	return true
}
