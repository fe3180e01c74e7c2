package python

import (
	"net/http"
	"strconv"
	"strings"
)

// parseHead returns the status and the headers of an answer, whose parts are
// separated by NUL.
func parseHead(head []byte) (status string, headers [][2]string) {
	text := string(head)
	status, rest, more := strings.Cut(text, "\x00")
	headers = make([][2]string, 0, 1+strings.Count(rest, "\x00")/2+1)
	for more {
		var name, value string
		name, rest, _ = strings.Cut(rest, "\x00")
		value, rest, more = strings.Cut(rest, "\x00")
		headers = append(headers, [2]string{name, value})
	}
	return status, headers
}

// withLength adds the length of a body that is there as a whole, unless the app
// has told it. What an app leaves out of the answer to HEAD has a length that
// nobody knows.
func withLength(status string, headers [][2]string, size int, method string) [][2]string {
	if strings.HasPrefix(status, "204") || strings.HasPrefix(status, "304") || method == http.MethodHead && size == 0 {
		return headers
	}
	for _, h := range headers {
		if strings.EqualFold(h[0], "Content-Length") {
			return headers
		}
	}
	return append(headers, [2]string{"Content-Length", strconv.Itoa(size)})
}

// appendHead appends status and headers as parseHead reads them.
func appendHead(out []byte, status string, headers [][2]string) []byte {
	out = append(out, status...)
	for _, h := range headers {
		out = append(append(append(append(out, 0), h[0]...), 0), h[1]...)
	}
	return out
}
