package serve

import (
	"log/slog"
	"testing"
)

// TestDraining looks at what apps are told before their context ends.
func TestDraining(t *testing.T) {
	s := newServing(slog.New(slog.DiscardHandler))
	draining, ok := s.ctx.Value("pastegen.draining").(<-chan struct{})
	if !ok || s.ctx.Value("pastegen") != nil {
		t.Fatal("the context of the apps has no such value, or another")
	}
	select {
	case <-draining:
		t.Fatal("it is closed at the start")
	default:
	}
	if !s.shutDown() {
		t.Error("nothing was served, and that went wrong")
	}
	<-draining
	<-s.ctx.Done()
}
