package serve

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/pastegen/pastegen/templates/pylogging"
)

// logFlags say how the program's log is written.
type logFlags struct {
	level, format, config string
}

// define defines the flags. Their variables are what they have without them.
func (f *logFlags) define(set *flag.FlagSet) {
	set.StringVar(&f.level, "log-level", os.Getenv("PASTE_LOG_LEVEL"), "log what is at least of this `level`: debug, info, warning, error ($PASTE_LOG_LEVEL; without it info)")
	set.StringVar(&f.format, "log-format", os.Getenv("PASTE_LOG_FORMAT"), "log in this `format`: text or json ($PASTE_LOG_FORMAT; without it text)")
	set.StringVar(&f.config, "log-config", os.Getenv("PASTE_LOG_CONFIG"), "log as the sections [loggers], [handlers] and [formatters] of this `file` say, which Python's logging reads so ($PASTE_LOG_CONFIG)")
}

// open returns the handler of the log, and what ends it.
func (f *logFlags) open(stderr io.Writer, l *life) (h slog.Handler, end func(), err error) {
	level, err := readLevel(f.level)
	if err != nil {
		return nil, nil, fmt.Errorf("-log-level: %w", err)
	}
	end = func() {}
	switch {
	case f.config != "":
		return f.python(stderr, level, l)
	case f.format == "json":
		h = slog.NewJSONHandler(stderr, &slog.HandlerOptions{Level: level})
	case f.format == "" || f.format == "text":
		h = slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level})
	default:
		return nil, nil, fmt.Errorf("-log-format: %q is neither text nor json", f.format)
	}
	return h, end, nil
}

// python returns a handler that writes as Python's logging.
func (f *logFlags) python(stderr io.Writer, level slog.Level, l *life) (slog.Handler, func(), error) {
	text, err := os.ReadFile(f.config)
	if err != nil {
		return nil, nil, fmt.Errorf("-log-config: %w", err)
	}
	path, err := filepath.Abs(f.config)
	if err != nil {
		return nil, nil, err
	}
	config, problems, err := pylogging.Parse(string(text), map[string]string{"here": filepath.Dir(path), "__file__": path})
	for _, p := range problems {
		fmt.Fprintf(stderr, "%s: %v\n", f.config, p)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("-log-config %s: %w", f.config, err)
	}
	logging, err := pylogging.New(config)
	if err != nil {
		return nil, nil, fmt.Errorf("-log-config %s: %w", f.config, err)
	}
	l.logs = append(l.logs, logging)
	var h slog.Handler = logging
	if f.level != "" {
		h = atLeast{h, level}
	}
	return h, func() { _ = logging.Close() }, nil
}

// readLevel reads a level by the name that Python or Go has for it.
func readLevel(text string) (slog.Level, error) {
	switch strings.ToLower(text) {
	case "":
		return slog.LevelInfo, nil
	case "warning":
		return slog.LevelWarn, nil
	case "critical":
		return slog.LevelError + 4, nil
	}
	var level slog.Level
	if level.UnmarshalText([]byte(text)) != nil {
		return level, errors.New(text + " is no level: they are debug, info, warning, error, critical")
	}
	return level, nil
}
