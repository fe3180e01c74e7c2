package pylogging

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
)

// Logging is a log/slog.Handler that writes as a Config says.
type Logging struct {
	*shared
	name  string // of the logger
	attrs []attr
	stack string
	known Fields
	group string // with a dot behind it
}

// shared is what all loggers have in common.
type shared struct {
	loggers atomic.Pointer[map[string]*logger] // replaced as a whole
	sinks   []*sink
	last    *sink      // of lines that no handler is there for
	change  sync.Mutex // held while loggers are replaced
}

// logger is one that the configuration names, or that was given a level.
type logger struct {
	level Level
	sinks []*sink
	alone bool
}

// sink is a handler that is open.
type sink struct {
	mu     sync.Mutex
	name   string
	level  Level
	layout *layout
	to     output
	failed string // what went wrong with the line before
}

// New opens what a configuration writes to.
func New(c Config) (*Logging, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	started := time.Now()
	layouts := map[string]*layout{"": {template: template{{name: "message", show: plainly}}}}
	for _, f := range c.Formatters {
		t, err := f.parse()
		if err != nil {
			return nil, fmt.Errorf("formatter %s: %w", f.Name, err)
		}
		layouts[f.Name] = &layout{t, f.DateFormat, started}
	}
	s := &shared{last: &sink{level: Warning, layout: layouts[""], to: stream{os.Stderr}}}
	sinks := map[string]*sink{}
	for _, h := range c.Handlers {
		to, err := h.open()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("handler %s: %w", h.Name, err), (&Logging{shared: s}).Close())
		}
		sinks[h.Name] = &sink{name: h.Name, level: h.Level, layout: layouts[h.Formatter], to: to}
		s.sinks = append(s.sinks, sinks[h.Name])
	}
	loggers := map[string]*logger{}
	for _, l := range c.Loggers {
		own := &logger{level: l.Level, alone: l.Alone}
		for _, name := range l.Handlers {
			own.sinks = append(own.sinks, sinks[name])
		}
		loggers[l.Name] = own
	}
	s.loggers.Store(&loggers)
	return &Logging{shared: s}, nil
}

// open opens where a handler writes.
func (h Handler) open() (output, error) {
	if h.To == nil {
		return Null{}.open()
	}
	return h.To.open()
}

// Reopen opens the files again, which somebody has renamed.
func (l *Logging) Reopen() error {
	return l.each(func(s *sink) error { return s.to.reopen() })
}

// Give makes the files that the log has made another user's, who can open them
// again then; -1 leaves user or group as they are.
func (l *Logging) Give(uid, gid int) error {
	return l.each(func(s *sink) error {
		if f, ok := s.to.(*logFile); ok {
			return f.give(uid, gid)
		}
		return nil
	})
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

// SetLevel gives a logger a level, which counts from now on: "" is the root.
// NotSet is that of the logger above, for the root all.
func (l *Logging) SetLevel(name string, level Level) {
	l.change.Lock()
	defer l.change.Unlock()
	all := maps.Clone(*l.loggers.Load())
	own := logger{}
	if before := all[name]; before != nil {
		own = *before
	}
	own.level = level
	all[name] = &own
	l.loggers.Store(&all)
}

// Levels returns the levels of the loggers that have one.
func (l *Logging) Levels() map[string]Level {
	out := map[string]Level{}
	for name, own := range *l.loggers.Load() {
		out[name] = own.level
	}
	return out
}

// Has reports whether the configuration names a logger.
func (l *Logging) Has(name string) bool { return (*l.loggers.Load())[name] != nil }

// upward calls do for the loggers that the configuration names, from that of a
// name to the root, until it returns false.
func (s *shared) upward(name string, do func(*logger) bool) {
	loggers := *s.loggers.Load()
	for {
		if own := loggers[name]; own != nil && !do(own) || name == "" {
			return
		}
		name = name[:max(0, strings.LastIndexByte(name, '.'))]
	}
}

// effective returns from which level the lines of a logger count.
func (s *shared) effective(name string) Level {
	level := NotSet
	s.upward(name, func(l *logger) bool {
		level = l.level
		return level == NotSet
	})
	return level
}

// FromSlog is a level of log/slog.
func FromSlog(level slog.Level) Level { return Info + Level(level)*10/4 }

// Enabled implements slog.Handler. A line may name its logger itself, so that
// what any of them writes counts.
func (l *Logging) Enabled(_ context.Context, level slog.Level) bool {
	if l.name != "" {
		return FromSlog(level) >= l.effective(l.name)
	}
	for name := range *l.loggers.Load() {
		if FromSlog(level) >= l.effective(name) {
			return true
		}
	}
	return false
}

// Handle implements slog.Handler.
func (l *Logging) Handle(_ context.Context, line slog.Record) error {
	all := *l
	all.attrs = slices.Clip(all.attrs)
	line.Attrs(func(a slog.Attr) bool {
		all.add(a)
		return true
	})
	r := &record{Record: line, name: all.name, level: FromSlog(line.Level), attrs: all.attrs, stack: all.stack, known: all.known}
	if r.level < l.effective(r.name) {
		return nil
	}
	if r.name == "" {
		r.name = "root"
	}
	found := false
	var errs []error
	l.upward(all.name, func(own *logger) bool {
		for _, s := range own.sinks {
			found = true
			errs = append(errs, s.write(r))
		}
		return !own.alone
	})
	if !found {
		return l.last.write(r)
	}
	return errors.Join(errs...)
}

// write writes a line. Of errors that are all the same the first one is told.
func (s *sink) write(r *record) error {
	if r.level < s.level {
		return nil
	}
	line := s.layout.format(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.to.emit(line, r.level, r.Time)
	is := ""
	if err != nil {
		is = err.Error()
	}
	if is != s.failed && is != "" {
		fmt.Fprintf(os.Stderr, "cannot log to handler %s: %s\n", s.name, is)
	}
	s.failed = is
	return err
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
		l.attrs, l.stack, l.name, l.known = inner.attrs, inner.stack, inner.name, inner.known
	case l.group == "" && a.Key == "logger":
		l.name = value.String()
		if l.name == "root" {
			l.name = ""
		}
	case l.group == "" && a.Key == "stack":
		l.stack = value.String()
	case isFields(value):
		l.known = value.Any().(Fields)
	case !a.Equal(slog.Attr{}):
		l.attrs = append(l.attrs, attr{l.group + a.Key, fmt.Sprint(value.Any())})
	}
}

func isFields(value slog.Value) bool {
	_, ok := value.Any().(Fields)
	return ok
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
	with.attrs = slices.Clip(with.attrs)
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
