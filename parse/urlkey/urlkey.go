// Package urlkey reads the keys of a URL map as paste.urlmap does.
package urlkey

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pastegen/pastegen/parse/pytext"
)

// Key is a key of paste.urlmap.URLMap: a domain, if any, and a path.
type Key struct {
	AnyHost bool   // no domain was given, not even an empty one
	Domain  string // "example.com" or "example.com:80"
	Path    string // without a slash at its end: "" for the root
}

// Error is the exception that Paste raises, in Python's words.
type Error struct{ Class, Message string }

func raise(class, format string, args ...any) *Error {
	return &Error{class, fmt.Sprintf(format, args...)}
}

// Read reads what stands in front of the "=" of a mount.
func Read(text pytext.Text) (Key, *Error) {
	url, wrong := parsePathExpression(text)
	if wrong != nil {
		return Key{}, wrong
	}
	return normalizeURL(url)
}

// parsePathExpression is paste.urlmap.parse_path_expression: it makes
// "http://example.com:80/x" of "domain example.com port 80 /x". The path keeps
// its slash, so that there are two behind a domain.
func parsePathExpression(key pytext.Text) (url string, wrong *Error) {
	var domain, port, path string
	for rest := pytext.Words(key); len(rest) > 0; rest = rest[1:] {
		word := string(rest[0])
		switch {
		case word == "domain":
			wrong = operand(&domain, &rest, word, "domain name")
		case word == "port":
			wrong = operand(&port, &rest, word, "port number")
		case path != "":
			wrong = raise("ValueError", "more than one path given (have %s, got %s)", pytext.Repr(pytext.Text(path)), pytext.Repr(rest[0]))
		default:
			path = word
		}
		if wrong != nil {
			return "", wrong
		}
	}
	switch {
	case port != "" && domain == "":
		return "", raise("ValueError", "If you give a port, you must also give a domain")
	case domain == "":
		return path, nil
	}
	url = "http://" + domain
	if port != "" {
		url += ":" + port
	}
	if path != "" {
		url += "/" + path
	}
	return url, nil
}

// operand takes the word behind "domain" or "port".
func operand(to *string, rest *[]pytext.Text, word, what string) *Error {
	switch {
	case len(*rest) == 1:
		return raise("ValueError", "'%s' must be followed with a %s", word, what)
	case *to != "":
		return raise("ValueError", "'%s' given twice", word)
	}
	*rest = (*rest)[1:]
	*to = string((*rest)[0])
	return nil
}

var (
	urlScheme   = regexp.MustCompile(`^(http|https)://`)
	manySlashes = regexp.MustCompile(`//+`)
)

// normalizeURL is URLMap.normalize_url.
func normalizeURL(url string) (Key, *Error) {
	scheme := urlScheme.FindString(url)
	if url != "" && url[0] != '/' && scheme == "" {
		return Key{}, raise("AssertionError", "URL fragments must start with / or http:// (you gave %s)", pytext.Repr(pytext.Text(url)))
	}
	k := Key{AnyHost: scheme == "", Path: url}
	if scheme != "" {
		domain, path, slash := strings.Cut(url[len(scheme):], "/")
		k.Domain, k.Path = domain, path
		if slash {
			k.Path = "/" + path
		}
	}
	k.Path = strings.TrimRight(manySlashes.ReplaceAllString(k.Path, "/"), "/")
	return k, nil
}
