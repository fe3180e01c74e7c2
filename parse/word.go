package parse

import (
	"strings"

	"github.com/pastegen/pastegen/parse/source"
)

// Word is one word of a value.
type Word struct {
	Text Text
	Span source.Span
}

// Factory reads the word as a reference to a Go object: MODULE:ATTR, with
// "call:" in front or not, or ATTR alone, which leaves the Module empty.
func (w Word) Factory() *Factory {
	spec := w.slice(0, len(w.Text))
	if Scheme(w.Text) == "call" {
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
