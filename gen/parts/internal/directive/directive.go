// Package directive finds the lines of Go source that make functions parts.
package directive

import "strings"

// Prefix begins such a line of a doc comment.
const Prefix = "//paste:"

// In returns what stands behind Prefix in the lines of a file. Go source has lines
// that begin so in comments only; which of them are doc comments is seen when the
// package is read.
func In(source string) []string {
	var found []string
	_, rest, ok := strings.Cut(source, "\n"+Prefix)
	for ; ok; _, rest, ok = strings.Cut(rest, "\n"+Prefix) {
		line, _, _ := strings.Cut(rest, "\n")
		if said := strings.TrimSpace(line); said != "" {
			found = append(found, said)
		}
	}
	return found
}
