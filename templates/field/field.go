// Package field knows the rules of HTTP for the fields of a header: what a name
// and a value may be, which are between neighbours only, and how several values
// of one name become one text.
package field

import (
	"net/http"
	"strings"
)

// IsToken reports whether name is a token of RFC 9110, 5.6.2, as the names of
// fields and methods are.
func IsToken(name string) bool {
	for i := range len(name) {
		c := name[i]
		isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !isLetter && (c < '0' || c > '9') && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return name != ""
}

// Control returns the index of the first control character in text, a line end say; -1 when there is none.
func Control(text string) int {
	for i := range len(text) {
		if text[i] < ' ' || text[i] == 0x7f {
			return i
		}
	}
	return -1
}

// IsHopByHop reports whether a field, in whatever case its name is written, is between a server and its client only
// (RFC 2616, 13.5.1, which PEP 3333 refers to), so that an application must not set it.
func IsHopByHop(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer", "Trailers", "Transfer-Encoding", "Upgrade":
		return true
	}
	return false
}

// Join makes one text of the values of a field whose name is canonical: between cookies stands a semicolon (RFC 6265, 5.4),
// otherwise a comma (RFC 9110, 5.3).
func Join(name string, values ...string) string {
	if len(values) == 1 {
		return values[0]
	}
	if name == "Cookie" {
		return strings.Join(values, "; ")
	}
	return strings.Join(values, ", ")
}

// CutQuoted reads a quoted string (RFC 9110, 5.6.4) behind its first quote. It
// returns what the string means and what stands behind it; ok is false for one that
// does not end.
func CutQuoted(text string) (value, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			return b.String(), text[i+1:], true
		case '\\':
			if i++; i == len(text) {
				return "", "", false
			}
		}
		b.WriteByte(text[i])
	}
	return "", "", false
}
