package wire

import (
	"context"
	"net"
	"net/http"
	"testing"

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
