package shadow

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/secret"
)

// comparison compares what the two sides have said.
type comparison struct {
	client  Side // who has said the first
	ignored ignored
}

// difference is one between two answers.
type difference struct {
	what string // "status", "body", "header Vary", "outcome"
	text string
}

// differences returns what two answers do not have in common.
func (c comparison) differences(r *http.Request, first, second *answer) (all []difference) {
	add := func(what, one, other string) {
		all = append(all, difference{what, c.between(what, one, other)})
	}
	if first.raised || second.raised {
		if first.raised != second.raised {
			add("outcome", outcome(first), outcome(second))
		}
		return all
	}
	if first.status != second.status {
		add("status", strconv.Itoa(first.status), strconv.Itoa(second.status))
	}
	for _, name := range c.headers(first, second) {
		add("header "+name, shownHeader(name, first.header[name]), shownHeader(name, second.header[name]))
	}
	if !hasBody(r, first.status) || !hasBody(r, second.status) || first.size == second.size && first.sum.Sum64() == second.sum.Sum64() {
		return all
	}
	at, one, other := firstDifference(first, second)
	return append(all, difference{"body", c.between("body from byte "+strconv.FormatInt(at, 10), one, other)})
}

func outcome(a *answer) string {
	if !a.raised {
		return "status " + strconv.Itoa(a.status)
	}
	if a.cause == "" {
		return "a panic"
	}
	return "a panic: " + secret.Redact(a.cause)
}

// headers returns the names of those that differ.
func (c comparison) headers(first, second *answer) (names []string) {
	all := maps.Clone(first.header)
	maps.Copy(all, second.header)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if c.ignored[name] || isConnection(name) || name == "Content-Length" && sameLength(first, second) {
			continue
		}
		if !sameValues(name, first.header[name], second.header[name]) {
			names = append(names, name)
		}
	}
	return names
}

// changed tells of the first key in which two requests are different; empty if
// there is none.
func (c comparison) changed(first, second map[string]any) string {
	keys := maps.Clone(first)
	maps.Copy(keys, second)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if first[key] != second[key] && !c.ignored.key(key) {
			return c.between(key, shown(key, first[key]), shown(key, second[key]))
		}
	}
	return ""
}

// between says what both sides have.
func (c comparison) between(what, first, second string) string {
	if c.client == Python {
		first, second = second, first
	}
	return fmt.Sprintf("%s: %s in Go, %s in Python", what, first, second)
}

// isConnection reports whether a header is about the connection and no answer's.
func isConnection(name string) bool {
	return name == "Connection" || name == "Transfer-Encoding" || name == "Keep-Alive" || name == "Trailer"
}

// sameLength reports whether the lengths of bodies are the same. One who does not
// tell it leaves that to the server.
func sameLength(first, second *answer) bool {
	one, other := first.header.Get("Content-Length"), second.header.Get("Content-Length")
	if one == "" {
		one, other, first = other, one, second
	}
	return other == "" && (first.size == 0 || one == strconv.FormatInt(first.size, 10)) || one == other
}

// sameValues reports whether the values of a header are the same, as they are
// sent: without spaces around them. But for those of cookies, several are one list.
func sameValues(name string, a, b []string) bool {
	a, b = trimmed(a), trimmed(b)
	if name == "Set-Cookie" {
		return slices.Equal(a, b)
	}
	return strings.Join(a, ", ") == strings.Join(b, ", ")
}

func trimmed(values []string) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = textproto.TrimString(v)
	}
	return all
}

// around is how much of a body is shown.
const around = 24

// firstDifference returns where bodies begin to differ, and what is there. What
// is behind the part that is kept is at least there.
func firstDifference(first, second *answer) (at int64, one, other string) {
	a, b := first.body, second.body
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return int64(i), excerpt(first, i), excerpt(second, i)
}

// excerpt shows a part of a body.
func excerpt(a *answer, at int) string {
	if at >= len(a.body) {
		if a.size > int64(at) {
			return fmt.Sprintf("%d bytes", a.size)
		}
		return "the end"
	}
	part := a.body[at:]
	if len(part) > around {
		part = part[:around]
	}
	start := max(0, at-around)
	if line := bytes.LastIndexByte(a.body[start:at], '\n'); line >= 0 {
		start += line + 1
	}
	before := string(a.body[start:at])
	return strconv.Quote(conceal(before + string(part)))
}

// longWord is what may be a key or a token.
func longWord() *regexp.Regexp { return regexp.MustCompile(`[0-9A-Za-z+/_=.-]{20,}`) }

// conceal returns a text without what looks like a secret.
func conceal(text string) string {
	return longWord().ReplaceAllStringFunc(secret.Redact(text), func(word string) string {
		if strings.ContainsAny(word, "0123456789") {
			return secret.Mask
		}
		return word
	})
}

// shownHeader shows the values of a header. Of a cookie that is set its name
// is, and what it is set with.
func shownHeader(name string, values []string) string {
	if len(values) == 0 {
		return "none"
	}
	var all []string
	for _, v := range values {
		if name == "Set-Cookie" {
			cookie, rest, _ := strings.Cut(v, "=")
			_, attributes, more := strings.Cut(rest, ";")
			v = cookie + "=" + secret.Mask
			if more {
				v += ";" + attributes
			}
		} else if isSecret(name) {
			v = secret.Mask
		}
		all = append(all, v)
	}
	if text := strings.Join(all, ", "); name == "Set-Cookie" {
		return strconv.Quote(text)
	} else {
		return strconv.Quote(conceal(text))
	}
}

// isSecret reports whether a header, or a key of environ, has what nobody is to
// read in a log.
func isSecret(name string) bool {
	switch strings.ToUpper(strings.TrimPrefix(strings.ReplaceAll(name, "-", "_"), "HTTP_")) {
	case "COOKIE", "SET_COOKIE", "AUTHORIZATION", "PROXY_AUTHORIZATION", "X_AUTH_TOKEN", "X_SUBJECT_TOKEN":
		return true
	}
	return secret.Name(name)
}

// shown shows a value of environ.
func shown(key string, v any) string {
	switch v := v.(type) {
	case nil:
		return "none"
	case string:
		if isSecret(key) {
			return strconv.Quote(secret.Mask)
		}
		return strconv.Quote(conceal(v))
	}
	return fmt.Sprint(v)
}

// hasBody reports whether clients see a body.
func hasBody(r *http.Request, status int) bool {
	return r.Method != http.MethodHead && status != http.StatusNoContent && status != http.StatusNotModified
}
