package logs

import (
	"io"
	"log/slog"
	"testing"
)

func TestReasons(t *testing.T) {
	r := NewReasons(slog.NewTextHandler(io.Discard, nil))
	if got := r.Last(); got != "" {
		t.Errorf("nothing has failed: %q", got)
	}
	log := slog.New(r)
	log.Error("first")
	log.With("app", "home").Error("second", "err", "broken")
	log.Warn("third")
	if got := r.Last(); got != "second app=home err=broken" {
		t.Errorf("the last error is %q", got)
	}
}
