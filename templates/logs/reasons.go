package logs

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
)

// Reasons is a log that remembers the last error, which is why a program does
// not come up.
type Reasons struct {
	slog.Handler
	last *lastReason
	with []slog.Attr
}

type lastReason struct {
	mu   sync.Mutex
	line string
}

// NewReasons returns a log that writes to another.
func NewReasons(to slog.Handler) *Reasons { return &Reasons{Handler: to, last: new(lastReason)} }

// Last is the last error, as text; "" if there was none.
func (r *Reasons) Last() string {
	r.last.mu.Lock()
	defer r.last.mu.Unlock()
	return r.last.line
}

// Handle implements slog.Handler.
func (r *Reasons) Handle(ctx context.Context, line slog.Record) error {
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
func (r *Reasons) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &Reasons{r.Handler.WithAttrs(attrs), r.last, append(r.with[:len(r.with):len(r.with)], attrs...)}
}

// WithGroup implements slog.Handler.
func (r *Reasons) WithGroup(name string) slog.Handler {
	return &Reasons{r.Handler.WithGroup(name), r.last, r.with}
}
