//go:build unix

package wire

import (
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

// failing is a listener that accepts nobody.
type failing struct {
	net.Listener
	err error
}

func (l failing) Accept() (net.Conn, error) { return nil, l.err }

// TestNoFilesLeft: who does nothing has to go when the next client gets no file,
// and for no other failure.
func TestNoFilesLeft(t *testing.T) {
	for err, ended := range map[error]int64{syscall.EMFILE: 1, syscall.ENFILE: 1, syscall.ECONNABORTED: 0} {
		s, all := seated(t, 9, "silent")
		s.lazy(time.Now().Add(-time.Hour))
		l := New(failing{err: &net.OpError{Op: "accept", Err: os.NewSyscallError("accept4", err)}}, Options{Seats: s})
		if _, got := l.Accept(); !errors.Is(got, err) {
			t.Errorf("%v, want %v", got, err)
		}
		if got := all["silent"].of.Dropped(); got != ended {
			t.Errorf("%v: %d were ended, want %d", err, got, ended)
		}
	}
}
