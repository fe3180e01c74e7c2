// Package conversion reads what follows the name in a field of Python's format
// strings, %(name)-10.5s, and shows texts so.
package conversion

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// widest is more than any line has use for.
const widest = 1000

// Spec is what stands between a name and the letter behind it.
type Spec struct {
	Flags     string // some of "#0- +"
	Width     int    // how many characters are shown at least
	Precision int    // how many are shown at most; -1 for all
}

// Read reads what a text begins with. It is not ok if a number in it is too
// large.
func Read(text string) (s Spec, rest string, ok bool) {
	s.Flags = text[:len(text)-len(strings.TrimLeft(text, "#0- +"))]
	s.Precision = -1
	s.Width, rest, ok = readNumber(text[len(s.Flags):])
	if after, dotted := strings.CutPrefix(rest, "."); ok && dotted {
		s.Precision, rest, ok = readNumber(after)
	}
	return s, rest, ok
}

// readNumber reads the digits that text begins with, perhaps none.
func readNumber(text string) (n int, rest string, ok bool) {
	rest = strings.TrimLeft(text, "0123456789")
	if digits := text[:len(text)-len(rest)]; digits != "" {
		var err error
		if n, err = strconv.Atoi(digits); err != nil || n > widest {
			return 0, "", false
		}
	}
	return n, rest, true
}

// Has reports whether a flag is there.
func (s Spec) Has(flag string) bool { return strings.Contains(s.Flags, flag) }

// Fit cuts and pads what stands in line from begin on.
func (s Spec) Fit(line []byte, begin int) []byte {
	if s.Width == 0 && s.Precision < 0 {
		return line
	}
	length := utf8.RuneCount(line[begin:])
	if s.Precision >= 0 && length > s.Precision {
		end := begin
		for range s.Precision {
			_, size := utf8.DecodeRune(line[end:])
			end += size
		}
		line, length = line[:end], s.Precision
	}
	for range s.Width - length {
		if s.Has("-") {
			line = append(line, ' ')
		} else {
			line = slices.Insert(line, begin, ' ')
		}
	}
	return line
}

// Clip returns the beginning of a format, for messages.
func Clip(text string) string {
	if len(text) > 20 {
		return text[:20] + "..."
	}
	return text
}
