// Package logs opens the log of a program: plain lines, or as Python's logging
// would write them.
package logs

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/pastegen/pastegen/templates/pylogging"
)

// Options say how the program's log is written, unless flags do. The zero value
// is as text on the standard error, or as [loggers] says.
type Options struct {
	// Level is from which level lines are written, by a name: info. Where the
	// program logs as [loggers] says it is that of the server's own lines. ""
	// leaves it to those, or is info.
	Level string

	// To is the file for lines, opened again on SIGUSR1; "" and "-" are the
	// standard error. Where the program logs as [loggers] says it is for the
	// server's own lines, unless that has a logger for them.
	To string

	// Config is a file with [loggers], in the place of those of the program; "" for
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

// Access is the logger whose lines those of requests are: where the original has
// none for them, it is one below that of the server, "waitress.access", so that
// who collects them tells requests to one server from those to another. It is
// "access" for a server without a name.
func (o Options) Access() string {
	switch {
	case o.AccessName != "":
		return o.AccessName
	case o.Name != "":
		return o.Name + ".access"
	}
	return "access"
}

// Flags are what the command line says of the program's log. Each is "" if it
// says nothing.
type Flags struct {
	Level  string // from which lines are written
	Format string // text or json, and not as [loggers] says
	Config string // a file with [loggers]
}

// Open opens the log that flags and the settings of a server say. python says
// what the program's [loggers] do: nil if there are none.
func (f *Flags) Open(stderr io.Writer, s Options, python func() (pylogging.Config, error)) (*Log, error) {
	level, err := readLevel(f.Level)
	if err != nil {
		return nil, fmt.Errorf("-log-level: %w", err)
	}
	l := &Log{}
	switch config, err := f.python(stderr, s, python); {
	case err != nil:
		return nil, err
	case config != nil:
		if f.Level != "" {
			atLeast(config, pylogging.FromSlog(level))
		}
		return l, l.openPython(*config)
	}
	if f.Level == "" {
		if level, err = readLevel(s.Level); err != nil {
			return nil, err
		}
	}
	l.plain.Set(level)
	return l, l.openPlain(stderr, s, f.Format)
}

// python is what the log is to be as Python's; nil for another log.
func (f *Flags) python(stderr io.Writer, s Options, python func() (pylogging.Config, error)) (*pylogging.Config, error) {
	var config pylogging.Config
	var err error
	switch {
	case f.Config != "":
		config, err = readConfig(stderr, "-log-config", f.Config)
	case f.Format != "":
		return nil, nil
	case s.Config != "":
		config, err = readConfig(stderr, "the log", s.Config)
	case python != nil:
		config, err = python()
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
