package python

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
)

// preloader is a process that has imported what workers need, and that they are
// forked from.
type preloader struct {
	process process
	control *net.UnixConn
	output  output // what it tells
	told    []byte // what it was
	ready   chan error
	forked  chan int
	ended   chan struct{}

	turn sync.Mutex // one is forked at a time

	mu    sync.Mutex
	exits map[int]chan string // of its children, by their numbers
	alive int
	stale bool // others take its place
}

func (p *preloader) isUsable() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.ended:
		return false
	default:
		return !p.stale
	}
}

// wait waits for its end, and tells those who wait for its children.
func (p *preloader) wait() {
	state := p.process.await()
	close(p.ended)
	_ = p.control.Close() // it is over
	select {
	case p.ready <- errors.New("python: the process that imports modules has ended: " + state):
	default:
	}
}

// listen takes what it tells.
func (p *preloader) listen() {
	decoder := json.NewDecoder(p.control)
	for {
		var m message
		if decoder.Decode(&m) != nil {
			return
		}
		switch {
		case m.Ready:
			p.ready <- nil
		case m.Failed != nil:
			p.ready <- m.Failed
		case m.Logger != "":
			p.output.record(m)
		case m.Log != "":
			p.output.print(m.Log, m.Section, m.Text)
		case m.Forked != 0:
			p.forked <- m.Forked
		case m.Exited != 0:
			p.exit(m.Exited) <- m.State
		}
	}
}

// exit is where the state of a child comes when it has ended.
func (p *preloader) exit(pid int) chan string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.exits[pid] == nil {
		p.exits[pid] = make(chan string, 1)
	}
	return p.exits[pid]
}

// fork has it fork a worker with these descriptors.
func (p *preloader) fork(theirs files) (process, error) {
	p.turn.Lock()
	defer p.turn.Unlock()
	var fds []int
	for _, file := range theirs {
		fds = append(fds, int(file.Fd()))
	}
	if _, _, err := p.control.WriteMsgUnix([]byte{1}, syscall.UnixRights(fds...), nil); err != nil {
		return nil, fmt.Errorf("python: %w", err)
	}
	select {
	case pid := <-p.forked:
		p.mu.Lock()
		p.alive++
		p.mu.Unlock()
		return &child{p, pid}, nil
	case <-p.ended:
		return nil, errors.New("python: the process that workers are forked from has ended")
	}
}

// retire has it end when its children have.
func (p *preloader) retire() {
	p.mu.Lock()
	p.stale = true
	done := p.alive == 0
	p.mu.Unlock()
	if done {
		p.end()
	}
}

// end ends it.
func (p *preloader) end() {
	_ = p.process.send(syscall.SIGKILL) // it may have ended
	<-p.ended
	p.output.reading.Wait()
}

// child is a process that was forked.
type child struct {
	parent *preloader
	number int
}

func (c *child) pid() int                         { return c.number }
func (c *child) send(signal syscall.Signal) error { return syscall.Kill(c.number, signal) }

func (c *child) await() (state string) {
	exit := c.parent.exit(c.number)
	select {
	case state = <-exit:
	case <-c.parent.ended:
		state = "ended with the process that it was forked from"
	}
	c.parent.mu.Lock()
	delete(c.parent.exits, c.number)
	c.parent.alive--
	last := c.parent.stale && c.parent.alive == 0
	c.parent.mu.Unlock()
	if last {
		go c.parent.end()
	}
	return state
}
