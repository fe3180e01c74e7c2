package wire

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/values"
)

// asked is a context that notes what is asked of it.
type asked struct {
	context.Context
	keys *[]any
}

func (a asked) Value(key any) any {
	*a.keys = append(*a.keys, key)
	return a.Context.Value(key)
}

// TestContext has a context of which net/http's values are known, and of keys
// that are strings only those that were put into it later.
func TestContext(t *testing.T) {
	local := &net.TCPAddr{Port: 1}
	var keys []any
	conn := &Conn{of: New(nil, Options{})}
	ctx := Context(context.WithValue(asked{t.Context(), &keys}, http.LocalAddrContextKey, local), conn)
	if Of(ctx) != conn || ctx.Value(http.LocalAddrContextKey) != local || ctx.Value("REMOTE_USER") != nil {
		t.Errorf("%v, %v, %v", Of(ctx), ctx.Value(http.LocalAddrContextKey), ctx.Value("REMOTE_USER"))
	}
	if len(keys) != 0 {
		t.Errorf("%v were asked of what is below", keys)
	}
	if ctx.Value(http.ServerContextKey) != nil || len(keys) != 1 {
		t.Errorf("%v were asked of what is below", keys)
	}
	if inside := values.With(ctx, "REMOTE_USER", "ann"); inside.Value("REMOTE_USER") != "ann" || Of(inside) != conn {
		t.Error(inside)
	}
	if Of(t.Context()) != nil {
		t.Error("a connection of nobody")
	}
}

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
