package ini

import (
	"fmt"
	"strings"
	"unicode"
)

// IsSpace reports whether Python's str.isspace and the \s of its regular
// expressions hold for the character. They know four control characters more
// than unicode.IsSpace.
func IsSpace(r rune) bool {
	return unicode.IsSpace(r) || '\x1c' <= r && r <= '\x1f'
}

// Strip returns the text without white space at its ends, as str.strip does.
func Strip(s string) string { return strings.TrimFunc(s, IsSpace) }

func stripLeft(s string) string  { return strings.TrimLeftFunc(s, IsSpace) }
func stripRight(s string) string { return strings.TrimRightFunc(s, IsSpace) }

// Repr returns Python's repr of a string, which its messages quote names with.
// A character that came with a Unicode version between Python 3.11's (14.0)
// and Go's is written as it is, where Python would escape it.
func Repr(s string) string {
	quote := '\''
	if strings.ContainsRune(s, '\'') && !strings.ContainsRune(s, '"') {
		quote = '"'
	}
	var b strings.Builder
	b.WriteRune(quote)
	for _, r := range s {
		if r == quote {
			b.WriteByte('\\')
			b.WriteRune(r)
			continue
		}
		b.WriteString(reprRune(r))
	}
	b.WriteRune(quote)
	return b.String()
}

func reprRune(r rune) string {
	switch {
	case r == '\\':
		return `\\`
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case unicode.IsPrint(r):
		return string(r)
	case r <= 0xff:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}
