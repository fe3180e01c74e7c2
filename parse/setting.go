package parse

import (
	"sort"

	"github.com/pastegen/pastegen/parse/source"
)

// piece is a part of an interpolated value: it starts at start in the value,
// and comes from raw[raw:raw+width] of the entry as written. Width 0 means
// that it was copied, byte for byte.
type piece struct{ start, raw, width int }

// locate returns where Value[start:end] stands in the file. What came from a
// %(x)s stands where that reference does. A value that no entry gave has one
// place only, Span.
func (s Setting) locate(start, end int) source.Span {
	if s.entry == nil {
		return s.Span
	}
	from := s.raw(start, false)
	to := from
	if end > start {
		to = s.raw(end, true)
	}
	return s.entry.Value.Span(from, max(from, to))
}

// raw returns where a position of Value lies in the raw value: in front of the
// byte there, or behind the byte before.
func (s Setting) raw(pos int, behind bool) int {
	if s.pieces == nil {
		return pos
	}
	at := pos
	if behind {
		at--
	}
	i := sort.Search(len(s.pieces), func(i int) bool { return s.pieces[i].start > at }) - 1
	p := s.pieces[max(i, 0)]
	switch {
	case p.width == 0:
		return p.raw + pos - p.start
	case behind:
		return p.raw + p.width
	}
	return p.raw
}

// Words splits the value at white space, as Python's str.split() does, each
// word with where it stands, also across continuation lines and where part of
// it came from an interpolation.
func (s Setting) Words() []Word {
	var out []Word
	for _, f := range fields(s.Value) {
		out = append(out, Word{s.Value[f.start:f.end], s.locate(f.start, f.end)})
	}
	return out
}

// ref is a reference to another section or a factory: a text, and where it
// stands. The zero ref stands for no name at all (Python's None).
type ref struct {
	text  Text
	named bool        // false: no name was given
	in    *Setting    // the value it is part of, from offset on; nil: it stands at span
	from  int         // offset
	at    source.Span // may be no place
}

// outside is a reference that stands at a place, or nowhere in the files.
func outside(text Text, at source.Span) ref { return ref{text: text, named: true, at: at} }

// refTo is a whole value taken for a reference.
func refTo(s Setting) ref { return ref{text: s.Value, named: true, in: &s} }

// refs are the words of a value, each taken for a reference.
func refs(s Setting) []ref {
	var out []ref
	for _, f := range fields(s.Value) {
		out = append(out, refTo(s).slice(f.start, f.end))
	}
	return out
}

// slice is a part of the reference.
func (r ref) slice(start, end int) ref {
	r.text = r.text[start:end]
	r.from += start
	return r
}

// span returns where the reference stands.
func (r ref) span() source.Span {
	if r.in == nil {
		return r.at
	}
	return r.in.locate(r.from, r.from+len(r.text))
}

// repr is Python's repr of the name asked for.
func (r ref) repr() string {
	if !r.named {
		return "None"
	}
	return repr(r.text)
}
