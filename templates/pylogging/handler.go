package pylogging

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
)

// Logging is a log/slog.Handler that writes as a Config says.
type Logging struct {
	*shared
	name  string // of the logger
	attrs string // with a space before each
	stack string
	group string // with a dot behind it
}

// shared is what all loggers have in common.
type shared struct {
	started time.Time
	loggers map[string]*logger
	sinks   []*sink
}

// logger is one that the configuration names.
type logger struct {
	level     int
	sinks     []*sink
	propagate bool
}

// sink is a handler that is open.
type sink struct {
	mu        sync.Mutex
	level     int
	formatter Formatter
	to        output
}

// New opens what a configuration writes to.
func New(c Config) (*Logging, error) {
	s := &shared{started: time.Now(), loggers: map[string]*logger{}}
	formatters := map[string]Formatter{}
	for _, f := range c.Formatters {
		formatters[f.Name] = f
	}
	sinks := map[string]*sink{}
	for _, h := range c.Handlers {
		to, err := h.open()
		if err != nil {
			return nil, errors.Join(err, (&Logging{shared: s}).Close())
		}
		sinks[h.Name] = &sink{level: h.Level, formatter: formatters[h.Formatter], to: to}
		s.sinks = append(s.sinks, sinks[h.Name])
	}
	for _, l := range c.Loggers {
		own := &logger{level: l.Level, propagate: l.Propagate}
		for _, name := range l.Handlers {
			own.sinks = append(own.sinks, sinks[name])
		}
		s.loggers[l.Name] = own
	}
	return &Logging{shared: s}, nil
}

// Reopen opens the files again, which somebody has renamed.
func (l *Logging) Reopen() error {
	return l.each(func(s *sink) error { return s.to.reopen() })
}

// Close ends writing.
func (l *Logging) Close() error {
	return l.each(func(s *sink) error { return s.to.Close() })
}

func (l *Logging) each(do func(*sink) error) error {
	var errs []error
	for _, s := range l.sinks {
		s.mu.Lock()
		errs = append(errs, do(s))
		s.mu.Unlock()
	}
	return errors.Join(errs...)
}

// upward calls do for the loggers that the configuration names, from that of a
// name to the root, until it returns false.
func (s *shared) upward(name string, do func(*logger) bool) {
	for {
		if own := s.loggers[name]; own != nil && !do(own) || name == "" {
			return
		}
		name = name[:max(0, strings.LastIndexByte(name, '.'))]
	}
}

// level returns from which level the lines of a logger count.
func (s *shared) level(name string) int {
	level := 0
	s.upward(name, func(l *logger) bool {
		level = l.level
		return level == 0
	})
	return level
}

// python is a level of Python's.
func python(level slog.Level) int { return 20 + int(level)*10/4 }

// Enabled implements slog.Handler. A line may name its logger itself, so that
// what any of them writes counts.
func (l *Logging) Enabled(_ context.Context, level slog.Level) bool {
	if l.name != "" {
		return python(level) >= l.level(l.name)
	}
	for name := range l.loggers {
		if python(level) >= l.level(name) {
			return true
		}
	}
	return false
}

// Handle implements slog.Handler.
func (l *Logging) Handle(_ context.Context, line slog.Record) error {
	all := *l
	line.Attrs(func(a slog.Attr) bool {
		all.add(a)
		return true
	})
	r := &record{Record: line, name: all.name, level: python(line.Level), message: line.Message + all.attrs, stack: all.stack}
	if r.level < l.level(r.name) {
		return nil
	}
	if r.name == "" {
		r.name = "root"
	}
	var errs []error
	l.upward(all.name, func(own *logger) bool {
		for _, s := range own.sinks {
			errs = append(errs, s.write(r, l.started))
		}
		return own.propagate
	})
	return errors.Join(errs...)
}

func (s *sink) write(r *record, started time.Time) error {
	if r.level < s.level {
		return nil
	}
	line := s.formatter.format(r, started)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.to.emit(line, r.level, r.Time)
}

// add adds an attribute: the logger's name, a stack, or what stands behind the
// message.
func (l *Logging) add(a slog.Attr) {
	value := a.Value.Resolve()
	switch {
	case value.Kind() == slog.KindGroup:
		inner := *l
		if a.Key != "" {
			inner.group += a.Key + "."
		}
		for _, member := range value.Group() {
			inner.add(member)
		}
		l.attrs, l.stack, l.name = inner.attrs, inner.stack, inner.name
	case l.group == "" && a.Key == "logger":
		l.name = value.String()
		if l.name == "root" {
			l.name = ""
		}
	case l.group == "" && a.Key == "stack":
		l.stack = value.String()
	case !a.Equal(slog.Attr{}):
		l.attrs += " " + l.group + a.Key + "=" + plain(fmt.Sprint(value.Any()))
	}
}

// plain returns a text in quotes if it would not be seen where it ends.
func plain(text string) string {
	odd := func(r rune) bool { return r == ' ' || r == '"' || r == '=' || !unicode.IsPrint(r) }
	if text == "" || strings.ContainsFunc(text, odd) {
		return strconv.Quote(text)
	}
	return text
}

// WithAttrs implements slog.Handler.
func (l *Logging) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := *l
	for _, a := range attrs {
		with.add(a)
	}
	return &with
}

// WithGroup implements slog.Handler.
func (l *Logging) WithGroup(name string) slog.Handler {
	with := *l
	if name != "" {
		with.group += name + "."
	}
	return &with
}
