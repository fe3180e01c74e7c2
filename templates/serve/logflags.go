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

// Log says how the program's log is written, unless flags do. The zero value is
// as text on the standard error, or as Program.Logging says.
type Log struct {
	// Level is from which level lines are written, by a name: info. Where the
	// program logs as [loggers] says it is that of the server's own lines. ""
	// leaves it to those, or is info.
	Level string

	// To is the file for lines, opened again on SIGUSR1; "" and "-" are the
	// standard error. Where the program logs as [loggers] says it is for the
	// server's own lines, unless that has a logger for them.
	To string

	// Config is a file with [loggers], in the place of Program.Logging; "" for
	// none.
	Config string

	// Capture has all that the process writes to its standard output and error
	// go to the file To.
	Capture bool

	// Name is the logger of the server's own lines, and AccessName that of
	// requests, to which their lines go too if [loggers] has one of that name.
	// They are called as the original's.
	Name, AccessName string
}

// logFlags say how the program's log is written.
type logFlags struct {
	level, format, config string
}

// define defines the flags. Their variables are what they have without them.
func (f *logFlags) define(set *flag.FlagSet) {
	set.StringVar(&f.level, "log-level", os.Getenv("PASTE_LOG_LEVEL"), "log what is at least of this `level`: debug, info, warning, error, critical ($PASTE_LOG_LEVEL; without it as the file says, or info)")
	set.StringVar(&f.format, "log-format", os.Getenv("PASTE_LOG_FORMAT"), "log in this `format`, and not as [loggers] says: text or json ($PASTE_LOG_FORMAT; without it as the file says, or text)")
	set.StringVar(&f.config, "log-config", os.Getenv("PASTE_LOG_CONFIG"), "log as the sections [loggers], [handlers] and [formatters] of this `file` say, which Python's logging reads so ($PASTE_LOG_CONFIG; without it as they said when the program was made)")
}

// logging is the log of a program that was opened.
type logging struct {
	slog.Handler
	plain  slog.LevelVar      // of a log without loggers
	python *pylogging.Logging // nil for such a log
	files  []reopener
	end    []func() error
}

// open opens the log that flags, the settings of a server and the program say.
func (f *logFlags) open(stderr io.Writer, s Log, p Program) (*logging, error) {
	level, err := readLevel(f.level)
	if err != nil {
		return nil, fmt.Errorf("-log-level: %w", err)
	}
	l := &logging{}
	switch config, err := f.python(stderr, s, p); {
	case err != nil:
		return nil, err
	case config != nil:
		if f.level != "" {
			atLeast(config, pylogging.FromSlog(level))
		}
		return l, l.openPython(*config)
	}
	if f.level == "" {
		if level, err = readLevel(s.Level); err != nil {
			return nil, err
		}
	}
	l.plain.Set(level)
	return l, l.openPlain(stderr, s, f.format)
}

// python is what the log is to be as Python's; nil for another log.
func (f *logFlags) python(stderr io.Writer, s Log, p Program) (*pylogging.Config, error) {
	var config pylogging.Config
	var err error
	switch {
	case f.config != "":
		config, err = readConfig(stderr, "-log-config", f.config)
	case f.format != "":
		return nil, nil
	case s.Config != "":
		config, err = readConfig(stderr, "the log", s.Config)
	case p.Logging != nil:
		config, err = p.Logging()
	default:
		return nil, nil
	}
	s.addTo(&config)
	return &config, err
}

// readConfig reads a file with [loggers].
func readConfig(stderr io.Writer, by, name string) (pylogging.Config, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return pylogging.Config{}, fmt.Errorf("%s: %w", by, err)
	}
	path, err := filepath.Abs(name)
	if err != nil {
		return pylogging.Config{}, err
	}
	config, problems, err := pylogging.Parse(string(text), map[string]string{"here": filepath.Dir(path), "__file__": path})
	for _, p := range problems {
		fmt.Fprintf(stderr, "%s: %v\n", name, p)
	}
	if err != nil {
		return config, fmt.Errorf("%s %s: %w", by, name, err)
	}
	return config, nil
}

// atLeast has no logger write lines below a level, and the root those from it on.
func atLeast(c *pylogging.Config, level pylogging.Level) {
	for i := range c.Loggers {
		own := &c.Loggers[i].Level
		if c.Loggers[i].Name == "" || *own != pylogging.NotSet && *own < level {
			*own = level
		}
	}
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
