package parse

import (
	"sort"
	"strings"

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

// Items splits the value at commas, as paste.deploy.converters.aslist does with
// sep=",", white space around each item left out; empty items do not count.
func (s Setting) Items() []Word {
	var out []Word
	start := 0
	for _, item := range strings.SplitAfter(string(s.Value), ",") {
		for _, part := range joined(fields(Text(strings.TrimSuffix(item, ",")))) {
			from, to := start+part.start, start+part.end
			out = append(out, Word{s.Value[from:to], s.locate(from, to)})
		}
		start += len(item)
	}
	return out
}

// joined makes one field of many, with the white space between them.
func joined(all []field) []field {
	if len(all) > 0 {
		all[0].end = all[len(all)-1].end
		all = all[:1]
	}
	return all
}

// Factory reads the word as a reference to a Go object: MODULE:ATTR, with
// "call:" in front or not, or ATTR alone, which leaves the Module empty.
func (w Word) Factory() *Factory {
	spec := w.slice(0, len(w.Text))
	if schemeOf(w.Text) == "call" {
		spec = w.slice(len("call:"), len(w.Text))
	}
	f := &Factory{Kind: CallFactory, Attr: spec.text.String(), Span: w.Span, AttrSpan: spec.span()}
	if i := strings.LastIndexByte(string(spec.text), ':'); i >= 0 {
		start := len(w.Text) - len(spec.text)
		module, attr := w.slice(start, start+i), w.slice(start+i+1, len(w.Text))
		f.Module, f.ModuleSpan = module.text.String(), module.span()
		f.Attr, f.AttrSpan = attr.text.String(), attr.span()
	}
	return f
}

// slice is a part of the word; its place is the whole's where the file has
// another text.
func (w Word) slice(start, end int) ref {
	r := ref{text: w.Text[start:end], at: w.Span}
	if w.Span.Text() == string(w.Text) {
		r.at = w.Span.File.Span(w.Span.Start+start, w.Span.Start+end)
	}
	return r
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
