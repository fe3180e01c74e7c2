package uwsgi

import (
	"path"
	"strings"

	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
)

// values reads what values have in the place of something else.
type values struct {
	file     *source.File
	named    map[string]*named // the first value of each key
	fields   bool              // what %(key) names may be a field of the request, for who logs it
	problems []Problem
}

// named is a value that others may have as %(key).
type named struct {
	span source.Span
	used bool
	open bool                 // it is being read
	read map[bool]pytext.Text // what it is, where fields may be and where not
}

// maxValue is how many bytes a value may have: those that name others several times
// can be of any size.
const maxValue = 64 << 10

// name notes the value of a key: the first one counts.
func (v *values) name(key string, span source.Span) {
	if v.named[key] == nil {
		v.named[key] = &named{span: span}
	}
}

func (v *values) problem(span source.Span, is, hint string) {
	v.problems = append(v.problems, Problem{Span: span, Is: is, Hint: hint})
}

// expand replaces what stands for something else in a value. What is wrong with it
// is at the place of the value that has it.
func (v *values) expand(value, span source.Span) pytext.Text {
	var out strings.Builder
	text := value.Text()
	for i := 0; i < len(text); {
		n := 0
		var stands pytext.Text
		switch {
		case strings.HasPrefix(text[i:], "%"):
			stands, n = v.magic(text[i:], span)
		case strings.HasPrefix(text[i:], "$("):
			stands, n = v.variable(text[i:], span)
		case strings.HasPrefix(text[i:], "@("):
			v.problem(span, "files, executables and URLs in values are read by uWSGI only", "write the text itself, or $(NAME) for a variable")
			return ""
		}
		if n == 0 {
			out.WriteByte(text[i])
			i++
			continue
		}
		if out.Len()+len(stands) > maxValue {
			v.problem(span, "the value is too long", "")
			return ""
		}
		out.WriteString(string(stands))
		i += n
	}
	return pytext.Text(out.String())
}

// variable reads "$(NAME)" and returns how long it is, 0 for something else.
func (v *values) variable(text string, span source.Span) (pytext.Text, int) {
	name, _, found := strings.Cut(text[2:], ")")
	if !found || !isName(name) {
		v.problem(span, "$( is not followed by the name of a variable and )", "write $(NAME)")
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
func (v *values) magic(text string, span source.Span) (pytext.Text, int) {
	if len(text) < 2 {
		return "", 0
	}
	if text[1] == '(' {
		return v.placeholder(text, span)
	}
	base := path.Base(strings.ReplaceAll(v.file.Name(), `\`, "/"))
	switch ext := path.Ext(base); text[1] {
	case '%':
		if strings.HasPrefix(text, "%%(") { // uWSGI has one percent sign here when it looks for keys
			stands, n := v.placeholder(text[1:], span)
			return stands, n + 1
		}
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
		v.problem(span, "%"+text[1:2]+" is not known before the server runs", "there are %d, %p, %s, %n and %e, and $(NAME) for a variable")
		return "", 2
	}
	return "", 0
}

// placeholder reads "%(key)", the value of another option, and returns how long it
// is.
func (v *values) placeholder(text string, span source.Span) (pytext.Text, int) {
	key, _, found := strings.Cut(text[2:], ")")
	long := len(key) + len("%()")
	other := v.named[key]
	switch {
	case !found:
		v.problem(span, "%( is not followed by the key of an option and )", "write %(key)")
		return "", len(text)
	case other == nil && v.fields:
		return pytext.Text(text[:long]), long
	case other == nil:
		v.problem(span, "no option has the key "+key, "%(key) is the value of another option; set = NAME=VALUE makes one")
		return "", long
	case other.open:
		v.problem(span, "the value of "+key+" has itself in it", "write a value")
		return "", long
	}
	return v.valueOf(other, span), long
}

// valueOf is the value of another option, which one at span has.
func (v *values) valueOf(other *named, span source.Span) pytext.Text {
	if value, known := other.read[v.fields]; known {
		return value
	}
	other.used, other.open = true, true
	value := v.expand(other.span, span)
	other.open = false
	if other.read == nil {
		other.read = map[bool]pytext.Text{}
	}
	other.read[v.fields] = value
	return value
}
