//go:build linux

package serve

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/exchange"
	"github.com/pastegen/pastegen/templates/identity"
	"github.com/pastegen/pastegen/templates/logs"
	"github.com/pastegen/pastegen/templates/pylogging"
)

// TestGiveLogs has files of logs that root makes for whom the process becomes, and
// one that was there.
func TestGiveLogs(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives files away")
	}
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(at("old"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	python := pylogging.Config{
		Loggers:  []pylogging.Logger{{Handlers: []string{"h"}}},
		Handlers: []pylogging.Handler{{Name: "h", To: pylogging.File{Path: at("python")}}},
	}
	for _, c := range []struct {
		options logs.Options
		python  func() (pylogging.Config, error)
	}{{logs.Options{To: at("plain")}, nil}, {logs.Options{}, func() (pylogging.Config, error) { return python, nil }}} {
		s := newServing(slog.New(slog.DiscardHandler))
		var err error
		if s.logging, err = new(logs.Flags).Open(io.Discard, c.options, c.python); err != nil {
			t.Fatal(err)
		}
		defer s.logging.Close()
		access, err := accesslog.Open(accesslog.Options{To: []string{at("access"), at("old"), "stderr"}})
		if err != nil {
			t.Fatal(err)
		}
		defer access.Close()
		s.apps = []*appServer{{outer: &exchange.Handler{Access: access}}}
		if err := s.giveLogs(identity.Process{User: "65533", Group: "65532"}); err != nil {
			t.Error(err)
		}
	}
	for name, want := range map[string]uint32{"plain": 65533, "python": 65533, "access": 65533, "old": 0} {
		info, err := os.Stat(at(name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Sys().(*syscall.Stat_t); got.Uid != want {
			t.Errorf("%s is user %d's", name, got.Uid)
		}
	}
}
