package lint

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/field"
)

// checkStatus is check_status of the references, and returns the code. What
// they warn of, a code that is not followed by a space, servers refuse, so that
// it is a violation here.
func checkStatus(status string) int {
	code, _, spaced := strings.Cut(status, " ")
	check(len(code) == 3, "the code of the status %q has not three characters", status)
	n, err := strconv.Atoi(code)
	check(err == nil, "the status %q does not begin with a number", status)
	check(n >= 100, "the code of the status %q is below 100", status)
	check(spaced, "the status %q has no space after its code", status)
	check(field.Control(status) < 0, "the status %q has a control character", status)
	return n
}

// checkHeaders is check_headers of the references. It returns the
// Content-Length; -1 when there is none.
func checkHeaders(headers [][2]string) (length int64) {
	length = -1
	for _, header := range headers {
		name, value := header[0], header[1]
		check(!strings.EqualFold(name, "Status"), "there is a header Status, which CGI has for the status (its value is %q)", value)
		check(!strings.ContainsAny(name, "\n:"), "the name of a header has a colon or a line end: %q", name)
		check(isName(name), "bad name of a header: %q", name)
		check(!strings.HasSuffix(name, "-") && !strings.HasSuffix(name, "_"), "the name of a header ends in a hyphen or an underscore: %q", name)
		bad := field.Control(value)
		check(bad < 0, "the value of header %s has the control character %q: %q", name, value[max(bad, 0):][:min(1, len(value))], value)
		check(!field.IsHopByHop(name), "header %s is the server's alone (hop-by-hop)", name)
		if strings.EqualFold(name, "Content-Length") {
			n, err := strconv.ParseUint(value, 10, 63)
			check(err == nil, "the Content-Length is not a length: %q", value)
			check(length < 0, "there are two headers Content-Length, of %d and %d", length, n)
			length = int64(n)
		}
	}
	return length
}

// checkContentType is check_content_type of the references.
func checkContentType(code int, headers [][2]string) {
	typed := false
	for _, header := range headers {
		typed = typed || strings.EqualFold(header[0], "Content-Type")
	}
	if code == http.StatusNoContent || code == http.StatusNotModified {
		check(!typed, "an answer %d, which has no body, has a Content-Type", code)
	} else {
		check(typed, "there is no Content-Type in the headers %q", headers)
	}
}

// isName reports whether name is a letter with letters, digits, hyphens and
// underscores after it.
func isName(name string) bool {
	for i := range len(name) {
		c := name[i]
		isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !isLetter && (i == 0 || (c < '0' || c > '9') && c != '-' && c != '_') {
			return false
		}
	}
	return name != ""
}
