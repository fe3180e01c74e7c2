package python

import (
	"log/slog"
	"math"

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

// fields are what formats may name: what a record knows of itself, and what it was
// given besides.
func (m *message) fields() pylogging.Fields {
	all := pylogging.Fields{}
	for _, from := range []map[string]any{m.Extra, m.Record} {
		for key, value := range from {
			all[key] = whole(value)
		}
	}
	return all
}

// whole returns an int for what JSON has no type of its own for.
func whole(value any) any {
	if f, ok := value.(float64); ok && f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return int(f)
	}
	return value
}

// levelOf is a level of Python's in log/slog: the reverse of what package
// pylogging does.
func levelOf(level int) slog.Level { return slog.Level((level - int(pylogging.Info)) * 4 / 10) }
