package parse

import "strings"

// Text is a configuration value after interpolation. The folder of the file
// that was named on the command line, Paste's %(here)s, is not known before
// the server runs, so it stands in a Text as one byte that no UTF-8 text has.
// All string operations keep it intact; only Segments and String look at it.
type Text string

// HereMark is the byte in a Text that stands for the folder of the entry file.
const HereMark = "\xff"

// Segment is a piece of a Text: literal text, or the folder of the entry file.
type Segment struct {
	Here    bool
	Literal string // empty if Here
}

// Segments returns the pieces of the text in order, no literal empty, none for
// an empty text.
func (t Text) Segments() []Segment {
	var out []Segment
	for i, s := range strings.Split(string(t), HereMark) {
		if i > 0 {
			out = append(out, Segment{Here: true})
		}
		if s != "" {
			out = append(out, Segment{Literal: s})
		}
	}
	return out
}

// IsConst reports whether the text is the same wherever the server runs.
func (t Text) IsConst() bool { return !strings.Contains(string(t), HereMark) }

// String returns the text with $HERE for the folder of the entry file.
func (t Text) String() string { return strings.ReplaceAll(string(t), HereMark, "$HERE") }
