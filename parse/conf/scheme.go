package conf

import (
	"strings"

	"github.com/pastegen/pastegen/parse/pytext"
)

// Scheme returns what stands in front of the ":" of a name that is a URI, in
// lower case; it is empty for the name of a section.
func Scheme(name pytext.Text) string {
	i := strings.IndexFunc(string(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	if i < 1 || name[i] != ':' {
		return ""
	}
	return strings.ToLower(string(name[:i]))
}

// IsScheme reports whether Paste knows a scheme.
func IsScheme(s string) bool { return s == "config" || s == "egg" || s == "call" }
