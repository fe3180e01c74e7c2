package ini

import (
	"sort"
	"strings"

	"github.com/pastegen/pastegen/parse/source"
)

// Value is a raw value: its lines, each stripped, joined with "\n" as
// configparser joins them, with the way back to the file for each byte. A
// value that starts on the line below its key starts with "\n"; blank lines at
// its end are no part of it.
type Value struct {
	Raw string

	file  *source.File
	lines []valueLine // at least one
}

// valueLine is a line of a value: where it starts in Raw, and in the file.
type valueLine struct{ raw, source int }

// Span returns the source of Raw[start:end]. An empty range gives the point
// where it stands; an empty value, the point behind the delimiter.
func (v Value) Span(start, end int) source.Span {
	return v.file.Span(v.offset(start), v.offset(end))
}

// Whole returns the source of the whole value, from its first to its last
// byte that is not white space.
func (v Value) Whole() source.Span {
	text := Strip(v.Raw)
	start := strings.Index(v.Raw, text)
	return v.Span(start, start+len(text))
}

// offset returns where Raw[i:] starts in the file. The "\n" between two lines
// stands at the end of the first.
func (v Value) offset(i int) int {
	n := sort.Search(len(v.lines), func(n int) bool { return v.lines[n].raw > i })
	line := v.lines[n-1]
	return line.source + i - line.raw
}
