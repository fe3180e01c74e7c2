package pylogging

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Source is a file whose sections Read reads.
type Source interface {
	// Has reports whether there is a section.
	Has(section string) bool
	// Value returns a key's value with what %(NAME)s in it stands for; ok is
	// false if neither the section nor [DEFAULT] has the key. Raw returns it as
	// it is written.
	Value(section, key string) (text string, ok bool, err error)
	Raw(section, key string) (text string, ok bool)
}

// Problem is what cannot be done as a file says it.
type Problem struct {
	Section, Key string // where; no key for the section itself
	Line         int    // of the file; 0 if Read has not been told of lines
	Is, Hint     string
	Fatal        bool // Python's logging refuses it too
}

// String tells it with its line.
func (p Problem) String() string { return fmt.Sprintf("line %d: %s", p.Line, p.Is) }

// Read reads the sections of a file, and tells all that cannot be done as they
// say. What they are read to is complete if no problem is fatal.
func Read(from Source) (Config, []Problem) {
	r := &reader{from: from}
	for _, name := range r.names("formatters") {
		r.formatter(name)
	}
	for _, name := range r.names("handlers") {
		r.handler(name)
	}
	r.loggers(r.names("loggers"))
	return r.config, r.problems
}

type reader struct {
	from     Source
	config   Config
	lost     []string // handlers that write nowhere
	problems []Problem
}

func (r *reader) fail(section, key, format string, args ...any) {
	r.problems = append(r.problems, Problem{Section: section, Key: key, Is: fmt.Sprintf(format, args...), Fatal: true})
}

func (r *reader) warn(section, key, hint, format string, args ...any) {
	r.problems = append(r.problems, Problem{Section: section, Key: key, Is: fmt.Sprintf(format, args...), Hint: hint})
}

// names reads the key "keys" of a section.
func (r *reader) names(of string) []string {
	if !r.from.Has(of) {
		r.fail(of, "", "there is no section [%s]", of)
		return nil
	}
	return items(r.required(of, "keys"))
}

// items are the words between commas.
func items(text string) []string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	all := strings.Split(text, ",")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// has reports whether there is the section that a list names.
func (r *reader) has(kind, name string) bool {
	there := r.from.Has(kind + "_" + name)
	if !there {
		r.fail(kind+"s", "keys", "there is no section [%s_%s], which [%ss] names", kind, name, kind)
	}
	return there
}

// value returns the value of a key, "" if it is not there.
func (r *reader) value(section, key string) (text string, ok bool) {
	text, ok, err := r.from.Value(section, key)
	if err != nil {
		r.fail(section, key, "%v", err)
	}
	return text, ok
}

// required is value for a key that must be there.
func (r *reader) required(section, key string) string {
	text, ok := r.value(section, key)
	if !ok {
		r.fail(section, "", "[%s] has no %s", section, key)
	}
	return text
}

// level reads the level of a section; late is the text of one that is known
// only when the program starts.
func (r *reader) level(section string) Level {
	text, ok := r.value(section, "level")
	if !ok {
		return NotSet
	}
	var level Level
	if err := level.UnmarshalText([]byte(text)); err != nil {
		r.fail(section, "level", "%v", err)
	}
	return level
}

func (r *reader) formatter(name string) {
	if !r.has("formatter", name) {
		return
	}
	section := "formatter_" + name
	f := Formatter{Name: name}
	f.Format, _ = r.from.Raw(section, "format") // raw, as Python reads them
	f.DateFormat, _ = r.from.Raw(section, "datefmt")
	style, _ := r.from.Raw(section, "style")
	switch f.Style = Style(strings.TrimSpace(style)); f.Style {
	case "%":
		f.Style = Percent
	case Percent, Brace, Dollar:
	default:
		r.fail(section, "style", "%q is no style: they are %%, { and $", style)
		return
	}
	class, _ := r.value(section, "class")
	if class = strings.TrimSpace(class); class != "" && class != "logging.Formatter" {
		r.warn(section, "class", "leave it out", "%s is of Python: lines are as format says, without what it adds", class)
	}
	r.config.Formatters = append(r.config.Formatters, f)
	unknown, err := f.check()
	if err != nil {
		r.fail(section, "format", "%v", err)
	}
	for _, field := range unknown {
		r.warn(section, "format", "", "%q is nothing that a record has: it is the attribute of that name, or nothing if a line has none", field)
	}
}

func (r *reader) handler(name string) {
	if !r.has("handler", name) {
		return
	}
	section := "handler_" + name
	h := Handler{Name: name, Level: r.level(section)}
	formatter, _ := r.value(section, "formatter")
	h.Formatter = formatter
	if h.Formatter != "" && !slices.ContainsFunc(r.config.Formatters, func(f Formatter) bool { return f.Name == h.Formatter }) {
		r.fail(section, "formatter", "there is no formatter %q", h.Formatter)
	}
	o := outputReader{reader: r, section: section}
	if h.To = o.read(); h.To == nil {
		r.lost = append(r.lost, name)
		return
	}
	r.config.Handlers = append(r.config.Handlers, h)
}

// loggers reads those of these names.
func (r *reader) loggers(names []string) {
	root := false
	for _, name := range names {
		root = root || name == "root"
		if r.has("logger", name) {
			r.config.Loggers = append(r.config.Loggers, r.logger(name))
		}
	}
	if !root && r.from.Has("loggers") {
		r.fail("loggers", "keys", "[loggers] names no root")
	}
}

func (r *reader) logger(name string) Logger {
	section := "logger_" + name
	l := Logger{Level: r.level(section)}
	if name != "root" {
		if l.Name = r.required(section, "qualname"); l.Name == "root" {
			l.Name = ""
		}
		l.Alone = r.alone(section)
	}
	for _, handler := range items(r.required(section, "handlers")) {
		switch {
		case slices.ContainsFunc(r.config.Handlers, func(h Handler) bool { return h.Name == handler }):
			l.Handlers = append(l.Handlers, handler)
		case !slices.Contains(r.lost, handler):
			r.fail(section, "handlers", "there is no handler %q", handler)
		}
	}
	return l
}

// alone reads propagate.
func (r *reader) alone(section string) bool {
	text, ok := r.value(section, "propagate")
	if !ok {
		return false
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		r.fail(section, "propagate", "propagate is a number, 0 or 1, and not %q", text)
	}
	return n == 0
}
