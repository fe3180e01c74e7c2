// Package words holds what names and messages are made of: the spelling of
// names in INI files and in Go, and lists for sentences.
package words

import (
	"strconv"
	"strings"
	"unicode"
)

// Normal returns a name without what INI files and Go write differently: case
// and "_", "-", ".".
func Normal(name string) string {
	return strings.ToLower(strings.Map(func(c rune) rune {
		if c == '_' || c == '-' || c == '.' {
			return -1
		}
		return c
	}, name))
}

// Written turns a Go name into a key as INI files have them: siteURL into
// site_url, MaxAge into max_age, AllowedIPs into allowed_ips. A name that is no Go
// name stays as it is.
func Written(name string) string {
	r := []rune(name)
	var out strings.Builder
	for i, c := range r {
		if unicode.IsUpper(c) && i > 0 && r[i-1] != '_' && r[i-1] != '.' &&
			(!unicode.IsUpper(r[i-1]) || i+1 < len(r) && unicode.IsLower(r[i+1]) && !isPlural(r[i+1:])) {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(c))
	}
	return out.String()
}

// isPlural reports whether a name goes on with the s of several IDs.
func isPlural(rest []rune) bool {
	return rest[0] == 's' && (len(rest) == 1 || !unicode.IsLower(rest[1]))
}

// Sentence puts a paragraph on one line, without its final stop.
func Sentence(s string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(s), " "), ".")
}

// CutLast cuts s around the last sep; without one the first part is empty.
func CutLast(s, sep string) (before, after string) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s
	}
	return s[:i], s[i+len(sep):]
}

// LastName is the last name of a dotted key.
func LastName(key string) string {
	_, name := CutLast(key, ".")
	return name
}

// Quote puts a name as written between double quotes.
func Quote(name string) string { return strconv.Quote(name) }

// Article puts "a" or "an" in front of a word.
func Article(word string) string {
	if strings.ContainsAny(word[:1], "aeiou") {
		return "an " + word
	}
	return "a " + word
}

// Count says how many: "1 byte", "2 bytes".
func Count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}

// List joins names for a sentence: "a", "b" or "c".
func List(names []string, conjunction string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = Quote(n)
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " " + conjunction + " " + quoted[last]
}
