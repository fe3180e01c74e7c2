package python

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/pastegen/pastegen/templates/sources"
	"github.com/pastegen/pastegen/templates/wsgi"
)

// Workers are the processes of a program.
type Workers struct {
	*launcher
	pool     pool
	measured sources.Once // where the numbers of workers are shown

	mu      sync.Mutex
	places  []*place
	closing bool
	turn    sync.Mutex // one worker is replaced at a time: there is room for one more
	running sync.WaitGroup
}

// place is where one of the workers runs after the other.
type place struct {
	worker   *worker
	wanted   chan string // why another worker is to take its place
	crashes  int         // since one has run for a while
	restarts int
}

const (
	defaultThreads = 4
	defaultQueue   = 1024
	defaultStart   = time.Minute

	stopTime  = 10 * time.Second       // for a worker to end when it was told to
	leastWait = 100 * time.Millisecond // before a worker that has crashed is started again; it doubles
	mostWait  = 30 * time.Second
	patience  = 5                // crashes that follow each other before requests wait no longer for the next start
	wellTime  = 10 * time.Second // a worker that has run for so long has not crashed at its start
	lookTime  = time.Second      // between looks at the memory of workers, and at how long requests take
)

// newWorkers checks a configuration and finds what it names.
func newWorkers(c Config) (*Workers, error) {
	c.Workers = defaulted(c.Workers, 1)
	c.Threads = defaulted(c.Threads, defaultThreads)
	c.StartTime = defaulted(c.StartTime, defaultStart)
	l, err := newLauncher(c)
	if err != nil {
		return nil, err
	}
	ws := &Workers{launcher: l}
	ws.pool.limit = defaulted(c.Queue, defaultQueue)
	return ws, nil
}

// defaulted returns a value, or another one for zero.
func defaulted[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

// App returns the app of that ID, which may be a pipeline or a composite.
// children are the handlers that its GoChild nodes name, and those of the
// loaders that it asks. It panics if there is no such node.
func (ws *Workers) App(id string, children map[string]http.Handler) http.Handler {
	for i, node := range ws.config.Nodes {
		if node.ID == id {
			return wsgi.Handler((&app{workers: ws, node: i, section: node.Section, children: children}).call)
		}
	}
	panic(fmt.Errorf("python: there is no node %q", id))
}

// Filter returns the filter of that ID. Each worker makes it once, and Python
// has it once, whatever it is put around. It panics if there is no such node.
func (ws *Workers) Filter(id string) func(next http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return ws.App(id, map[string]http.Handler{"next": next})
	}
}

// start starts all workers, and then sees to it that they run.
func (ws *Workers) start(ctx context.Context) error {
	ws.starter = newStarter()
	before := stateOf(ws.launcher)
	workers := make([]*worker, ws.config.Workers)
	errs := make([]error, len(workers))
	var group sync.WaitGroup
	for i := range workers {
		group.Add(1)
		go func() {
			defer group.Done()
			workers[i], errs[i] = ws.startOne(ctx)
		}()
	}
	group.Wait()
	for i, w := range workers {
		if w != nil {
			ws.places = append(ws.places, &place{worker: w, wanted: make(chan string, 1)})
			ws.running.Add(1)
			go ws.keep(ws.places[len(ws.places)-1])
			ws.pool.add(w)
		}
		if errs[i] != nil {
			return errs[i]
		}
	}
	if ws.config.Timeout > 0 || ws.config.MemoryLimit > 0 {
		ws.running.Add(1)
		go ws.look()
	}
	ws.reloadWhenAsked(before)
	return nil
}

// spawn starts a worker.
func (ws *Workers) spawn() (*worker, error) {
	w := &worker{
		queue: queue{tickets: map[int]*ticket{}, timed: ws.config.Timeout > 0}, limit: ws.requestLimit(), started: time.Now(),
		ready: make(chan error, 1), ended: make(chan struct{}), heard: make(chan struct{}), drained: make(chan struct{}),
	}
	w.output = output{log: ws.log, records: ws.records, over: w.ended}
	w.replace = func(why string) { ws.ask(w, why) }
	if err := w.start(ws); err != nil {
		w.closeOurs()
		w.output.close()
		return nil, err
	}
	w.log = w.log.With("worker", w.pid())
	w.output.begin()
	go w.wait()
	go w.listen()
	for _, c := range w.conns {
		go w.read(c)
	}
	return w, nil
}

// startOne starts a worker and waits until it has built all nodes.
func (ws *Workers) startOne(ctx context.Context) (*worker, error) {
	w, err := ws.spawn()
	if err != nil {
		return nil, err
	}
	timer := time.NewTimer(ws.config.StartTime)
	defer timer.Stop()
	select {
	case err = <-w.ready:
	case <-timer.C:
		w.dump("a worker is not ready in time")
		err = w.unready(fmt.Errorf("a worker was not ready after %v; its stacks are in the log", ws.config.StartTime))
	case <-ctx.Done():
		err = w.unready(ctx.Err())
	case <-ws.done:
		err = closingError{}
	}
	if err != nil {
		ws.settle(w)
		return nil, err
	}
	return w, nil
}

type closingError struct{}

func (closingError) Error() string { return "python: the workers are being ended" }

// settle ends a worker whose start has failed, after it has printed what it had
// to.
func (ws *Workers) settle(w *worker) {
	select {
	case <-w.ended:
	case <-time.After(200 * time.Millisecond):
		w.kill()
		<-w.ended
	}
	w.reading.Wait()
}

// keep keeps a worker running in a place.
func (ws *Workers) keep(p *place) {
	defer ws.running.Done()
	for {
		select {
		case <-ws.done:
			return
		case <-p.worker.ended:
			ws.restart(p)
		case why := <-p.wanted:
			ws.renew(p, why)
		}
	}
}

// restart starts another worker after a crash.
func (ws *Workers) restart(p *place) {
	if time.Since(p.worker.started) > wellTime {
		p.crashes = 0
	}
	ws.pool.expect(p, p.crashes < patience) // before there is none: who comes in between waits too
	ws.pool.remove(p.worker)
	ws.log.Error("a Python worker has ended", "worker", p.worker.pid(), "state", p.worker.state)
	for ; ; p.crashes++ {
		if p.crashes > 0 && !ws.sleep(min(leastWait<<min(p.crashes, 20), mostWait)) {
			return
		}
		w, err := ws.startOne(context.Background())
		if err == nil {
			p.crashes++
			ws.take(p, w)
			return
		}
		if err == (closingError{}) {
			return
		}
		ws.log.Error("a Python worker cannot be started", "err", err)
		ws.pool.expect(p, false)
		p.crashes = max(p.crashes, patience)
	}
}

// renew starts another worker, and then has the one before end.
func (ws *Workers) renew(p *place, why string) {
	ws.turn.Lock()
	defer ws.turn.Unlock()
	w, err := ws.startOne(context.Background())
	if err != nil {
		if err != (closingError{}) {
			ws.log.Error("a Python worker cannot be replaced", "err", err)
		}
		return
	}
	old := p.worker
	ws.log.Info("a Python worker is replaced", "worker", old.pid(), "by", w.pid(), "why", why)
	ws.take(p, w)
	ws.pool.remove(old)
	ws.running.Add(1)
	go func() {
		defer ws.running.Done()
		ws.retire(old, nil)
	}()
}

// take has a worker take requests in a place.
func (ws *Workers) take(p *place, w *worker) {
	ws.mu.Lock()
	p.worker = w
	p.restarts++
	ws.mu.Unlock()
	ws.pool.add(w)
	ws.pool.expect(p, false)
}

// retire waits for a worker's requests, unless there is no time, and ends it.
func (ws *Workers) retire(w *worker, hurry <-chan struct{}) {
	ws.drain(w, hurry)
	w.stop()
	select {
	case <-w.ended:
	case <-time.After(stopTime):
		w.dump("a Python worker does not end")
		w.kill()
	case <-hurry:
		w.kill()
	}
	<-w.ended
	w.reading.Wait()
}

// drain waits for a worker's requests, each of which may take as long as before.
func (ws *Workers) drain(w *worker, hurry <-chan struct{}) {
	look := time.NewTicker(ws.lookTime())
	defer look.Stop()
	for {
		select {
		case <-w.drained:
			return
		case <-w.ended:
			return
		case <-hurry:
			return
		case <-look.C:
			ws.endStuck(w)
		}
	}
}

// sleep waits, and reports whether the workers are still wanted.
func (ws *Workers) sleep(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ws.done:
		return false
	}
}

// ask asks for another worker in the place of one.
func (ws *Workers) ask(w *worker, why string) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for _, p := range ws.places {
		if p.worker == w {
			p.want(why)
		}
	}
}

// requestLimit is after how many requests a worker is replaced.
func (ws *Workers) requestLimit() int {
	limit := ws.config.MaxRequests
	if limit > 0 && ws.config.MaxRequestsJitter > 0 {
		limit += rand.IntN(ws.config.MaxRequestsJitter + 1)
	}
	return limit
}

// look looks at the workers from time to time.
func (ws *Workers) look() {
	defer ws.running.Done()
	for ws.sleep(ws.lookTime()) {
		for _, w := range ws.current() {
			if ws.config.MemoryLimit > 0 && w.memory() > ws.config.MemoryLimit {
				ws.ask(w, "memory")
			}
			ws.endStuck(w)
		}
	}
}

// lookTime is the time between looks at workers.
func (ws *Workers) lookTime() time.Duration {
	return min(lookTime, defaulted(ws.config.Timeout/4, lookTime))
}

// endStuck ends a worker in which a request has taken too long.
func (ws *Workers) endStuck(w *worker) {
	if ws.config.Timeout > 0 && w.isStuck(ws.config.Timeout) {
		w.dump(fmt.Sprintf("a request has been in Python for more than %v: its worker is ended", ws.config.Timeout))
		w.kill()
	}
}

func (ws *Workers) current() (all []*worker) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for _, p := range ws.places {
		all = append(all, p.worker)
	}
	return all
}

// Close ends all workers. Requests that are still in Python may end before ctx
// does.
func (ws *Workers) Close(ctx context.Context) error {
	ws.mu.Lock()
	if ws.closing {
		ws.mu.Unlock()
		return nil
	}
	ws.closing = true
	close(ws.done)
	ws.mu.Unlock()
	ws.pool.close()
	var group sync.WaitGroup
	for _, w := range ws.current() {
		ws.pool.remove(w)
		group.Add(1)
		go func() {
			defer group.Done()
			ws.retire(w, ctx.Done())
		}()
	}
	group.Wait()
	ws.running.Wait()
	ws.outdate()
	if ws.starter != nil {
		ws.starter.end()
	}
	if err := ctx.Err(); err != nil {
		return errors.Join(errors.New("python: workers had to be killed"), err)
	}
	return nil
}
