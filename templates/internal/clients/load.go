package clients

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Load has users that ask until it is stopped.
type Load struct {
	stop     chan struct{}
	group    sync.WaitGroup
	requests atomic.Int64
	mu       sync.Mutex
	errs     []error
	versions map[string]int // requests by the builds that have answered
}

// StartLoad lets users ask, each as soon as it has its answer and pause has
// passed.
func StartLoad(pause time.Duration, users ...User) *Load {
	l := &Load{stop: make(chan struct{}), versions: map[string]int{}}
	for n, u := range users {
		l.group.Add(1)
		go func() {
			defer l.group.Done()
			for i := 0; ; i++ {
				select {
				case <-l.stop:
					return
				default:
				}
				l.note(u, fmt.Sprintf("/%d/%d", n, i))
				time.Sleep(pause)
			}
		}()
	}
	return l
}

// note asks once, and notes what came of it.
func (l *Load) note(u User, path string) {
	version, err := u.Ask(path)
	l.requests.Add(1)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.versions[version]++
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("%s: %s: %w", u, path, err))
	}
}

// Requests is how many there were so far.
func (l *Load) Requests() int64 { return l.requests.Load() }

// End stops the users, and returns how many requests each build has answered.
// None may have failed, unless mayFail: then only half of them may not.
func (l *Load) End(t *testing.T, mayFail bool) map[string]int {
	t.Helper()
	close(l.stop)
	l.group.Wait()
	report := t.Error
	if mayFail && int64(len(l.errs)) < l.requests.Load()/2 {
		report = t.Log
	}
	for i, err := range l.errs {
		if i < 10 {
			report(err)
		}
	}
	t.Logf("%d requests, %d failed, by builds: %v", l.requests.Load(), len(l.errs), l.versions)
	return l.versions
}
