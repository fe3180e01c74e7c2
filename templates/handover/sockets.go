//go:build unix

package handover

import (
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/pastegen/pastegen/templates/listen"
)

// Sockets are those that a program listens on, which a successor can get. The
// zero value has got none from anybody. The methods may be called by several
// goroutines.
type Sockets struct {
	mu     sync.Mutex
	groups []*group
}

// group are the sockets of one address: those of a name may be several.
type group struct {
	Addr  string
	Count int
	Path  string // of a unix socket that goes away with the program; "" for others
	fds   []int
	used  bool
}

// Open listens on an address: with the sockets that it had in the program
// before, or else with new ones.
func (s *Sockets) Open(a listen.Address, o listen.Options) ([]net.Listener, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.groups {
		if !g.used && g.Addr == a.String() {
			g.used = true
			return g.listeners()
		}
	}
	all, err := listen.Open(a, o)
	if err != nil {
		return nil, err
	}
	g := &group{Addr: a.String(), used: true}
	for _, l := range all {
		if err := g.add(l); err != nil {
			listen.CloseAll(all)
			g.close()
			return nil, err
		}
	}
	if a.Path != "" && !strings.HasPrefix(a.Path, "@") {
		g.Path = a.Path
	}
	s.groups = append(s.groups, g)
	return all, nil
}

// listeners returns listeners for the sockets of a group.
func (g *group) listeners() ([]net.Listener, error) {
	var all []net.Listener
	for _, fd := range g.fds {
		l, err := listenerOf(fd)
		if err != nil {
			listen.CloseAll(all)
			return nil, fmt.Errorf("%s, as it was passed on: %w", g.Addr, err)
		}
		all = append(all, l)
	}
	return all, nil
}

// listenerOf returns a listener for a copy of a socket.
func listenerOf(fd int) (net.Listener, error) {
	again, err := dup(fd)
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(again), "socket")
	defer file.Close()
	return net.FileListener(file)
}

// dup copies a file, for this process only.
func dup(fd int) (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	again, err := syscall.Dup(fd)
	if err != nil {
		return 0, err
	}
	syscall.CloseOnExec(again)
	return again, nil
}

// add keeps a copy of a listener's socket. It is a number and no *os.File,
// whose Fd would let Accept block.
func (g *group) add(l net.Listener) error {
	raw, ok := l.(syscall.Conn)
	if !ok {
		return fmt.Errorf("a %T cannot be passed on", l)
	}
	c, err := raw.SyscallConn()
	if err != nil {
		return err
	}
	var again int
	var failed error
	if err := c.Control(func(fd uintptr) { again, failed = dup(int(fd)) }); err != nil || failed != nil {
		return errors.Join(err, failed)
	}
	g.fds = append(g.fds, again)
	g.Count++
	if unix, ok := l.(*net.UnixListener); ok {
		unix.SetUnlinkOnClose(false) // the path may be a successor's then
	}
	return nil
}

func (g *group) close() {
	for _, fd := range g.fds {
		syscall.Close(fd)
	}
	g.fds = nil
}

// used returns the groups that are listened on, with all their sockets.
func (s *Sockets) used() (groups []*group, fds []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.groups {
		if g.used {
			groups = append(groups, g)
			fds = append(fds, g.fds...)
		}
	}
	return groups, fds
}

// Settle gives up the sockets that nobody has asked for: the program does not
// listen there any more. Their paths are the parent's to remove.
func (s *Sockets) Settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups = slices.DeleteFunc(s.groups, func(g *group) bool {
		if !g.used {
			g.close()
		}
		return !g.used
	})
}

// Close ends listening for good: also the paths of unix sockets that were made
// go away.
func (s *Sockets) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(nil)
}

// Leave ends listening here: somebody else goes on.
func (s *Sockets) Leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.groups {
		g.close()
	}
	s.groups = nil
}

// replace puts other sockets in the place of those that there are.
func (s *Sockets) replace(groups []*group) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(groups)
}

// keep closes the sockets that there are, and removes the paths that are not
// among those of groups.
func (s *Sockets) keep(groups []*group) {
	for _, g := range s.groups {
		stays := slices.ContainsFunc(groups, func(kept *group) bool { return kept.Path == g.Path })
		if g.Path != "" && !stays {
			_ = os.Remove(g.Path) // it may be gone
		}
		g.close()
	}
	s.groups = groups
}
