package authdigest

import "strings"

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
		if _, twice := params[name]; !found || !ok || twice || !isToken(name) {
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
		return text[:end], text[end:], isToken(text[:end])
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
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

func isToken(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(c rune) bool {
		return c <= ' ' || c >= 0x7f || strings.ContainsRune(`()<>@,;:\"/[]?={}`, c)
	})
}
