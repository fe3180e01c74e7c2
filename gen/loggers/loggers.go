// Package loggers reads what Python's logging.config takes from a file: [loggers],
// [handlers], [formatters], and the sections that they name. Of that it makes the
// value that package pylogging takes, as a function of the program would return it.
package loggers

import (
	"errors"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/own"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/pylogging"
)

// Loggers is what a file says of logs.
type Loggers struct {
	Node parse.Node  // stands for [loggers]
	Call *bound.Call // makes a pylogging.Config
	Note bound.Note
}

// sectionName is the section whose presence makes programs read all of them.
const sectionName = "loggers"

// Read reads the sections, where the import paths of runtime packages begin with
// base. It returns nil if there is no [loggers], or an error among the problems.
func Read(c *parse.Config, base string) (*Loggers, diag.List) {
	f := &file{config: c, known: map[place]parse.Setting{}, reported: map[place]bool{}, late: map[string]parse.Setting{}}
	s := c.File.Section(sectionName)
	if s == nil {
		f.headless()
		return nil, f.problems
	}
	config, problems := pylogging.Read(f)
	for _, p := range problems {
		f.tell(p)
	}
	if f.problems.HasErrors() {
		return nil, f.problems
	}
	f.secrets(config)
	f.idle()
	f.unused()
	n := &parse.Resource{Name: sectionName, Common: f.common(s)}
	note := bound.Note{Base: "logging", About: " with its [handlers] and [formatters]", Shown: f.others()}
	return &Loggers{Node: n, Call: newWriter(base, f.late, f.named(sectionName)).call(config), Note: note}, f.problems
}

// place is a key of a section.
type place struct{ section, key string }

// file is a file as package pylogging reads it.
type file struct {
	config   *parse.Config
	known    map[place]parse.Setting // that were asked for
	order    []place                 // in which they were
	late     map[string]parse.Setting
	reported map[place]bool
	problems diag.List
}

// Has implements pylogging.Source.
func (f *file) Has(section string) bool { return f.config.File.Section(section) != nil }

// Value implements pylogging.Source. A level that is known only when the program
// starts is noted for its section.
func (f *file) Value(section, key string) (string, bool, error) {
	s, ok := f.setting(section, key, false)
	switch at := (place{section, key}); {
	case !ok:
		return "", f.reported[at], nil
	case key == "level" && s.Value.UsesEnv():
		f.late[section] = s
		return pylogging.NotSet.String(), true, nil
	case key != "args" && key != "kwargs" && !s.Value.IsConst():
		return "", true, errors.New("this is not known before the program starts, and has to be: only levels and args may be left until then")
	}
	return string(s.Value), true, nil
}

// Raw implements pylogging.Source.
func (f *file) Raw(section, key string) (string, bool) {
	s, ok := f.setting(section, key, true)
	return string(s.Value), ok
}

// setting returns the value of a key, and notes it as one of the section.
func (f *file) setting(section, key string, raw bool) (parse.Setting, bool) {
	in := f.config.File.Section(section)
	if in == nil {
		return parse.Setting{}, false
	}
	at := place{section, key}
	if s, known := f.known[at]; known {
		return s, true
	}
	s, ok, problems := f.config.Option(in, key, raw)
	if len(problems) > 0 {
		f.reported[at] = true
		f.problems.Add(problems...)
		return s, false
	}
	if ok {
		f.known[at] = s
		f.order = append(f.order, at)
	}
	return s, ok
}

// tell reports a problem at its place.
func (f *file) tell(p pylogging.Problem) {
	at := place{p.Section, p.Key}
	if f.reported[at] {
		return
	}
	d := diag.Warningf(codeLost, f.span(at), "%s", p.Is)
	d.Hint = p.Hint
	if p.Fatal {
		d.Severity, d.Code = diag.Error, codeBad
	}
	f.problems.Add(d)
}

// span is where a key is, or else its section, or else [loggers].
func (f *file) span(at place) source.Span {
	if s, ok := f.known[at]; ok {
		if s.Span.Start == s.Span.End {
			return s.KeySpan
		}
		return s.Span
	}
	if s := f.config.File.Section(at.section); s != nil {
		return s.Header
	}
	return f.config.File.Section(sectionName).Header
}

// common is what a node of a section has, with the settings that were asked for.
func (f *file) common(s *ini.Section) parse.Common {
	c := parse.Common{Section: s, File: f.config.File, Global: f.config.Global()}
	for _, at := range f.order {
		if at.section == s.Name {
			c.Local = append(c.Local, f.known[at])
		}
	}
	return c
}

// named are the names that [loggers], [handlers] or [formatters] has.
func (f *file) named(section string) []string {
	names := strings.Split(string(f.known[place{section, "keys"}].Value), ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}

// others are nodes of the sections besides [loggers], for those who show them.
func (f *file) others() []parse.Node {
	var out []parse.Node
	for _, s := range f.config.File.Sections {
		common := f.common(s)
		if s.Name != sectionName && len(common.Local) > 0 {
			out = append(out, &parse.Resource{Name: s.Name, Common: common})
		}
	}
	return out
}

// secrets conceals args that have the password of a server for mails, and warns
// of one that is in the file.
func (f *file) secrets(c pylogging.Config) {
	for _, h := range c.Handlers {
		mail, ok := h.To.(pylogging.SMTP)
		if !ok || mail.Password == "" {
			continue
		}
		for _, key := range []string{"args", "kwargs"} {
			at := place{"handler_" + h.Name, key}
			s, ok := f.known[at]
			if !ok || !strings.Contains(string(s.Value), mail.Password) {
				continue
			}
			one := &parse.Common{Local: []parse.Setting{s}}
			f.known[at] = one.Conceal(s)
			if parse.Text(mail.Password).IsConst() {
				f.problems.Add(own.InArgs(s))
			}
		}
	}
}
