package python

import (
	"context"
	"log/slog"
	"strings"

	"github.com/pastegen/pastegen/templates/pylogging"
)

// levels returns the levels of loggers if a log writes as [loggers] of an INI file
// says, and else nil: Python need not tell of what nobody writes.
func levels(log *slog.Logger) map[string]pylogging.Level {
	if h, ok := log.Handler().(interface {
		PythonLevels() map[string]pylogging.Level
	}); ok {
		return h.PythonLevels()
	}
	return nil
}

// record logs a record of Python's logging. Where [loggers] says what becomes of
// it, it has nothing besides: the format is the user's.
func (w *worker) record(m message) {
	log, args := w.log, []any{"logger", m.Logger}
	if w.records != nil {
		log = w.records
	} else if m.Section != "" {
		args = append(args, "section", m.Section)
	}
	if m.Stack != "" {
		args = append(args, "stack", strings.TrimRight(m.Stack, "\n"))
	}
	log.Log(context.Background(), levelOf(m.Level), m.Text, args...)
}

// levelOf is a level of Python's in log/slog: the reverse of what package
// pylogging does.
func levelOf(level int) slog.Level { return slog.Level((level - int(pylogging.Info)) * 4 / 10) }
