package bind

import (
	"strconv"
	"strings"
)

// quote puts a name as written between double quotes.
func quote(name string) string { return strconv.Quote(name) }

// count says how many: "1 byte", "2 bytes".
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}

// list joins names for a sentence: "a", "b" or "c".
func list(names []string, conjunction string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = quote(n)
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " " + conjunction + " " + quoted[last]
}
