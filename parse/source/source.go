// Package source keeps the text of files and says where something stands in
// them. It knows nothing of INI or Go: only bytes, lines and columns.
package source

import (
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/pastegen/pastegen/templates/secret"
)

const byteOrderMark = "\ufeff"

// File is one text, which does not change. Offsets into it count bytes from 0.
// Lines end with "\n", "\r" or "\r\n"; a byte order mark at the start is part
// of the text, but of no line.
type File struct {
	name  string
	text  string
	lines func() []int // offset of the first byte of each line

	hidden func() []secret.Range // what must not be shown, in order; nil for nothing
}

// New returns a file of that name, as the user gave it and as diagnostics show
// it, with that text.
func New(name, text string) *File {
	return &File{name: name, text: text, lines: sync.OnceValue(func() []int {
		return lineStarts(text)
	})}
}

func lineStarts(text string) []int {
	starts := []int{0}
	if strings.HasPrefix(text, byteOrderMark) {
		starts[0] = len(byteOrderMark)
	}
	for i := range len(text) {
		if text[i] == '\n' || text[i] == '\r' && !strings.HasPrefix(text[i+1:], "\n") {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// Name returns the name the file was made with.
func (f *File) Name() string { return f.name }

// Text returns the whole text.
func (f *File) Text() string { return f.text }

// Hide says that parts of the text, and those that were hidden before, are
// secrets, which people must not be shown. find is called when something is
// shown first. It is for who makes the file.
func (f *File) Hide(find func() []Span) {
	before := f.hidden
	f.hidden = sync.OnceValue(func() []secret.Range {
		var all []secret.Range
		if before != nil {
			all = before()
		}
		for _, s := range find() {
			all = append(all, secret.Range{Start: s.Start, End: s.End})
		}
		return secret.Merge(all)
	})
}

// hiddenIn returns the hidden parts that have something in common with a span.
func (f *File) hiddenIn(start, end int) []secret.Range {
	if f.hidden == nil {
		return nil
	}
	all := f.hidden()
	from := sort.Search(len(all), func(i int) bool { return all[i].End > start })
	to := sort.Search(len(all), func(i int) bool { return all[i].Start >= end })
	if from >= to {
		return nil
	}
	return slices.Clone(all[from:to])
}

// Span returns the text from byte start up to, not including, byte end.
func (f *File) Span(start, end int) Span { return Span{f, start, end} }

// Position returns the line and column of a byte offset. An offset beyond the
// text stands for its end, one within a byte order mark for what follows it.
func (f *File) Position(offset int) Position {
	lines := f.lines()
	offset = min(max(offset, lines[0]), len(f.text))
	line := sort.SearchInts(lines, offset+1)
	return Position{line, 1 + utf8.RuneCountInString(f.text[lines[line-1]:offset])}
}

// Line returns the text of a line, counted from 1, without its line end.
// It is empty for a line that the file does not have.
func (f *File) Line(n int) string {
	lines := f.lines()
	if n < 1 || n > len(lines) {
		return ""
	}
	end := len(f.text)
	if n < len(lines) {
		end = lines[n]
	}
	return strings.TrimRight(f.text[lines[n-1]:end], "\r\n")
}

// LineStart returns the offset of the first byte of a line, counted from 1. A
// line before the first or behind the last stands for that one.
func (f *File) LineStart(n int) int {
	lines := f.lines()
	return lines[min(max(n, 1), len(lines))-1]
}

// Span is a piece of a file. The zero Span is no place at all.
type Span struct {
	File       *File
	Start, End int // byte offsets; Start == End is a point between two bytes
}

// Behind is the point where the span ends.
func (s Span) Behind() Span {
	s.Start = s.End
	return s
}

// IsValid reports whether the span lies in a file.
func (s Span) IsValid() bool { return s.File != nil }

// Text returns the text that the span covers.
func (s Span) Text() string {
	if s.File == nil {
		return ""
	}
	return s.File.text[s.Start:s.End]
}

// Shown returns the text that the span covers for people to read: without its
// secrets.
func (s Span) Shown() string {
	if s.File == nil {
		return ""
	}
	within := s.File.hiddenIn(s.Start, s.End)
	for i, r := range within {
		within[i] = secret.Range{Start: max(r.Start, s.Start) - s.Start, End: min(r.End, s.End) - s.Start}
	}
	return secret.Replace(s.Text(), secret.Merge(within))
}

// Widened returns the span with the whole of the secrets that it cuts.
func (s Span) Widened() Span {
	if s.File == nil {
		return s
	}
	for _, r := range s.File.hiddenIn(s.Start, s.End) {
		s.Start, s.End = min(s.Start, r.Start), max(s.End, r.End)
	}
	return s
}

// Position returns where the span starts.
func (s Span) Position() Position {
	if s.File == nil {
		return Position{}
	}
	return s.File.Position(s.Start)
}

// EndPosition returns where the span ends: behind its last character.
func (s Span) EndPosition() Position {
	if s.File == nil {
		return Position{}
	}
	return s.File.Position(s.End)
}

// Position is a place for people: line and column count from 1, columns in
// Unicode code points. The zero Position is unknown.
type Position struct{ Line, Column int }

// IsValid reports whether the position is known.
func (p Position) IsValid() bool { return p.Line > 0 }
