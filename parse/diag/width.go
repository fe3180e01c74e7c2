package diag

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// expand makes a text fit to be shown from a column on: tabs become spaces, so
// do other kinds of white space, and what has no shape of its own, such as
// control characters, an escape sequence's for one, becomes U+FFFD.
func expand(text string, column int) string {
	var b strings.Builder
	for _, r := range text {
		shown := visible(r, column)
		b.WriteString(shown)
		column += columns(shown)
	}
	return b.String()
}

// shorten leaves out the middle of a line that nobody would read, such as one
// that quotes a key of a megabyte.
func shorten(line string) string {
	const begin, end = 2000, 500
	if len(line) <= 2*(begin+end) {
		return line
	}
	return strings.ToValidUTF8(line[:begin], "") + ellipsis + strings.ToValidUTF8(line[len(line)-end:], "")
}

// expandLines expands each line of a text.
func expandLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = expand(shorten(l), 0)
	}
	return strings.Join(lines, "\n")
}

// Printable returns a text with Go's escapes in place of what is not printable,
// a line end or an escape sequence's first character, say, so that it can stand
// on one line of a terminal.
func Printable(s string) string {
	isOdd := func(r rune) bool { return !unicode.IsPrint(r) }
	if strings.IndexFunc(s, isOdd) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if isOdd(r) {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// PrintableText is Printable for lines that people read: tabs stay, and what nobody
// would read of a line, the middle of a name of a megabyte, is left out.
func PrintableText(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		cells := strings.Split(shorten(line), "\t")
		for j, cell := range cells {
			cells[j] = Printable(cell)
		}
		lines[i] = strings.Join(cells, "\t")
	}
	return strings.Join(lines, "\n")
}

// PrintableJSON returns a JSON document with \uXXXX in place of what is not
// printable in its strings.
func PrintableJSON(doc []byte) []byte {
	out := make([]byte, 0, len(doc))
	for _, r := range string(doc) {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

func visible(r rune, column int) string {
	switch {
	case r == '\t':
		return strings.Repeat(" ", tabWidth-column%tabWidth)
	case unicode.Is(unicode.Zs, r):
		return strings.Repeat(" ", runeColumns(r))
	case unicode.IsPrint(r):
		return string(r)
	}
	return "\ufffd"
}

// columns returns how many columns of a terminal a text takes.
func columns(text string) int {
	n := 0
	for _, r := range text {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case isWide(r):
		return 2
	}
	return 1
}

// isWide reports whether a character takes two columns: the blocks whose
// East_Asian_Width (Unicode Standard Annex 11) is wide or fullwidth, roughly.
func isWide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115f, // Hangul Jamo
		0x2e80 <= r && r <= 0xa4cf && r != 0x303f, // CJK to Yi
		0xa960 <= r && r <= 0xa97f,                // Hangul Jamo extended
		0xac00 <= r && r <= 0xd7a3,                // Hangul syllables
		0xf900 <= r && r <= 0xfaff,                // CJK compatibility
		0xfe30 <= r && r <= 0xfe6f,                // CJK compatibility forms
		0xff00 <= r && r <= 0xff60,                // fullwidth forms
		0xffe0 <= r && r <= 0xffe6,                // fullwidth signs
		0x1f300 <= r && r <= 0x1f64f,              // pictographs
		0x1f680 <= r && r <= 0x1f6ff,              // transport
		0x1f900 <= r && r <= 0x1faff,              // more pictographs
		0x20000 <= r && r <= 0x3fffd:              // CJK extensions
		return true
	}
	return false
}
