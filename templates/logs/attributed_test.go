package logs

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/values"
)

func TestLinesHaveWhatFiltersKnow(t *testing.T) {
	var text bytes.Buffer
	log := slog.New(attributed{slog.NewTextHandler(&text, nil)})
	ctx := values.With(context.Background(), "log.attrs", []slog.Attr{slog.String("trace_id", "7")})
	log.InfoContext(ctx, "a", "x", 1)
	log.With("section", "s").InfoContext(ctx, "b")
	log.WithGroup("g").InfoContext(ctx, "c")
	log.InfoContext(context.Background(), "d")
	log.Info("e")
	for i, want := range []string{"msg=a x=1 trace_id=7", "msg=b section=s trace_id=7", "msg=c g.trace_id=7", "msg=d", "msg=e"} {
		if line := strings.Split(text.String(), "\n")[i]; !strings.HasSuffix(line, want) {
			t.Errorf("%s, want %s", line, want)
		}
	}
}

func TestLogsThatAreNotOfPython(t *testing.T) {
	var none *Log
	if none.Has("x") || new(Log).Has("x") {
		t.Error("there is a logger")
	}
	for _, h := range []slog.Handler{slog.DiscardHandler, new(Log)} {
		if levels := (attributed{h}).PythonLevels(); levels != nil {
			t.Errorf("%T: %v", h, levels)
		}
	}
}
