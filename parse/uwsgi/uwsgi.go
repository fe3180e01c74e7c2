// Package uwsgi reads the section [uwsgi] of an INI file in uWSGI's own dialect,
// which is another than Python's: a line is an option, keys come several times, a
// key alone is true, and "%d", "%(key)" and "$(NAME)" stand for something.
package uwsgi

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
)

// SectionName is the name of the section.
const SectionName = "uwsgi"

// Option is a line "key = value" of the section.
type Option struct {
	Key     string
	KeySpan source.Span
	Value   pytext.Text // "true" for a key alone
	Span    source.Span // of the value as it is written; of the key, if that is alone
	Named   bool        // a value has this one as %(key): uWSGI lets keys of any name be there for that
}

// Problem is a line that means nothing here.
type Problem struct {
	Span source.Span
	Is   string // what is wrong
	Hint string
	Idle bool // the line has no effect, which is no reason to stop
}

// Read reads all sections [uwsgi] of a file, in their order.
func Read(f *source.File) (options []Option, problems []Problem) {
	r := &reader{values: values{file: f, named: map[string]*named{}}}
	inside, start := false, 0
	for line := range strings.Lines(f.Text()) {
		at := start
		start += len(line)
		text := strings.Trim(line, " \t\r\n")
		at += strings.Index(line, text)
		switch {
		case text == "" || text[0] == ';' || text[0] == '#':
		case text[0] == '[':
			inside = strings.TrimSuffix(text[1:], "]") == SectionName
		case inside:
			r.line(text, at)
		}
	}
	return r.read()
}

// reader reads the lines of the section: all of them before the first value, since
// a value may have those of lines below it.
type reader struct {
	values
	options []Option
}

// line reads a line, without what stands for something else in it.
func (r *reader) line(text string, at int) {
	key, value, found := strings.Cut(text, "=")
	key = strings.TrimRight(key, " \t")
	o := Option{Key: key, KeySpan: r.file.Span(at, at+len(key)), Span: r.file.Span(at, at+len(key))}
	if found {
		begin := at + len(text) - len(strings.TrimLeft(value, " \t"))
		o.Span = r.file.Span(begin, at+len(text))
	}
	switch {
	case isLogic(key):
		r.problem(o.KeySpan, "conditions and loops of uWSGI are decided by uWSGI only", "write what is to hold, or use variables: $(NAME)")
	case isFile(key):
		r.otherFile(key, o)
	case isPlaceholder(key):
		r.placeholder(o.Span)
	default:
		if !found {
			r.name(key, r.file.Span(at+len(text), at+len(text))) // for others it is empty
		} else {
			r.name(key, o.Span)
		}
		r.options = append(r.options, o)
	}
}

// otherFile reads a key that names a file with more options, or another section of
// this one: ini = :prod.
func (r *reader) otherFile(key string, o Option) {
	section, here := strings.CutPrefix(o.Span.Text(), ":")
	if here && o.Span != o.KeySpan {
		r.problem(o.KeySpan, "other sections are read by uWSGI only", "write the options of ["+section+"] here")
		return
	}
	r.problem(o.KeySpan, "other files are read by uWSGI only", "write the options of that file here")
}

// placeholder reads what "set = name=value" says.
func (r *reader) placeholder(span source.Span) {
	text := span.Text()
	name, value, _ := strings.Cut(text, "=")
	begin := span.Start + len(text) - len(strings.TrimLeft(value, " \t"))
	r.name(strings.TrimSpace(name), r.file.Span(min(begin, span.End), span.End))
}

// read reads the values of all lines.
func (r *reader) read() ([]Option, []Problem) {
	for i := range r.options {
		o := &r.options[i]
		if o.Span == o.KeySpan {
			o.Value = "true"
			continue
		}
		r.fields = o.Key == "log-format" || o.Key == "logformat"
		o.Value = r.expand(o.Span, o.Span)
	}
	for i := range r.options {
		r.options[i].Named = r.named[r.options[i].Key].used
	}
	r.once()
	return r.options, r.problems
}

// once reports options that have one value and come again, where the last counts.
func (r *reader) once() {
	last := map[string]int{}
	for i, o := range r.options {
		last[o.Key] = i
	}
	for i, o := range r.options {
		if i < last[o.Key] && HasOneValue(o.Key) {
			r.problems = append(r.problems, Problem{Span: o.KeySpan, Is: o.Key + " has no effect: it comes again, and the last one counts", Hint: "leave this one out", Idle: true})
		}
	}
}

// HasOneValue reports whether an option that has an effect here has one value,
// where others have one more each time they come.
func HasOneValue(key string) bool {
	switch key {
	case "harakiri", "buffer-size", "limit-post", "chmod-socket", "chown-socket", "uid", "gid", "umask", "listen", "reuse-port",
		"socket-timeout", "http-timeout", "http-keepalive", "http-enable-proxy-protocol", "worker-reload-mercy", "reload-mercy",
		"chdir", "die-on-term", "master-fifo", "stats", "stats-server", "log-format", "logformat", "logto", "logto2", "log_level",
		"disable-logging", "pidfile", "safe-pidfile":
		return true
	}
	return false
}

// isLogic reports whether a key decides about the lines behind it.
func isLogic(key string) bool {
	for _, prefix := range []string{"if-", "for-", "end"} {
		if strings.HasPrefix(key, prefix) {
			return prefix != "end" || key == "end" || key == "endif" || key == "endfor"
		}
	}
	return key == "for" || key == "else"
}

// isFile reports whether a key names a file with more options.
func isFile(key string) bool {
	return slices.Contains([]string{"ini", "include", "inherit", "yaml", "yml", "json", "js", "xml", "x", "sqlite3", "sqlite", "ldap", "zeus", "config", "fallback-config"}, key)
}

// isPlaceholder reports whether a key makes a value for others.
func isPlaceholder(key string) bool {
	return key == "set" || key == "set-placeholder" || key == "set-ph"
}
