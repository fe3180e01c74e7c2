package logs

import (
	"context"
	"log/slog"

	"github.com/pastegen/pastegen/templates/pylogging"
)

// attributed is a log whose lines have what filters know of the request: the
// value "log.attrs" of the context, with which slog.InfoContext and its likes
// write.
type attributed struct{ slog.Handler }

// Logger returns what the program logs to. Lines have what filters know of the
// request.
func (l *Log) Logger() *slog.Logger { return slog.New(attributed{l}) }

// Handle implements slog.Handler.
func (h attributed) Handle(ctx context.Context, line slog.Record) error {
	if attrs, ok := ctx.Value("log.attrs").([]slog.Attr); ok {
		line = line.Clone()
		line.AddAttrs(attrs...)
	}
	return h.Handler.Handle(ctx, line)
}

// WithAttrs implements slog.Handler.
func (h attributed) WithAttrs(attrs []slog.Attr) slog.Handler {
	return attributed{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h attributed) WithGroup(name string) slog.Handler {
	return attributed{h.Handler.WithGroup(name)}
}

// PythonLevels returns the levels of loggers if lines are written as [loggers] says,
// and else nil. Package python asks for it.
func (h attributed) PythonLevels() map[string]pylogging.Level {
	if l, ok := h.Handler.(*Log); ok && l.python != nil {
		return l.python.Levels()
	}
	return nil
}
