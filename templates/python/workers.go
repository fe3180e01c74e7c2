package python

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/pastegen/pastegen/templates/sources"
)

// Workers are the processes of a program.
type Workers struct {
	config      Config
	log         *slog.Logger
	records     *slog.Logger // nil is log
	interpreter string
	cwd         string
	env         []string
	paths       []string // where imports look first
	pool        pool
	starter     *starter

	preloading sync.Mutex
	preloaded  *preloader // what workers are forked from; nil is nothing

	measured sources.Once // where the numbers of workers are shown

	mu      sync.Mutex
	places  []*place
	closing bool
	done    chan struct{} // closed when closing begins
	turn    sync.Mutex    // one worker is replaced at a time: there is room for one more
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
	ws := &Workers{config: c, log: c.Log, done: make(chan struct{})}
	if ws.log == nil {
		ws.log = slog.Default()
	}
	ws.pool.limit = defaulted(c.Queue, defaultQueue)
	if os.Getenv("PASTE_PYTHON_WATCH") == "1" {
		ws.config.Watch = true
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, fmt.Errorf("python: %w", err)
	}
	ws.config.Dir = dir
	if ws.interpreter, err = ws.findInterpreter(); err != nil {
		return nil, err
	}
	ws.paths = []string{dir}
	for _, path := range c.Path {
		ws.paths = append(ws.paths, ws.fromDir(path))
	}
	if c.Cwd != "" {
		ws.cwd = ws.fromDir(c.Cwd)
		if _, err := os.Stat(ws.cwd); err != nil {
			return nil, fmt.Errorf("python: the working directory: %w", err)
		}
	}
	ws.env = os.Environ()
	for _, s := range c.Env {
		ws.env = append(ws.env, s.Key+"="+s.Value)
	}
	if levels(ws.log) != nil {
		ws.records = ws.log
	}
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

func (ws *Workers) fromDir(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(ws.config.Dir, path)
}

// findInterpreter returns the path of the Python to run.
func (ws *Workers) findInterpreter() (string, error) {
	name, from := ws.config.Interpreter, ws.config.Dir
	if name == "" {
		name = "python3"
	}
	if chosen := os.Getenv("PASTE_PYTHON"); chosen != "" {
		name, from = chosen, ""
	}
	if strings.ContainsRune(name, filepath.Separator) && !filepath.IsAbs(name) {
		name = filepath.Join(from, name)
	}
	path, err := exec.LookPath(name)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return "", fmt.Errorf("python: the interpreter: %w; $PASTE_PYTHON names another one", err)
	}
	return path, nil
}

// start starts all workers, and then sees to it that they run.
func (ws *Workers) start(ctx context.Context) error {
	ws.starter = newStarter()
	before := ws.newest()
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
		err = fmt.Errorf("python: a worker was not ready after %v; its stacks are in the log", ws.config.StartTime)
	case <-ctx.Done():
		err = ctx.Err()
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
	w.output.Wait()
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
	w.output.Wait()
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

// starter starts processes in one thread of the system, which does not end
// before them: the kernel ends them with it.
type starter struct {
	commands chan func()
}

func newStarter() *starter {
	s := &starter{make(chan func())}
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		for start := range s.commands {
			start()
		}
	}()
	return s
}

func (s *starter) start(cmd *exec.Cmd) error {
	err := make(chan error, 1)
	s.commands <- func() { err <- cmd.Start() }
	return <-err
}

func (s *starter) end() { close(s.commands) }
