// Package escape writes what clients send into lines of a log, so that nobody
// can forge lines or fields of them.
package escape

import (
	"unicode"
	"unicode/utf8"
)

// Append appends text to line. Quotes and what is not printed are escaped, line
// ends and bytes that are no UTF-8 among them, and so that it can be undone
// backslashes.
func Append(line []byte, text string) []byte {
	const hex = "0123456789abcdef"
	for {
		plain := plainLength(text)
		line = append(line, text[:plain]...)
		if text = text[plain:]; text == "" {
			return line
		}
		char, size := utf8.DecodeRuneInString(text)
		switch {
		case char == '"' || char == '\\':
			line = append(line, '\\', byte(char))
		case unicode.IsPrint(char) && (char != utf8.RuneError || size > 1):
			line = append(line, text[:size]...)
		default:
			for i := range size {
				line = append(line, '\\', 'x', hex[text[i]>>4], hex[text[i]&15])
			}
		}
		text = text[size:]
	}
}

// AppendField appends a header to line, a dash for one that is not there; the
// values of one that is repeated stand behind each other.
func AppendField(line []byte, values []string) []byte {
	if values == nil {
		return append(line, '-')
	}
	for i, value := range values {
		if i > 0 {
			line = append(line, ", "...)
		}
		line = Append(line, value)
	}
	return line
}

// plainLength returns how many bytes at the beginning of text are ASCII that
// stands for itself.
func plainLength(text string) int {
	for i := range len(text) {
		if c := text[i]; c-' ' > '~'-' ' || c == '"' || c == '\\' { // below a space it wraps around
			return i
		}
	}
	return len(text)
}
