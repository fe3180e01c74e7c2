//go:build unix

// Package handover lets a new program take the place of one that runs, and
// nobody who asks it notices: the new one gets the sockets that the old one
// listens on, and serves before the old one stops.
//
// The process that was started stays, whatever programs follow, so that who has
// started it knows it by its number; it may be the first of a container. It
// starts each new program as its child, and keeps the sockets for the next one.
// When it has done what it had to do itself, it lives on as their parent: it
// passes signals on, and ends as the last of them ends.
//
//	parent                           child
//	starts it, with the sockets ->
//	                             <-  ready, with the sockets that it listens on
//	how many there were so far    ->
//	drain, when the next is ready ->
//	                                 ends when its last request is answered
//
// A child whose parent is gone ends, too. What they say to each other goes
// through a pair of sockets, of which the child has one as its file 3; an
// environment variable tells what the sockets behind that are.
package handover

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
)

const (
	// variable is the environment variable by which a child knows what it has
	// got: groups, in JSON.
	variable = "PASTE_HANDOVER"

	// linkFD is the file by which a child speaks to its parent. The sockets
	// follow.
	linkFD = 3

	// maxMessage is how long a message may be, and maxSockets how many sockets
	// can come with it (SCM_MAX_FD of Linux).
	maxMessage = 64 << 10
	maxSockets = 253
)

// What parent and child say. Ready has the groups behind it, failed the reason.
const (
	sayReady   = "ready "
	sayFailed  = "failed "
	sayAlive   = "alive"
	sayStopped = "stopped"
	sayDrain   = "drain"
	sayReloads = "reloads "
)

// Parent is the process that has started this one as its successor.
type Parent struct {
	link  *net.UnixConn
	drain chan struct{}
	gone  chan struct{}
	once  sync.Once

	reloads Reloads // as the parent has last told
}

// Inherit returns the parent, nil if the process was not started as a
// successor, and the sockets that it has got. It is to be called once, before
// anything else changes the environment.
func Inherit() (*Parent, *Sockets, error) {
	text, ok := os.LookupEnv(variable)
	if !ok {
		return nil, &Sockets{}, nil
	}
	if err := os.Unsetenv(variable); err != nil {
		return nil, nil, err
	}
	sockets, err := inherited(text)
	if err != nil {
		return nil, nil, err
	}
	syscall.CloseOnExec(linkFD)
	link, err := linkOf(linkFD)
	if err != nil {
		return nil, nil, err
	}
	p := &Parent{link: link, drain: make(chan struct{}), gone: make(chan struct{})}
	go p.listen()
	return p, sockets, nil
}

// inherited reads what the sockets are.
func inherited(text string) (*Sockets, error) {
	var groups []*group
	if err := json.Unmarshal([]byte(text), &groups); err != nil {
		return nil, fmt.Errorf("%s: %w", variable, err)
	}
	fd := linkFD + 1
	for _, g := range groups {
		for range g.Count {
			syscall.CloseOnExec(fd)
			g.fds = append(g.fds, fd)
			fd++
		}
	}
	return &Sockets{groups: groups}, nil
}

// linkOf returns the connection that a file is, which it takes over.
func linkOf(fd int) (*net.UnixConn, error) {
	file := os.NewFile(uintptr(fd), "handover")
	if file == nil {
		return nil, fmt.Errorf("there is no file %d", fd)
	}
	defer file.Close()
	c, err := net.FileConn(file)
	if err != nil {
		return nil, err
	}
	link, ok := c.(*net.UnixConn)
	if !ok {
		c.Close()
		return nil, fmt.Errorf("file %d is not a socket of a parent", fd)
	}
	return link, nil
}

// listen hears what the parent says.
func (p *Parent) listen() {
	defer close(p.gone)
	buffer := make([]byte, maxMessage)
	for {
		n, err := p.link.Read(buffer)
		if err != nil || n == 0 {
			return
		}
		switch said := string(buffer[:n]); {
		case said == sayDrain:
			p.once.Do(func() { close(p.drain) })
		case strings.HasPrefix(said, sayReloads):
			p.reloads.read(strings.TrimPrefix(said, sayReloads))
		}
	}
}

// Counts tells how often new programs were started, as far as the parent has
// told. It is nil for a nil parent.
func (p *Parent) Counts() *Reloads {
	if p == nil {
		return nil
	}
	return &p.reloads
}

// Ready tells that the program serves, and on which sockets. A nil parent hears
// nothing.
func (p *Parent) Ready(s *Sockets) error {
	if p == nil {
		return nil
	}
	groups, fds := s.used()
	if len(fds) > maxSockets {
		return fmt.Errorf("%d sockets are more than the %d that can be passed on", len(fds), maxSockets)
	}
	text, err := json.Marshal(groups)
	if err != nil {
		return err
	}
	_, _, err = p.link.WriteMsgUnix(append([]byte(sayReady), text...), syscall.UnixRights(fds...), nil)
	return err
}

// Failed tells why the program does not come up.
func (p *Parent) Failed(why string) {
	if p != nil {
		_, _ = p.link.Write([]byte(sayFailed + clip(why))) // the parent finds out in any case
	}
}

func clip(text string) string {
	if len(text) > 2000 {
		text = text[:2000] + "..."
	}
	return strings.ToValidUTF8(text, "?")
}

// Alive tells that the program is well, for a parent that has to tell others.
func (p *Parent) Alive() {
	if p != nil {
		_, _ = p.link.Write([]byte(sayAlive))
	}
}

// Stopped tells that the program listens no more, because it ends.
func (p *Parent) Stopped() {
	if p != nil {
		_, _ = p.link.Write([]byte(sayStopped))
	}
}

// Drain is closed when a successor serves: no more requests are to be accepted,
// and the program ends when the last one is answered. That of a nil parent is
// never closed.
func (p *Parent) Drain() <-chan struct{} {
	if p == nil {
		return nil
	}
	return p.drain
}

// Gone is closed when the parent has ended, and the program has to end, too.
func (p *Parent) Gone() <-chan struct{} {
	if p == nil {
		return nil
	}
	return p.gone
}
