package wsgi

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/field"
)

// parseStatus checks a status as the PEP wants it, "200 OK", and returns its
// code. Codes below 200 announce an answer and are none. net/http writes its
// own text for a code, so that the text is checked and then lost.
func parseStatus(status string) (code int, err error) {
	if len(status) < len("200 ") || status[3] != ' ' {
		return 0, fmt.Errorf("wsgi: the status %q is not of the form \"200 OK\"", status)
	}
	for _, digit := range []byte(status[:3]) {
		if digit < '0' || digit > '9' {
			return 0, fmt.Errorf("wsgi: the status %q does not begin with three digits", status)
		}
		code = 10*code + int(digit-'0')
	}
	if code < 200 {
		return 0, fmt.Errorf("wsgi: the status %q is not that of an answer", status)
	}
	if i := field.Control(status); i >= 0 {
		return 0, fmt.Errorf("wsgi: the status %q has the control character %q", status, status[i])
	}
	return code, nil
}

// checkHeaders checks the headers of an app and returns their Content-Length;
// -1 when there is none.
func checkHeaders(headers [][2]string) (length int64, err error) {
	length = -1
	for _, header := range headers {
		name, value := header[0], header[1]
		if !field.IsToken(name) {
			return 0, fmt.Errorf("wsgi: %q is not the name of a header", name)
		}
		if i := field.Control(value); i >= 0 {
			return 0, fmt.Errorf("wsgi: the value %q of header %s has the control character %q", value, name, value[i])
		}
		if field.IsHopByHop(name) {
			return 0, fmt.Errorf("wsgi: header %s is the server's, between it and the client only (hop-by-hop)", name)
		}
		if strings.EqualFold(name, "Content-Length") {
			n, err := strconv.ParseUint(value, 10, 63)
			switch {
			case err != nil:
				return 0, fmt.Errorf("wsgi: the Content-Length %q is not a length", value)
			case length >= 0:
				return 0, fmt.Errorf("wsgi: there are two headers Content-Length, of %d and %d", length, n)
			}
			length = int64(n)
		}
	}
	return length, nil
}
