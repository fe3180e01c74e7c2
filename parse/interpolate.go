package parse

import (
	"strings"

	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// option is a key of a section or of [DEFAULT] with its value as written.
type option struct {
	key     string
	raw     Text
	entry   *ini.Entry // nil for what Paste seeds, and for what a caller injects
	setting Setting    // what is known of it without an entry
	used    bool       // as a secret, whatever its name is
}

// isSecret reports whether the value of the option is a secret as a whole.
func (o option) isSecret() bool { return o.used || secret.Name(o.key) }

// quoted quotes the option as it is written.
func (o option) quoted() quoted {
	shown := secret.Replace(string(o.raw), secretParts(o.key, string(o.raw)))
	if o.used && o.raw != "" {
		shown = secret.Mask
	}
	return quoted{text: o.raw, shown: Text(shown)}
}

func entryOption(e *ini.Entry) option {
	return option{key: e.Key, raw: Text(e.Value.Raw), entry: e}
}

// as returns the option as a setting of that value. Pieces say where the value
// comes from if it is not the value as written.
func (o option) as(value Text, origin Origin, pieces []piece) Setting {
	if o.entry == nil {
		s := o.setting
		s.Key, s.Value = o.key, value
		return o.mark(s)
	}
	return o.mark(Setting{
		Key: o.key, Value: value, Origin: origin,
		KeySpan: o.entry.KeySpan, Span: o.entry.Value.Whole(),
		entry: o.entry, pieces: pieces,
	})
}

// mark makes a setting of the option a secret if the option is one that its key
// does not tell.
func (o option) mark(s Setting) Setting {
	if o.used && s.Value != "" {
		s.derived = []secret.Range{{Start: 0, End: len(s.Value)}}
	}
	return s
}

// span returns where raw[start:end] stands.
func (o option) span(start, end int) source.Span {
	if o.entry == nil {
		return o.setting.Span
	}
	return o.entry.Value.Span(start, end)
}

// The limits of an interpolation: the first is Python's, the other keeps a
// value such as nine lines of "%(a)s%(a)s..." from filling the memory.
const (
	maxDepth = 10
	maxSize  = 1 << 20
)

// expansion is configparser.BasicInterpolation at work on one value.
type expansion struct {
	lookup  func(key string) (option, bool)
	section string
	of      option
	out     strings.Builder
	pieces  []piece
	secrets []secret.Range // what of out comes from one
	chain   []step
	size    int // bytes and references so far
}

// interpolate returns the value of an option, where lookup finds those that it
// refers to. Section is for messages.
func interpolate(o option, section string, origin Origin, lookup func(string) (option, bool)) (Setting, *fault) {
	if !strings.Contains(string(o.raw), "%") {
		return o.as(o.raw, origin, nil), nil
	}
	e := expansion{lookup: lookup, section: section, of: o}
	if f := e.expand(o, 1); f != nil {
		return Setting{}, f
	}
	s := o.as(Text(e.out.String()), origin, e.pieces)
	s.derived = append(s.derived, e.secrets...)
	return s, nil
}

// expand is _interpolate_some: it writes the value of an option, met at some
// depth.
func (e *expansion) expand(o option, depth int) *fault {
	raw := string(o.raw)
	for pos := 0; pos < len(raw); {
		n := strings.IndexByte(raw[pos:], '%')
		if n != 0 {
			if n < 0 {
				n = len(raw) - pos
			}
			e.write(raw[pos:pos+n], depth, piece{raw: pos})
			pos += n
			continue
		}
		width, f := e.percent(o, pos, depth)
		if f != nil {
			return f
		}
		pos += width
	}
	return nil
}

// percent expands what starts with the % at pos and returns its length.
func (e *expansion) percent(o option, pos, depth int) (int, *fault) {
	rest := string(o.raw[pos:])
	switch {
	case strings.HasPrefix(rest, "%%"):
		e.write("%", depth, piece{raw: pos, width: 2})
		return 2, nil
	case !strings.HasPrefix(rest, "%("):
		return 0, e.fault(badPercent, step{o, pos, pos + 1, ""})
	}
	n := strings.IndexByte(rest, ')')
	if n == len("%(") || n < 0 || !strings.HasPrefix(rest[n:], ")s") {
		return 0, e.fault(badPercent, step{o, pos, pos + len("%("), ""})
	}
	name, width := rest[len("%("):n], n+len(")s")
	return width, e.reference(step{o, pos, pos + width, name}, depth)
}

// reference expands a %(name)s.
func (e *expansion) reference(s step, depth int) *fault {
	found, ok := e.lookup(s.name)
	if !ok {
		return e.fault(undefinedOption, s)
	}
	width := s.end - s.start
	if e.size += width; e.size > maxSize {
		return e.fault(tooLong, s)
	}
	if found.isSecret() {
		start := e.out.Len()
		defer func() { e.secrets = append(e.secrets, secret.Range{Start: start, End: e.out.Len()}) }()
	}
	p := piece{raw: s.start, width: width}
	if !strings.Contains(string(found.raw), "%") {
		e.write(string(found.raw), depth, p)
		return nil
	}
	if depth == maxDepth {
		return e.fault(tooDeep, s)
	}
	e.write("", depth, p)
	e.chain = append(e.chain, s)
	if f := e.expand(found, depth+1); f != nil {
		return f
	}
	e.chain = e.chain[:len(e.chain)-1]
	return nil
}

// write adds text to the value. At depth 1 it comes from that piece.
func (e *expansion) write(text string, depth int, p piece) {
	if depth == 1 {
		p.start = e.out.Len()
		e.pieces = append(e.pieces, p)
	}
	e.size += len(text)
	e.out.WriteString(text)
}

func (e *expansion) fault(what mistake, s step) *fault {
	return &fault{what: what, section: e.section, of: e.of, step: s, chain: e.chain}
}
