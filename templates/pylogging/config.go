// Package pylogging writes the log of a program as Python's logging does when
// logging.config.fileConfig has read a file: sections [loggers], [handlers] and
// [formatters], and those that they name.
//
// A line of log/slog is a record of Python's: its logger is the attribute
// "logger", the levels are debug 10, info 20, warn 30 and error 40. Attributes
// stand behind the message, and a stack on the lines after it, where Python has
// a traceback. A field that no record has, %(user)s, is the attribute of that
// name.
//
// # Differences
//
//   - handlers are those that write: StreamHandler, FileHandler, WatchedFileHandler, RotatingFileHandler, TimedRotatingFileHandler,
//     SysLogHandler, SMTPHandler and NullHandler; others are a warning, and their lines are lost
//   - args are literals, and names like sys.stderr; nothing is evaluated
//   - a formatter's class is of Python; its format counts
package pylogging

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Config is what a file says.
type Config struct {
	Loggers    []Logger // the root is the one without a name
	Handlers   []Handler
	Formatters []Formatter
}

// Logger says which handlers the lines of a logger, and of those below it, go to.
type Logger struct {
	Name     string // dotted: nova.api; "" is the root
	Level    Level  // NotSet is that of the logger above
	Handlers []string
	Alone    bool // lines do not go to the handlers of the loggers above, too
}

// Handler writes lines somewhere.
type Handler struct {
	Name      string
	Level     Level
	Formatter string // the name of one; "" for the message alone
	To        Output // nil for nowhere
}

// Formatter says what a line has.
type Formatter struct {
	Name       string
	Format     string // "" for the message alone
	DateFormat string // of strftime; "" for that of Python
	Style      Style
}

// Style is the language of a Formatter's format.
type Style string

// The styles.
const (
	Percent Style = ""  // %(message)s
	Brace   Style = "{" // {message}
	Dollar  Style = "$" // ${message}
)

// Level is a level of Python's logging.
type Level int

// The levels.
const (
	NotSet   Level = 0
	Debug    Level = 10
	Info     Level = 20
	Warning  Level = 30
	Error    Level = 40
	Critical Level = 50
)

// levelNames are the names that Python has for levels, the usual one first.
func levelNames() []struct {
	name  string
	level Level
} {
	return []struct {
		name  string
		level Level
	}{
		{"NOTSET", NotSet}, {"DEBUG", Debug}, {"INFO", Info}, {"WARNING", Warning}, {"WARN", Warning}, {"ERROR", Error},
		{"CRITICAL", Critical}, {"FATAL", Critical},
	}
}

// UnmarshalText reads a name, or a number.
func (l *Level) UnmarshalText(text []byte) error {
	word := strings.TrimSpace(string(text))
	for _, known := range levelNames() {
		if known.name == word {
			*l = known.level
			return nil
		}
	}
	n, err := strconv.Atoi(word)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is no level: they are DEBUG, INFO, WARNING, ERROR, CRITICAL and NOTSET", word)
	}
	*l = Level(n)
	return nil
}

// String is Python's name of the level.
func (l Level) String() string {
	for _, known := range levelNames() {
		if known.level == l {
			return known.name
		}
	}
	return "Level " + strconv.Itoa(int(l))
}

// check returns an error if a name in the configuration means nothing.
func (c Config) check() error {
	for _, h := range c.Handlers {
		if h.Formatter != "" && !slices.ContainsFunc(c.Formatters, func(f Formatter) bool { return f.Name == h.Formatter }) {
			return fmt.Errorf("handler %s: there is no formatter %q", h.Name, h.Formatter)
		}
	}
	for _, l := range c.Loggers {
		for _, name := range l.Handlers {
			if !slices.ContainsFunc(c.Handlers, func(h Handler) bool { return h.Name == name }) {
				return fmt.Errorf("logger %q: there is no handler %q", l.Name, name)
			}
		}
	}
	return nil
}
