package logs

import (
	"context"
	"log/slog"
	"slices"
)

// named is a log whose lines name one logger, the last that was said: that of a
// section, or the one that a part has besides.
type named struct {
	slog.Handler
	logger slog.Attr // the zero value for none
}

// isLogger reports whether an attribute names a logger.
func isLogger(a slog.Attr) bool { return a.Key == "logger" }

// Handle implements slog.Handler.
func (h named) Handle(ctx context.Context, line slog.Record) error {
	own := h.logger.Key != ""
	line.Attrs(func(a slog.Attr) bool {
		own = own && !isLogger(a)
		return own
	})
	if own {
		line = line.Clone()
		line.AddAttrs(h.logger)
	}
	return h.Handler.Handle(ctx, line)
}

// WithAttrs implements slog.Handler.
func (h named) WithAttrs(attrs []slog.Attr) slog.Handler {
	for _, a := range attrs {
		if isLogger(a) {
			h.logger = a
		}
	}
	if others := slices.DeleteFunc(slices.Clone(attrs), isLogger); len(others) > 0 {
		h.Handler = h.Handler.WithAttrs(others)
	}
	return h
}

// WithGroup implements slog.Handler. What stands in a group names no logger.
func (h named) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	if h.logger.Key != "" {
		h.Handler = h.Handler.WithAttrs([]slog.Attr{h.logger})
	}
	return h.Handler.WithGroup(name)
}
