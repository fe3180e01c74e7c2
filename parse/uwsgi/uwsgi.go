// Package uwsgi reads the section [uwsgi] of an INI file in uWSGI's own dialect,
// which is another than Python's: a line is an option, keys come several times, a
// key alone is true, and "%d", "%(key)" and "$(NAME)" stand for something.
package uwsgi

import (
	"path"
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
}

// Problem is a line that means nothing here.
type Problem struct {
	Span source.Span
	Is   string // what is wrong
	Hint string
}

// Read reads all sections [uwsgi] of a file, in their order.
func Read(f *source.File) (options []Option, problems []Problem) {
	r := &reader{file: f, placeholders: map[string]pytext.Text{}}
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
			r.option(text, at)
		}
	}
	return r.options, r.problems
}

// reader reads the lines of the section.
type reader struct {
	file         *source.File
	options      []Option
	problems     []Problem
	placeholders map[string]pytext.Text // the options before, by their keys: the last of each
}

// option reads a line.
func (r *reader) option(text string, at int) {
	key, value, found := strings.Cut(text, "=")
	key = strings.TrimRight(key, " \t")
	o := Option{Key: key, KeySpan: r.file.Span(at, at+len(key)), Value: "true", Span: r.file.Span(at, at+len(key))}
	if found {
		begin := at + len(text) - len(strings.TrimLeft(value, " \t"))
		o.Span = r.file.Span(begin, at+len(text))
		o.Value = r.expand(o.Span)
	}
	switch {
	case isLogic(key):
		r.problem(o.KeySpan, "conditions and loops of uWSGI are decided by uWSGI only", "write what is to hold, or use variables: $(NAME)")
	case key == "set" || key == "set-placeholder" || key == "set-ph":
		name, value, _ := strings.Cut(string(o.Value), "=")
		r.placeholders[strings.TrimSpace(name)] = pytext.Text(strings.TrimSpace(value))
	default:
		r.placeholders[key] = o.Value
		r.options = append(r.options, o)
	}
}

// isLogic reports whether a key decides about the lines behind it.
func isLogic(key string) bool {
	for _, prefix := range []string{"if-", "for-", "end"} {
		if strings.HasPrefix(key, prefix) {
			return prefix != "end" || key == "end" || key == "endif" || key == "endfor"
		}
	}
	return key == "for"
}

func (r *reader) problem(span source.Span, is, hint string) {
	r.problems = append(r.problems, Problem{span, is, hint})
}

// expand replaces what stands for something else in a value.
func (r *reader) expand(span source.Span) pytext.Text {
	var out strings.Builder
	text := span.Text()
	for i := 0; i < len(text); {
		n := 0
		var stands pytext.Text
		switch {
		case strings.HasPrefix(text[i:], "%"):
			stands, n = r.magic(text[i:], span)
		case strings.HasPrefix(text[i:], "$("):
			stands, n = r.variable(text[i:], span)
		case strings.HasPrefix(text[i:], "@("):
			r.problem(span, "files, executables and URLs in values are read by uWSGI only", "write the text itself, or $(NAME) for a variable")
			return ""
		}
		if n == 0 {
			out.WriteByte(text[i])
			i++
			continue
		}
		out.WriteString(string(stands))
		i += n
	}
	return pytext.Text(out.String())
}

// variable reads "$(NAME)" and returns how long it is, 0 for something else.
func (r *reader) variable(text string, span source.Span) (pytext.Text, int) {
	name, _, found := strings.Cut(text[2:], ")")
	if !found || !isName(name) {
		r.problem(span, "$( is not followed by the name of a variable and )", "write $(NAME)")
		return "", len(text)
	}
	return pytext.Env(name), len(name) + len("$()")
}

func isName(name string) bool {
	for i := range len(name) {
		c := name[i]
		if c != '_' && (c|0x20 < 'a' || c|0x20 > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}

// magic reads what begins with a percent sign.
func (r *reader) magic(text string, span source.Span) (pytext.Text, int) {
	if len(text) < 2 {
		return "", 0
	}
	if text[1] == '(' {
		return r.placeholder(text, span)
	}
	base := path.Base(strings.ReplaceAll(r.file.Name(), `\`, "/"))
	switch ext := path.Ext(base); text[1] {
	case '%':
		return "%", 2
	case 'd':
		return pytext.HereMark + "/", 2
	case 'p', 'o':
		return pytext.Text(pytext.HereMark + "/" + base), 2
	case 's':
		return pytext.Text(base), 2
	case 'n':
		return pytext.Text(strings.TrimSuffix(base, ext)), 2
	case 'e':
		return pytext.Text(strings.TrimPrefix(ext, ".")), 2
	case 'x':
		return SectionName, 2
	case 'c', 'D', 'P', 'S', 'N', 'E', 'C', 'O', 'X', 'I', 'J', 'i', 'j', 'h', 'H', 'v', 'V', 'b', 'k', 't', 'T', 'u', 'U', 'g', 'G', 'a', 'A', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		r.problem(span, "%"+text[1:2]+" is not known before the server runs", "there are %d, %p, %s, %n and %e, and $(NAME) for a variable")
		return "", 2
	}
	return "", 0
}

// placeholder reads "%(key)", the value of an option before.
func (r *reader) placeholder(text string, span source.Span) (pytext.Text, int) {
	key, _, found := strings.Cut(text[2:], ")")
	if !found {
		r.problem(span, "%( is not followed by the key of an option and )", "write %(key)")
		return "", len(text)
	}
	value, known := r.placeholders[strings.TrimSpace(key)]
	if !known {
		r.problem(span, "no option before has the key "+key, "%(key) is the value of an option that stands above; set = NAME=VALUE makes one")
	}
	return value, len(key) + len("%()")
}

// Serves reports whether one of the options says where to listen.
func Serves(options []Option) bool {
	for _, o := range options {
		switch o.Key {
		case "http-socket", "http", "https", "https-socket", "socket", "uwsgi-socket", "fastcgi-socket", "scgi-socket":
			return true
		}
	}
	return false
}
