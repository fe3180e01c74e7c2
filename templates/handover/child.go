//go:build unix

package handover

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// program is what is started: what this process was started as, which may be
// another build by then.
type program struct {
	path string
	args []string
	env  []string
	dir  string
}

// thisProgram is to be called at the start, when the path is still right.
func thisProgram() (program, error) {
	self, err := os.Executable()
	path, err := startedAs(os.Args[0], self, err)
	if err != nil {
		return program{}, err
	}
	dir, err := os.Getwd()
	return program{path, os.Args, os.Environ(), dir}, err
}

// startedAs returns the path by which the program was started: a link in it may
// lead to another build by and by. self is the file that runs, as far as that is
// known: nobody can tell where there is no /proc.
func startedAs(name, self string, unknown error) (string, error) {
	path, err := exec.LookPath(name)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	switch {
	case unknown != nil && err != nil:
		return "", unknown
	case unknown != nil:
		return path, nil
	case err != nil:
		return self, nil
	}
	a, errA := os.Stat(path)
	b, errB := os.Stat(self)
	if errA != nil || errB != nil || !os.SameFile(a, b) {
		return self, nil
	}
	return path, nil
}

// child is a successor.
type child struct {
	process *os.Process
	link    *net.UnixConn
	ready   chan []*group // gets its sockets when it serves
	failed  chan string   // gets why it does not come up
	heard   chan struct{} // closed when it says nothing any more
	ended   chan struct{} // closed when it has ended; state is there then
	state   *os.ProcessState
	said    func(what string)
}

// start starts a successor that gets the sockets. said is called with what else
// it says.
func (p program) start(sockets *Sockets, said func(what string)) (*child, error) {
	ours, theirs, err := pair()
	if err != nil {
		return nil, err
	}
	defer syscall.Close(theirs)
	link, err := linkOf(ours)
	if err != nil {
		return nil, err
	}
	process, err := p.spawn(sockets, theirs)
	if err != nil {
		link.Close()
		return nil, err
	}
	c := &child{process: process, link: link, ready: make(chan []*group, 1), failed: make(chan string, 1), heard: make(chan struct{}), ended: make(chan struct{}), said: said}
	go c.listen()
	go c.await()
	return c, nil
}

// lastWords is how long what a child has said may take to be heard when it has
// ended.
const lastWords = time.Second

// pair returns two sockets that are connected, for messages.
func pair() (ours, theirs int, err error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_SEQPACKET, 0)
	if err != nil {
		return 0, 0, os.NewSyscallError("socketpair", err)
	}
	syscall.CloseOnExec(fds[0])
	syscall.CloseOnExec(fds[1])
	return fds[0], fds[1], nil
}

// spawn starts the process.
func (p program) spawn(sockets *Sockets, link int) (*os.Process, error) {
	sockets.mu.Lock()
	defer sockets.mu.Unlock()
	text, err := json.Marshal(append([]*group{}, sockets.groups...))
	if err != nil {
		return nil, err
	}
	files := []uintptr{0, 1, 2, uintptr(link)}
	for _, g := range sockets.groups {
		for _, fd := range g.fds {
			files = append(files, uintptr(fd))
		}
	}
	env := append(p.env[:len(p.env):len(p.env)], variable+"="+string(text))
	pid, _, err := syscall.StartProcess(p.path, p.args, &syscall.ProcAttr{Dir: p.dir, Env: env, Files: files})
	if err != nil {
		if _, gone := os.Stat(p.dir); p.dir != "" && gone != nil {
			return nil, fmt.Errorf("the folder in which it was started: %w", gone)
		}
		return nil, &os.PathError{Op: "exec", Path: p.path, Err: err}
	}
	return os.FindProcess(pid)
}

// listen hears what the child says.
func (c *child) listen() {
	defer close(c.heard)
	text, rights := make([]byte, maxMessage), make([]byte, syscall.CmsgSpace(4*maxSockets))
	for {
		n, m, _, _, err := c.link.ReadMsgUnix(text, rights)
		if err != nil || n == 0 {
			return
		}
		fds := received(rights[:m])
		switch said := string(text[:n]); {
		case said == sayAlive || said == sayStopped:
			c.said(said)
		case strings.HasPrefix(said, sayFailed):
			select {
			case c.failed <- strings.TrimPrefix(said, sayFailed):
			default: // the first reason is the reason
			}
		case strings.HasPrefix(said, sayReady):
			groups, err := named(strings.TrimPrefix(said, sayReady), fds)
			if err == nil && len(c.ready) == 0 {
				c.ready <- groups
				continue
			}
		}
		for _, fd := range fds {
			syscall.Close(fd)
		}
	}
}

// received returns the files that came with a message.
func received(rights []byte) (fds []int) {
	messages, err := syscall.ParseSocketControlMessage(rights)
	if err != nil {
		return nil
	}
	for _, m := range messages {
		some, err := syscall.ParseUnixRights(&m)
		if err != nil {
			continue
		}
		for _, fd := range some {
			syscall.CloseOnExec(fd)
		}
		fds = append(fds, some...)
	}
	return fds
}

// named reads what the sockets are that have come.
func named(text string, fds []int) (groups []*group, err error) {
	if err := json.Unmarshal([]byte(text), &groups); err != nil {
		return nil, err
	}
	for _, g := range groups {
		if g.Count < 0 || g.Count > len(fds) {
			return nil, errors.New("some sockets have not come")
		}
		g.fds, fds = fds[:g.Count:g.Count], fds[g.Count:]
	}
	if len(fds) > 0 {
		return nil, fmt.Errorf("%d sockets have come that belong to nothing", len(fds))
	}
	return groups, nil
}

// await waits for the process to end.
func (c *child) await() {
	defer close(c.ended)
	c.state, _ = c.process.Wait() // an error means that somebody else has waited for it: it has ended
	select {
	case <-c.heard: // why it has ended, say
	case <-time.After(lastWords): // somebody it has started holds its side
	}
	c.link.Close()
}

// comeUp waits until the child serves, and returns its sockets, or else why it
// does not.
func (c *child) comeUp(patience time.Duration) ([]*group, error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case groups := <-c.ready:
		return groups, nil
	case <-c.ended:
	case <-timer.C:
		_ = c.process.Kill()
		<-c.ended
		return nil, fmt.Errorf("it does not serve after %v", patience)
	}
	select {
	case why := <-c.failed:
		return nil, errors.New(why)
	default:
		return nil, errors.New(c.outcome())
	}
}

// outcome tells how the child has ended.
func (c *child) outcome() string {
	if c.state == nil {
		return "it has ended"
	}
	return c.state.String()
}

// tell tells the child how many programs were started.
func (c *child) tell(r *Reloads) {
	_, _ = c.link.Write([]byte(sayReloads + r.String())) // fails when it has ended
}

// drain tells the child that another one serves.
func (c *child) drain() {
	_, _ = c.link.Write([]byte(sayDrain)) // fails when it has ended
}
