package authdigest

import (
	"strings"

	"github.com/pastegen/pastegen/templates/field"
)

// parse reads the parameters of an Authorization header (RFC 9110, 11.4), their
// names in small letters. It returns nil if the header is of another scheme, or
// not well formed, or has a parameter twice.
func parse(header string) map[string]string {
	scheme, rest, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Digest") {
		return nil
	}
	params := map[string]string{}
	for {
		if rest = strings.TrimLeft(rest, " \t,"); rest == "" {
			return params
		}
		name, after, found := strings.Cut(rest, "=")
		name = strings.ToLower(strings.TrimRight(name, " \t"))
		value, after, ok := value(strings.TrimLeft(after, " \t"))
		if _, twice := params[name]; !found || !ok || twice || !field.IsToken(name) {
			return nil
		}
		params[name], rest = value, strings.TrimLeft(after, " \t")
		if rest != "" && rest[0] != ',' {
			return nil
		}
	}
}

// value cuts a token or a quoted string from the beginning of a text.
func value(text string) (value, rest string, ok bool) {
	if text == "" || text[0] != '"' {
		end := strings.IndexAny(text, " \t,")
		if end < 0 {
			end = len(text)
		}
		return text[:end], text[end:], field.IsToken(text[:end])
	}
	return field.CutQuoted(text[1:])
}
