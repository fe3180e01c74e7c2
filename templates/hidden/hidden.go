// Package hidden knows what must not be shown to people or in logs: passwords, keys and tokens, told by the names that people give
// them and by what values look like.
package hidden

import (
	"slices"
	"strings"
	"unicode"
)

// Mask is shown in the place of a secret.
const Mask = "********"

// Shown returns value as it may be shown under a name: Mask for a secret, and Mask in the place of the password in a URL.
func Shown(name, value string) string {
	if value != "" && Name(name) {
		return Mask
	}
	return maskPassword(value)
}

// maskPassword masks the passwords of all URLs in text.
func maskPassword(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	var shown strings.Builder
	for {
		before, rest, found := strings.Cut(text, "://")
		shown.WriteString(before)
		if !found {
			return shown.String()
		}
		shown.WriteString("://")
		if user, after, ok := cutPassword(rest); ok {
			shown.WriteString(user + ":" + Mask)
			rest = after
		}
		text = rest
	}
}

// cutPassword cuts the password out of what follows "://": what comes before its colon, and what begins with the @ behind it.
func cutPassword(text string) (user, after string, ok bool) {
	end := strings.IndexAny(text, "/?# \t\r\n\"'")
	if end < 0 {
		end = len(text)
	}
	at := strings.LastIndexByte(text[:end], '@')
	if at < 0 {
		return "", "", false
	}
	user, _, ok = strings.Cut(text[:at], ":")
	return user, text[at:], ok
}

// Name reports whether a name is that of a secret: of a setting or a header, by its last word, or for a setting such as creds.alice
// by the word in front of the dot.
func Name(name string) bool {
	if before, _, found := strings.Cut(name, "."); found {
		switch strings.ToLower(before) {
		case "creds", "credentials", "passwords", "secrets", "tokens":
			return true
		}
	}
	all := words(name)
	if len(all) == 0 {
		return false
	}
	switch last := all[len(all)-1]; last {
	case "password", "passwd", "pass", "pwd", "pw", "passphrase", "secret", "token", "authorization", "cookie", "ticket":
		return true
	case "key": // alone, it is the name of a header or the like
		return len(all) > 1 && slices.Contains(strings.Fields(
			"access api auth csrf encrypt encryption hash hmac master private secret sign signing validate validation"), all[len(all)-2])
	}
	return false
}

// words splits a name into its words in small letters: "dbPassword" is db and password, as is "DB_PASSWORD".
func words(name string) []string {
	var all []string
	for _, part := range strings.FieldsFunc(name, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		start := 0
		letters := []rune(part)
		for i := 1; i < len(letters); i++ {
			if unicode.IsUpper(letters[i]) && unicode.IsLower(letters[i-1]) {
				all = append(all, strings.ToLower(string(letters[start:i])))
				start = i
			}
		}
		all = append(all, strings.ToLower(string(letters[start:])))
	}
	return all
}
