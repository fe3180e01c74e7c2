package wsgi

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// wsgiStatus checks a status as the PEP wants it, "200 OK", and returns its code. Codes below 200 announce an answer and
// are none. net/http writes its own text for a code, so that the text is checked and then lost.
func wsgiStatus(status string) (code int, err error) {
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
	if i := wsgiControl(status); i >= 0 {
		return 0, fmt.Errorf("wsgi: the status %q has the control character %q", status, status[i])
	}
	return code, nil
}

// wsgiCheckHeaders checks the headers of an app and returns their Content-Length; -1 when there is none.
func wsgiCheckHeaders(headers [][2]string) (length int64, err error) {
	length = -1
	for _, header := range headers {
		name, value := header[0], header[1]
		if !wsgiIsToken(name) {
			return 0, fmt.Errorf("wsgi: %q is not the name of a header", name)
		}
		if i := wsgiControl(value); i >= 0 {
			return 0, fmt.Errorf("wsgi: the value %q of header %s has the control character %q", value, name, value[i])
		}
		switch http.CanonicalHeaderKey(name) {
		case "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer", "Trailers", "Transfer-Encoding", "Upgrade":
			return 0, fmt.Errorf("wsgi: header %s is the server's, between it and the client only (hop-by-hop)", name)
		case "Content-Length":
			n, err := strconv.ParseUint(value, 10, 63)
			if err != nil {
				return 0, fmt.Errorf("wsgi: the Content-Length %q is not a length", value)
			}
			length = int64(n)
		}
	}
	return length, nil
}

// wsgiControl returns the index of the first control character in text; -1 when there is none.
func wsgiControl(text string) int {
	for i := range len(text) {
		if text[i] < ' ' || text[i] == 0x7f {
			return i
		}
	}
	return -1
}

// wsgiIsToken reports whether name is a token of RFC 9110, 5.6.2.
func wsgiIsToken(name string) bool {
	for i := range len(name) {
		c := name[i]
		isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !isLetter && (c < '0' || c > '9') && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return name != ""
}
