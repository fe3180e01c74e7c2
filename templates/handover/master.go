//go:build unix

package handover

import (
	"log/slog"
	"os"
	"sync"
	"syscall"
	"time"
)

// patience is how long a new program may take until it serves.
const patience = 90 * time.Second

// Master is the process that was started, as the parent of the programs that
// follow. Its methods may be called by several goroutines. A nil Master starts
// nothing.
type Master struct {
	log     *slog.Logger
	sockets *Sockets
	program program
	watch   Watch

	requests chan string   // why a new program is wanted
	handed   chan struct{} // closed when a successor serves
	reloads  Reloads

	busy sync.Mutex // held while a new program is being started

	mu       sync.Mutex
	current  *child   // which serves; nil if this process does
	children []*child // all that have not ended
	ending   bool     // no new programs
}

// NewMaster returns the master of a process that listens on sockets. It is to
// be called at the start of the process, while the path of the program is still
// right.
func NewMaster(log *slog.Logger, sockets *Sockets, watch Watch) (*Master, error) {
	program, err := thisProgram()
	if err != nil {
		return nil, err
	}
	m := &Master{log: log, sockets: sockets, program: program, watch: watch, requests: make(chan string, 1), handed: make(chan struct{})}
	return m, nil
}

// Reload asks for a new program. why is for the log: "SIGHUP". It does not
// wait; what is asked for while a new program is starting happens once, after
// that.
func (m *Master) Reload(why string) {
	if m == nil {
		return
	}
	select {
	case m.requests <- why:
	default:
	}
}

// Run starts new programs when they are asked for, until done is closed. It is
// to be called when this process serves.
func (m *Master) Run(done <-chan struct{}) {
	if m == nil {
		return
	}
	for {
		select {
		case why := <-m.requests:
			m.reload(why)
		case <-done:
			return
		}
	}
}

// Handed is closed when a successor serves, and this process is to end what it
// does, but not to end.
func (m *Master) Handed() <-chan struct{} {
	if m == nil {
		return nil
	}
	return m.handed
}

// Counts tells how often new programs were started. It is nil for a nil master.
func (m *Master) Counts() *Reloads {
	if m == nil {
		return nil
	}
	return &m.reloads
}

// now returns the program that serves; nil if this process does.
func (m *Master) now() *child {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.current
}

// reload starts a new program, and lets the one before it drain.
func (m *Master) reload(why string) {
	m.busy.Lock()
	defer m.busy.Unlock()
	if m.isEnding() {
		m.log.Info("not reloading: the program ends", "why", why)
		return
	}
	m.log.Info("reloading", "why", why, "program", m.program.path)
	call(m.watch.Begin)
	next, groups, err := m.startNext()
	if m.watch.End != nil {
		defer m.watch.End(err)
	}
	if err != nil {
		m.reloads.Failed.Add(1)
		if now := m.now(); now != nil {
			now.tell(&m.reloads)
		}
		m.log.Error("cannot reload: the program that runs goes on", "program", m.program.path, "err", err)
		return
	}
	m.reloads.Well.Add(1)
	m.sockets.replace(groups)
	m.mu.Lock()
	before := m.current
	m.current = next
	m.mu.Unlock()
	next.tell(&m.reloads)
	m.log.Info("reloaded", "pid", next.process.Pid)
	if before == nil {
		close(m.handed)
	} else {
		before.drain()
	}
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// startNext starts a new program and waits until it serves.
func (m *Master) startNext() (*child, []*group, error) {
	next, err := m.program.start(m.sockets, m.hear)
	if err != nil {
		return nil, nil, err
	}
	m.mu.Lock()
	m.children = append(m.children, next)
	ending := m.ending
	m.mu.Unlock()
	go m.forget(next)
	if ending {
		_ = next.process.Signal(syscall.SIGTERM)
	}
	groups, err := next.comeUp(patience)
	return next, groups, err
}

// hear does what a child's word is for.
func (m *Master) hear(what string) {
	switch {
	case what == sayAlive:
		call(m.watch.Alive)
	case m.isEnding(): // sayStopped
		m.sockets.Close()
	}
}

// forget takes a child from the list when it has ended.
func (m *Master) forget(c *child) {
	<-c.ended
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, other := range m.children {
		if other == c {
			m.children = append(m.children[:i:i], m.children[i+1:]...)
			return
		}
	}
}

func (m *Master) isEnding() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ending
}

// End keeps new programs from being started: the program ends.
func (m *Master) End() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ending = true
}

// Signal passes a signal on to all programs that follow this one.
func (m *Master) Signal(sig os.Signal) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.children {
		_ = c.process.Signal(sig) // fails when it has just ended
	}
}

// Followed reports whether there are programs that follow this one.
func (m *Master) Followed() bool {
	if m == nil {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.children) > 0
}

// Wait waits until the last of the programs that follow has ended, and returns
// the exit code that this process is to end with: that of the one that has
// served last. It is to be called when this process has nothing more to do
// itself, and a successor serves.
func (m *Master) Wait() int {
	last := m.serving()
	<-last.ended
	for next := m.serving(); next != last; next = m.serving() {
		last = next
		<-last.ended
	}
	if !m.isEnding() {
		m.log.Error("the program has ended by itself", "pid", last.process.Pid, "outcome", last.outcome())
	}
	m.End()
	for _, c := range m.rest() {
		<-c.ended
	}
	m.sockets.Close()
	return exitCode(last.state)
}

// serving returns the program that serves. If one is about to take its place,
// it waits for that.
func (m *Master) serving() *child {
	m.busy.Lock()
	defer m.busy.Unlock()
	return m.now()
}

func (m *Master) rest() []*child {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]*child{}, m.children...)
}

// exitCode is that of a process; as shells have it for one that a signal has
// ended.
func exitCode(state *os.ProcessState) int {
	if state == nil {
		return 1
	}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
