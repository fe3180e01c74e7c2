// Package secret knows which settings must not be shown: passwords, keys and
// tokens, told by the names that people give them and by what values look like.
package secret

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Value reports whether a value is a secret whatever its name: a URL with a
// password.
func Value(text string) bool { return urlPassword.MatchString(text) }

var urlPassword = regexp.MustCompile(`://[^/\s:@]*:[^/\s@]+@`)

// Name reports whether a key is the name of a secret: its last word
// says so, or for a key such as creds.alice the word in front of the dot.
func Name(key string) bool {
	if before, _, found := strings.Cut(key, "."); found {
		switch strings.ToLower(before) {
		case "creds", "credentials", "passwords", "secrets", "tokens":
			return true
		}
	}
	words := Words(key)
	if len(words) == 0 {
		return false
	}
	switch last := words[len(words)-1]; last {
	case "password", "passwd", "pass", "pwd", "pw", "passphrase", "secret", "token":
		return true
	case "key": // alone, it is the name of a header or the like
		return len(words) > 1 && slices.Contains(secretKeys, words[len(words)-2])
	}
	return false
}

// secretKeys are the words that in front of "key" make it a secret.
var secretKeys = strings.Fields("access api auth csrf encrypt encryption hash hmac master private secret sign signing validate validation")

// Words splits a key into its words in small letters: "dbPassword" is db and
// password, as is "DB_PASSWORD".
func Words(key string) []string {
	var words []string
	for _, part := range strings.FieldsFunc(key, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		start := 0
		letters := []rune(part)
		for i := 1; i < len(letters); i++ {
			if unicode.IsUpper(letters[i]) && unicode.IsLower(letters[i-1]) {
				words = append(words, strings.ToLower(string(letters[start:i])))
				start = i
			}
		}
		words = append(words, strings.ToLower(string(letters[start:])))
	}
	return words
}
