package parse

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// Secrets warns of values that look like secrets and are written in the entry
// file, so that they would stand in the generated program: in sections that
// Paste can be asked for, in resources and in [DEFAULT].
func (c *Config) Secrets() diag.List {
	var problems diag.List
	for _, s := range append([]*ini.Section{c.File.Defaults}, c.File.Sections...) {
		prefix, name, bare := splitName(s.Name)
		if _, known := typeOf(prefix); s != c.File.Defaults && (bare || !known && prefix != "resource") {
			continue
		}
		for _, e := range s.Entries {
			key := strings.TrimSpace(strings.TrimPrefix(e.Key, "set "))
			if !strings.Contains(e.Value.Raw, "%(") && looksSecret(key) && mayBeSecret(e.Value.Raw) {
				problems.Add(writtenSecret(e, key, name))
			}
		}
	}
	return problems
}

// LooksSecret reports whether a setting's value must not be shown, by its key,
// the variables that it depends on, and a password in a URL.
func (s Setting) LooksSecret() bool {
	return looksSecret(s.Key) || slices.ContainsFunc(s.Value.Variables(), looksSecret) || urlPassword.MatchString(string(s.Value))
}

var urlPassword = regexp.MustCompile(`://[^/\s:@]*:[^/\s@]+@`)

// LooksSecret reports whether the variable's text must not be shown, by its
// name.
func (v Variable) LooksSecret() bool { return looksSecret(v.Key) }

// looksSecret reports whether a key is the name of a secret: its last word
// says so, or for a key such as creds.alice the word in front of the dot.
func looksSecret(key string) bool {
	if before, _, found := strings.Cut(key, "."); found {
		switch strings.ToLower(before) {
		case "creds", "credentials", "passwords", "secrets", "tokens":
			return true
		}
	}
	words := keyWords(key)
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

// keyWords splits a key into its words in small letters: "dbPassword" is db and
// password, as is "DB_PASSWORD".
func keyWords(key string) []string {
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

// mayBeSecret reports whether a value is none of those that surely are not: a
// truth value, a file, a place that another tool fills.
func mayBeSecret(value string) bool {
	switch strings.ToLower(value) {
	case "", "true", "yes", "on", "y", "t", "1", "false", "no", "off", "n", "f", "0", "none":
		return false
	}
	return !slices.ContainsFunc([]string{"/", "./", "../", "$", "%"}, func(start string) bool { return strings.HasPrefix(value, start) })
}

func writtenSecret(e *ini.Entry, key, section string) diag.Diagnostic {
	words := keyWords(key)
	if len(words) == 1 && section != "" && section != "main" {
		words = append(keyWords(section), words...)
	}
	name := strings.ToUpper(strings.Join(words, "_"))
	d := problem(codeSecret, e.Value.Whole(), "the value of %q looks like a secret, which the generated program would show to everybody who can read it", key)
	d.Severity = diag.Warning
	d.Hint = "to have it read when the server starts, put \"" + name + " =\" into [" + envSection + "] and here \"%(" + name + ")s\""
	return d
}
