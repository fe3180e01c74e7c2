//go:build !unix

package handover

import (
	"log/slog"
	"net"
	"os"
	"sync"

	"github.com/pastegen/pastegen/templates/listen"
)

// Sockets are those that a program listens on. Here no other program can get
// them: systems other than Unix cannot pass them on as they are.
type Sockets struct {
	mu  sync.Mutex
	all []net.Listener
}

// Open listens on an address.
func (s *Sockets) Open(a listen.Address, o listen.Options) ([]net.Listener, error) {
	all, err := listen.Open(a, o)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, all...)
	return all, err
}

// Settle does nothing: there are no sockets but those that were asked for.
func (s *Sockets) Settle() {}

// Close ends listening.
func (s *Sockets) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	listen.CloseAll(s.all)
	s.all = nil
}

// Leave ends listening, as Close does.
func (s *Sockets) Leave() { s.Close() }

// Parent is the process that has started this one as its successor: there is
// none.
type Parent struct{}

// Inherit returns no parent.
func Inherit() (*Parent, *Sockets, error) { return nil, &Sockets{}, nil }

// Ready is never called.
func (p *Parent) Ready(*Sockets) error { return nil }

// Failed is never called.
func (p *Parent) Failed(string) {}

// Alive is never called.
func (p *Parent) Alive() {}

// Stopped is never called.
func (p *Parent) Stopped() {}

// Counts tells nothing.
func (p *Parent) Counts() *Reloads { return nil }

// Drain is never closed.
func (p *Parent) Drain() <-chan struct{} { return nil }

// Gone is never closed.
func (p *Parent) Gone() <-chan struct{} { return nil }

// Master starts no programs here.
type Master struct{ reloads Reloads }

// NewMaster returns a master that starts nothing.
func NewMaster(*slog.Logger, *Sockets, Watch) (*Master, error) { return &Master{}, nil }

// Reload does nothing.
func (m *Master) Reload(string) {}

// Run returns at once.
func (m *Master) Run(<-chan struct{}) {}

// Handed is never closed.
func (m *Master) Handed() <-chan struct{} { return nil }

// Counts tells that no programs were started.
func (m *Master) Counts() *Reloads {
	if m == nil {
		return nil
	}
	return &m.reloads
}

// End does nothing.
func (m *Master) End() {}

// Signal does nothing.
func (m *Master) Signal(os.Signal) {}

// Followed is false.
func (m *Master) Followed() bool { return false }

// Wait returns at once.
func (m *Master) Wait() int { return 0 }
