package parse

import (
	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// ref is a reference to another section or a factory: a text, and where it
// stands. The zero ref stands for no name at all (Python's None).
type ref struct {
	text  Text
	named bool          // false: no name was given
	in    *conf.Setting // the value it is part of, from offset on; nil: it stands at span
	from  int           // offset
	at    source.Span   // may be no place
}

// outside is a reference that stands at a place, or nowhere in the files.
func outside(text Text, at source.Span) ref { return ref{text: text, named: true, at: at} }

// refTo is a whole value taken for a reference.
func refTo(s conf.Setting) ref { return ref{text: s.Value, named: true, in: &s} }

// refs are the words of a value, each taken for a reference.
func refs(s conf.Setting) []ref {
	var out []ref
	for _, f := range pytext.Fields(s.Value) {
		out = append(out, refTo(s).slice(f.Start, f.End))
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
	return r.in.Locate(r.from, r.from+len(r.text))
}

// repr is Python's repr of the name asked for.
func (r ref) repr() quoted {
	if !r.named {
		return quoted{none: true}
	}
	return quoted{text: r.text, shown: r.masked()}
}

// shown is the reference for people to read.
func (r ref) shown() string { return r.masked().String() }

func (r ref) masked() Text {
	if r.in == nil {
		return Text(secret.Redact(string(r.text)))
	}
	return r.in.MaskedPart(r.from, r.from+len(r.text))
}
