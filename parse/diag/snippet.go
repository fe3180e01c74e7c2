package diag

import (
	"strings"
	"unicode/utf8"

	"github.com/pastegen/pastegen/parse/source"
)

// The measures of a snippet, in columns of a terminal.
const (
	tabWidth   = 4
	maxColumns = 100 // of a line that are shown
	lead       = 30  // of a long line that are shown in front of the marker
	ellipsis   = "..."
)

// snippet is a source line as it is shown, and where the marker goes below it.
type snippet struct {
	text   string
	column int    // columns in front of the marker
	marker string // "^^^"
}

// newSnippet shows the line that a span starts on. Of a span that goes on to
// further lines the marker covers the first, and ends in dots; a point is
// marked with one "^".
func newSnippet(span source.Span) snippet {
	number := span.Position().Line
	line, lineStart := span.File.Line(number), span.File.LineStart(number)
	start := min(max(span.Start-lineStart, 0), len(line))
	end := min(max(span.End-lineStart, start), len(line))

	goesOn := span.EndPosition().Line > number
	if goesOn {
		end = max(start, len(strings.TrimRight(line, " \t")))
	}
	part := func(start, end int) source.Span { return span.File.Span(lineStart+start, lineStart+end) }
	marks := part(start, end).Widened()
	start, end = max(marks.Start-lineStart, 0), min(marks.End-lineStart, len(line))

	before := expand(part(0, start).Shown(), 0)
	marked := expand(part(start, end).Shown(), columns(before))
	after := expand(part(end, len(line)).Shown(), columns(before+marked))
	s := clip(before, marked, after)
	if goesOn {
		s.marker += ellipsis
	}
	return s
}

// clip shows a line of which a part is marked. Of a long line it leaves what
// stands around the start of that part.
func clip(before, marked, after string) snippet {
	if columns(before+marked+after) > maxColumns {
		before = clipLeft(before, lead)
	}
	text := clipRight(before+marked+after, maxColumns)
	column := columns(before)
	width := min(columns(marked), columns(text)-column)
	return snippet{
		text:   strings.TrimRight(text, " "),
		column: column,
		marker: strings.Repeat("^", max(width, 1)),
	}
}

// clipLeft returns the end of a text, at most that many columns of it.
func clipLeft(text string, most int) string {
	if columns(text) <= most {
		return text
	}
	for excess := columns(text) + len(ellipsis) - most; excess > 0; {
		r, size := utf8.DecodeRuneInString(text)
		text = text[size:]
		excess -= runeColumns(r)
	}
	return ellipsis + text
}

// clipRight returns the start of a text, at most that many columns of it.
func clipRight(text string, most int) string {
	if columns(text) <= most {
		return text
	}
	n := len(ellipsis)
	for i, r := range text {
		if n += runeColumns(r); n > most {
			return text[:i] + ellipsis
		}
	}
	return text
}
