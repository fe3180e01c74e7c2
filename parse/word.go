package parse

import (
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// Word is one word of a value.
type Word struct {
	Text Text
	Span source.Span

	of   *Setting // the value it is part of, from offset on; nil for none
	from int
}

// Shown returns the word for people to read, without secrets.
func (w Word) Shown() string { return w.masked().String() }

// Written returns the word as the file has it, with references to what is known
// only when a program starts, for people to read, without secrets.
func (w Word) Written() string {
	if !w.Text.IsConst() && w.Span.IsValid() {
		return w.Span.Shown()
	}
	return w.Shown()
}

// Conceal returns what a message says of the word, without its secrets. A
// message that quotes a part of them is not shown at all.
func (w Word) Conceal(message string) string {
	text, shown := w.Text.String(), w.Shown()
	if text == shown {
		return message
	}
	message = strings.ReplaceAll(message, text, shown)
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(part) >= 3 && strings.Contains(message, part) && !strings.Contains(shown, part) {
			return "what is wrong with it is not shown, since it looks like a secret"
		}
	}
	return message
}

func (w Word) masked() Text {
	if w.of == nil {
		return Text(secret.Redact(string(w.Text)))
	}
	return w.of.masked(w.from, w.from+len(w.Text))
}

// Factory reads the word as a reference to a Go object: MODULE:ATTR, with
// "call:" in front or not, or ATTR alone, which leaves the Module empty.
func (w Word) Factory() *Factory {
	start := 0
	if call := "call:"; len(w.Text) >= len(call) && strings.EqualFold(string(w.Text[:len(call)]), call) {
		start = len(call)
	}
	spec := w.slice(start, len(w.Text))
	f := &Factory{Kind: CallFactory, Attr: spec.text.String(), Span: w.Span, AttrSpan: spec.span()}
	if i := strings.LastIndexByte(string(spec.text), ':'); i >= 0 {
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
