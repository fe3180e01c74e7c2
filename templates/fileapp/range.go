package fileapp

import (
	"net/http"
	"strings"
)

// withoutOddRange returns r, or a copy without its Range where that makes no
// sense: such a Range is to be ignored (RFC 9110, 14.2), while ServeContent
// would answer with status 416.
func withoutOddRange(r *http.Request) *http.Request {
	if text := r.Header.Get("Range"); text == "" || isRange(text) {
		return r
	}
	c := *r
	c.Header = r.Header.Clone()
	c.Header.Del("Range")
	return &c
}

// isRange reports whether text is a set of byte ranges, "bytes=0-499, 1000-,
// -500".
func isRange(text string) bool {
	set, isBytes := strings.CutPrefix(text, "bytes=")
	if !isBytes {
		return false
	}
	for item := range strings.SplitSeq(set, ",") {
		first, last, isPair := strings.Cut(strings.Trim(item, " \t"), "-")
		if !isPair || !isDigits(first) || !isDigits(last) || first == "" && strings.Trim(last, "0") == "" {
			return false // "-0", too: ServeContent would answer with a part that ends before it begins
		}
	}
	return true
}

func isDigits(text string) bool {
	return strings.Trim(text, "0123456789") == ""
}
