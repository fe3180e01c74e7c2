package convert

import (
	"strings"
	"unicode"
)

// AsAddresses converts each mail address of a list, see Addresses.
func AsAddresses[T any](item func(string) (T, error)) func(string) ([]T, error) {
	return func(text string) ([]T, error) {
		var words []string
		for _, at := range Addresses(text) {
			words = append(words, text[at[0]:at[1]])
		}
		return items(words, item)
	}
}

// Addresses returns where each of a list of mail addresses starts and ends. They
// are separated by commas and lines, which mean nothing in quotes, comments and
// angle brackets; those without names also by other white space. Empty items do
// not count.
func Addresses(text string) [][2]int {
	var all [][2]int
	start := 0
	for _, end := range append(separators(text), len(text)) {
		all = append(all, addressesIn(text, start, end)...)
		start = end + 1
	}
	return all
}

// separators returns the places of the commas and line ends that separate.
func separators(text string) []int {
	var all []int
	quoted, depth, angle := false, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && (quoted || depth > 0):
			i++
		case c == '"' && depth == 0:
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == '<' || c == '>':
			angle = c == '<'
		case (c == ',' || c == '\n') && !angle:
			all = append(all, i)
		}
	}
	return all
}

// addressesIn returns the one address that stands there, or each word if all of
// them may be one.
func addressesIn(text string, start, end int) [][2]int {
	var fields [][2]int
	for at := start; ; {
		skip := strings.IndexFunc(text[at:end], func(r rune) bool { return !unicode.IsSpace(r) })
		if skip < 0 {
			break
		}
		at += skip
		length := strings.IndexFunc(text[at:end], unicode.IsSpace)
		if length < 0 {
			length = end - at
		}
		fields = append(fields, [2]int{at, at + length})
		at += length
	}
	if len(fields) < 2 {
		return fields
	}
	for _, f := range fields {
		if word := text[f[0]:f[1]]; !strings.Contains(word, "@") || strings.ContainsAny(word, `<>"()`) {
			return [][2]int{{fields[0][0], fields[len(fields)-1][1]}}
		}
	}
	return fields
}
