package conf

import (
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// Word is one word of a value.
type Word struct {
	Text pytext.Text
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

func (w Word) masked() pytext.Text {
	if w.of == nil {
		return pytext.Text(secret.Redact(string(w.Text)))
	}
	return w.of.MaskedPart(w.from, w.from+len(w.Text))
}

// Part returns where Text[start:end] stands: where the whole does, if the file has
// another text there.
func (w Word) Part(start, end int) source.Span {
	if w.Span.Text() != string(w.Text) {
		return w.Span
	}
	return w.Span.File.Span(w.Span.Start+start, w.Span.Start+end)
}
