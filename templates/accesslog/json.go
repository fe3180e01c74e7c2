package accesslog

import (
	"context"
	"log/slog"
	"time"
)

// lineWriter appends what a handler of log/slog writes.
type lineWriter struct{ line []byte }

func (w *lineWriter) Write(p []byte) (int, error) {
	w.line = append(w.line, p...)
	return len(p), nil
}

// appendJSON appends the request as log/slog writes it in JSON, for a logger.
func appendJSON(line []byte, e *Entry, logger string) []byte {
	w := &lineWriter{line}
	record := slog.NewRecord(e.Begin, slog.LevelInfo, "request", 0)
	record.AddAttrs(
		slog.String("logger", logger),
		slog.String("addr", host(e.Request.RemoteAddr)),
		slog.String("user", e.user()),
		slog.String("method", e.Request.Method),
		slog.String("host", e.Request.Host),
		slog.String("uri", e.Request.RequestURI),
		slog.String("proto", e.Request.Proto),
		slog.Int("status", e.Status),
		slog.Int64("bytes", e.Bytes),
		slog.Float64("seconds", e.Took.Truncate(time.Microsecond).Seconds()),
		slog.String("referer", e.Request.Referer()),
		slog.String("agent", e.Request.UserAgent()),
	)
	_ = slog.NewJSONHandler(w, nil).Handle(context.Background(), record) // which fails only if writing does
	return w.line
}
