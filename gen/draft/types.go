package draft

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/parse"
)

// typeOf guesses the Go type that a value is meant for. What is known only when
// the server starts, or is a secret, is a text: it says nothing of its type.
func typeOf(s parse.Setting) string {
	text := strings.TrimSpace(string(s.Value))
	switch {
	case !s.Value.IsConst() || s.LooksSecret():
		return "string"
	case isTruth(text):
		return "bool"
	case isNumber(text):
		return "int"
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil && strings.Contains(text, ".") {
		return "float64"
	}
	if _, err := time.ParseDuration(text); err == nil {
		return "time.Duration"
	}
	switch {
	case strings.Contains(text, "\n"):
		return "[]string"
	case isURL(text):
		return "*url.URL"
	}
	return "string"
}

// isURL reports whether a text is an absolute URL, of which people write parts
// into code of their own.
func isURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && !strings.ContainsAny(text, " ,")
}

// isTruth reports whether a value is a truth value in words; 0 and 1 are numbers
// as well.
func isTruth(text string) bool {
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no", "on", "off":
		return true
	}
	return false
}

func isNumber(text string) bool {
	_, err := strconv.Atoi(text)
	return err == nil && (text == "0" || !strings.HasPrefix(text, "0"))
}
