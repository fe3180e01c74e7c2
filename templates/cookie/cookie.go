// Package cookie reads and writes cookies whose values may be any bytes, quoted
// as Python's http.cookies does. net/http drops the bytes that RFC 6265 does
// not allow, which breaks a signature.
package cookie

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/pastegen/pastegen/templates/setting"
)

// Values returns the values of all cookies of that name: browsers send several,
// the one of the longest path first, when they were set for several paths or
// domains.
func Values(r *http.Request, name string) []string {
	var values []string
	for _, line := range r.Header["Cookie"] {
		for pair := range strings.SplitSeq(line, ";") {
			if key, value, found := strings.Cut(pair, "="); found && strings.TrimSpace(key) == name {
				values = append(values, unquote(strings.TrimSpace(value)))
			}
		}
	}
	return values
}

// Add adds a Set-Cookie to a header. Name and attributes are as net/http has
// them; the value may be any.
func Add(header http.Header, c http.Cookie) {
	value := quote(c.Value)
	c.Value = ""
	if line := c.String(); line != "" { // the name is one
		header.Add("Set-Cookie", c.Name+"="+value+line[len(c.Name)+1:])
	}
}

// Replace is Add, and what was set under the same name in this answer before is
// set no more. Nothing else is touched.
func Replace(header http.Header, c http.Cookie) {
	lines := header["Set-Cookie"]
	var kept []string
	for _, line := range lines {
		if !strings.HasPrefix(line, c.Name+"=") {
			kept = append(kept, line)
		}
	}
	header["Set-Cookie"] = kept
	Add(header, c)
}

// CheckName returns an error for a name that no cookie can have. It is the value
// of a key.
func CheckName(key, name string) error {
	if (&http.Cookie{Name: name}).String() == "" {
		return setting.At(key, "no cookie can be called %q", name)
	}
	return nil
}

// isPlain reports whether a byte may stand in a value that is not quoted (RFC
// 6265, 4.1.1).
func isPlain(b byte) bool {
	return '!' <= b && b <= '~' && b != '"' && b != ',' && b != ';' && b != '\\'
}

// quote returns a value as it is, or between quotes with all other bytes as \ooo.
func quote(value string) string {
	if strings.IndexFunc(value, func(r rune) bool { return r > '~' || !isPlain(byte(r)) }) < 0 {
		return value
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(value) {
		if isPlain(value[i]) {
			b.WriteByte(value[i])
		} else {
			fmt.Fprintf(&b, `\%03o`, value[i])
		}
	}
	b.WriteByte('"')
	return b.String()
}

// unquote undoes quote, and what else Python reads: \" and its likes. A value
// without quotes is as it stands.
func unquote(value string) string {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return value
	}
	value = value[1 : len(value)-1]
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		switch rest := value[i:]; {
		case isOctal(rest):
			b.WriteByte((rest[1]-'0')<<6 | (rest[2]-'0')<<3 | (rest[3] - '0'))
			i += 3
		case rest[0] == '\\' && len(rest) > 1:
			b.WriteByte(rest[1])
			i++
		default:
			b.WriteByte(rest[0])
		}
	}
	return b.String()
}

// isOctal reports whether a text begins with \ooo.
func isOctal(s string) bool {
	return len(s) > 3 && s[0] == '\\' && '0' <= s[1] && s[1] <= '3' && '0' <= s[2] && s[2] <= '7' && '0' <= s[3] && s[3] <= '7'
}
