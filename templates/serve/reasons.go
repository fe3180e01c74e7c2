package serve

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
)

// reasons is a log that remembers the last error, which is why a program does
// not come up.
type reasons struct {
	slog.Handler
	last *lastReason
	with []slog.Attr
}

type lastReason struct {
	mu   sync.Mutex
	line string
}

func (r *lastReason) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.line
}

// Handle implements slog.Handler.
func (r *reasons) Handle(ctx context.Context, line slog.Record) error {
	if line.Level >= slog.LevelError {
		text := line.Message
		attrs := r.with
		line.Attrs(func(a slog.Attr) bool {
			attrs = append(attrs[:len(attrs):len(attrs)], a)
			return true
		})
		for _, a := range attrs {
			text += fmt.Sprintf(" %s=%v", a.Key, a.Value)
		}
		r.last.mu.Lock()
		r.last.line = text
		r.last.mu.Unlock()
	}
	return r.Handler.Handle(ctx, line)
}

// WithAttrs implements slog.Handler.
func (r *reasons) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &reasons{r.Handler.WithAttrs(attrs), r.last, append(r.with[:len(r.with):len(r.with)], attrs...)}
}

// WithGroup implements slog.Handler.
func (r *reasons) WithGroup(name string) slog.Handler {
	return &reasons{r.Handler.WithGroup(name), r.last, r.with}
}
