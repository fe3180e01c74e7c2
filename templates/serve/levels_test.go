package serve

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"github.com/pastegen/pastegen/templates/logs"
)

// TestLevelsReachApps: factories change levels through their context.
func TestLevelsReachApps(t *testing.T) {
	s := newServing(slog.New(slog.DiscardHandler))
	logging, err := new(logs.Flags).Open(io.Discard, logs.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.logging = logging
	levels, ok := s.ctx.Value("pastegen.loglevels").(func(string, string) (map[string]string, error))
	if !ok {
		t.Fatal("there is no function")
	}
	if all, err := levels("root", "debug"); err != nil || all["root"] != "DEBUG" || !s.logging.Enabled(context.Background(), slog.LevelDebug) {
		t.Errorf("%v %v", all, err)
	}
}
