// Package pylogging writes the log of a program as Python's logging does when
// logging.config.fileConfig has read a file: sections [loggers], [handlers] and
// [formatters], and those that they name.
//
// A line of log/slog is a record of Python's: its logger is the attribute
// "logger", the levels are debug 10, info 20, warn 30 and error 40. Attributes
// stand behind the message, and a stack on the lines after it, where Python has
// a traceback.
//
// # Differences
//
//   - handlers are those that write: StreamHandler, FileHandler, WatchedFileHandler, RotatingFileHandler, TimedRotatingFileHandler,
//     SysLogHandler and NullHandler; others are a warning, and their lines are lost
//   - args are literals, and names like sys.stderr; nothing is evaluated
//   - formats are those with %(name)s; a style is a warning
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
	Name      string // dotted: nova.api; "" is the root
	Level     int    // of Python; 0 for that of the logger above
	Handlers  []string
	Propagate bool // to the handlers of the logger above, too
}

// Handler writes lines somewhere.
type Handler struct {
	Name      string
	Class     string // without "logging." and "handlers."
	Level     int
	Formatter string // the name of one; "" for the message alone
	Args      []any  // string, int, float64, bool, nil, Name, or []any
	Kwargs    map[string]any
}

// Name is a name in args, which stands for something in Python: sys.stderr.
type Name string

// Formatter says what a line has.
type Formatter struct {
	Name, Format, DateFormat string
}

// Problem is what cannot be done as a file says it.
type Problem struct {
	Line int
	Is   string
}

// String has both.
func (p Problem) String() string { return fmt.Sprintf("line %d: %s", p.Line, p.Is) }

// Parse reads a file. What is nothing that logs stays out, and is a problem. It
// is an error if there is no [loggers], or what that names is missing. defaults
// are what %(NAME)s can stand for: here.
func Parse(text string, defaults map[string]string) (Config, []Problem, error) {
	p := &parser{sections: readSections(text), defaults: defaults}
	var c Config
	for _, name := range p.names("formatters") {
		c.Formatters = append(c.Formatters, p.formatter(name))
	}
	for _, name := range p.names("handlers") {
		if h, ok := p.handler(name); ok {
			c.Handlers = append(c.Handlers, h)
		}
	}
	for _, name := range p.names("loggers") {
		c.Loggers = append(c.Loggers, p.logger(name, c.Handlers))
	}
	if p.err == nil && !slices.ContainsFunc(c.Loggers, func(l Logger) bool { return l.Name == "" }) {
		p.err = fmt.Errorf("[loggers] names no root")
	}
	return c, p.problems, p.err
}

type parser struct {
	sections map[string]section
	defaults map[string]string
	problems []Problem
	err      error // the first one
}

func (p *parser) fail(line int, format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("line %d: %s", line, fmt.Sprintf(format, args...))
	}
}

func (p *parser) warn(line int, format string, args ...any) {
	p.problems = append(p.problems, Problem{line, fmt.Sprintf(format, args...)})
}

// names reads the key "keys" of a section.
func (p *parser) names(of string) []string {
	s, ok := p.sections[of]
	if !ok {
		p.fail(1, "there is no section [%s]", of)
		return nil
	}
	return words(p.value(s, "keys").text)
}

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' })
}

// section returns a section that another names.
func (p *parser) section(kind, name string) section {
	s, ok := p.sections[kind+"_"+name]
	if !ok {
		p.fail(1, "there is no section [%s_%s], which [%ss] names", kind, name, kind)
	}
	return s
}

// value returns the value of a key with what %(NAME)s and %% stand for.
func (p *parser) value(s section, key string) entry {
	e := s.keys[key]
	var out strings.Builder
	for rest := e.text; rest != ""; {
		plain, after, found := strings.Cut(rest, "%")
		out.WriteString(plain)
		if !found {
			break
		}
		if strings.HasPrefix(after, "%") {
			out.WriteByte('%')
			rest = after[1:]
			continue
		}
		name, tail, ok := strings.Cut(strings.TrimPrefix(after, "("), ")s")
		text, known := p.defaults[name]
		if other, here := s.keys[name]; here && name != key {
			text, known = other.text, true
		}
		if !ok || !known {
			p.fail(e.line, "%q has a %% that stands for nothing", e.text)
			break
		}
		out.WriteString(text)
		rest = tail
	}
	e.text = out.String()
	return e
}

func (p *parser) level(s section) int {
	e := p.value(s, "level")
	word := strings.TrimSpace(e.text)
	levels := map[string]int{"": 0, "NOTSET": 0, "DEBUG": 10, "INFO": 20, "WARN": 30, "WARNING": 30, "ERROR": 40, "CRITICAL": 50, "FATAL": 50}
	if n, ok := levels[word]; ok {
		return n
	}
	n, err := strconv.Atoi(word)
	if err != nil {
		p.fail(e.line, "%q is no level", word)
	}
	return n
}

func (p *parser) logger(name string, handlers []Handler) Logger {
	s := p.section("logger", name)
	l := Logger{Level: p.level(s), Propagate: true}
	if name != "root" {
		l.Name = p.value(s, "qualname").text
		if l.Name == "" {
			p.fail(s.line, "[logger_%s] has no qualname", name)
		}
		l.Propagate = strings.TrimSpace(p.value(s, "propagate").text) != "0"
	}
	e := p.value(s, "handlers")
	for _, handler := range words(e.text) {
		_, known := p.sections["handler_"+handler]
		if !known {
			p.fail(e.line, "there is no handler %q", handler)
		}
		if slices.ContainsFunc(handlers, func(h Handler) bool { return h.Name == handler }) {
			l.Handlers = append(l.Handlers, handler)
		}
	}
	return l
}

func (p *parser) formatter(name string) Formatter {
	s := p.section("formatter", name)
	f := Formatter{Name: name, Format: s.keys["format"].text, DateFormat: s.keys["datefmt"].text} // raw, as Python reads them
	for _, key := range []string{"class", "style"} {
		if e, ok := s.keys[key]; ok && e.text != "logging.Formatter" && e.text != "%" && e.text != "" {
			p.warn(e.line, "%s = %s is of Python: lines are formatted with %%(name)s", key, e.text)
		}
	}
	if err := checkFormat(f.Format); err != nil {
		p.fail(s.keys["format"].line, "%v", err)
	}
	return f
}

// handler reads a handler, and reports whether it can be one.
func (p *parser) handler(name string) (h Handler, ok bool) {
	s := p.section("handler", name)
	class := p.value(s, "class")
	h = Handler{Name: name, Class: class.text, Level: p.level(s), Formatter: strings.TrimSpace(p.value(s, "formatter").text)}
	h.Class = strings.TrimPrefix(strings.TrimPrefix(h.Class, "logging."), "handlers.")
	if h.Formatter != "" {
		if _, ok := p.sections["formatter_"+h.Formatter]; !ok {
			p.fail(s.keys["formatter"].line, "there is no formatter %q", h.Formatter)
		}
	}
	if !slices.Contains(classes(), h.Class) {
		p.warn(class.line, "[handler_%s]: %s is of Python, and its lines are lost: there are %s", name, class.text, strings.Join(classes(), ", "))
		return h, false
	}
	args := p.value(s, "args")
	value, err := parseLiteral(args.text)
	h.Args, _ = value.([]any)
	if err != nil || args.text != "" && h.Args == nil && value != nil {
		p.fail(args.line, "args is no tuple of literals: %q", args.text)
	}
	kwargs := p.value(s, "kwargs")
	value, err = parseLiteral(kwargs.text)
	h.Kwargs, _ = value.(map[string]any)
	if err != nil || kwargs.text != "" && h.Kwargs == nil {
		p.fail(kwargs.line, "kwargs is no dict of literals: %q", kwargs.text)
	}
	return h, true
}

func classes() []string {
	return []string{"StreamHandler", "FileHandler", "WatchedFileHandler", "RotatingFileHandler", "TimedRotatingFileHandler", "SysLogHandler", "NullHandler"}
}
