package forwarded

import (
	"strings"

	"github.com/pastegen/pastegen/templates/field"
	"github.com/pastegen/pastegen/templates/peers"
)

// element is what one proxy has said in Forwarded.
type element struct{ from, host, proto string }

// addresses returns who has asked each proxy; "unknown" for who is no address.
func addresses(elements []element) []string {
	from := make([]string, len(elements))
	for i, e := range elements {
		from[i] = "unknown"
		if peers.Addr(e.from).IsValid() {
			from[i] = e.from
		}
	}
	return from
}

// parse reads the lines of a header Forwarded (RFC 7239, 4). One that cannot be
// read has no elements: a quote that a client has left open may hide what
// proxies have added.
func parse(lines []string) (elements []element) {
	for _, line := range lines {
		for line != "" {
			var e element
			var ok bool
			if e, line, ok = parseElement(line); !ok {
				return nil
			}
			elements = append(elements, e)
		}
	}
	return elements
}

// parseElement reads an element and the comma behind it.
func parseElement(text string) (e element, rest string, ok bool) {
	for {
		var name, value string
		name, value, rest, ok = parsePair(text)
		if !ok {
			return e, "", false
		}
		switch strings.ToLower(name) {
		case "for":
			e.from = value
		case "host":
			e.host = value
		case "proto":
			e.proto = value
		}
		if rest == "" || rest[0] == ',' {
			return e, strings.TrimPrefix(rest, ","), true
		}
		text = rest[1:]
	}
}

// parsePair reads name=value, or nothing at all, up to a comma, a semicolon or
// the end.
func parsePair(text string) (name, value, rest string, ok bool) {
	text = strings.TrimLeft(text, " \t")
	end := strings.IndexAny(text, `=,;"`)
	if end < 0 || text[end] != '=' {
		return "", "", text, text == "" || text[0] == ',' || text[0] == ';'
	}
	name, text = strings.TrimSpace(text[:end]), strings.TrimLeft(text[end+1:], " \t")
	if strings.HasPrefix(text, `"`) {
		value, text, ok = field.CutQuoted(text[1:])
		text = strings.TrimLeft(text, " \t")
		return name, value, text, ok && (text == "" || text[0] == ',' || text[0] == ';')
	}
	end = strings.IndexAny(text, ",;")
	if end < 0 {
		end = len(text)
	}
	return name, strings.TrimSpace(text[:end]), text[end:], !strings.Contains(text[:end], `"`)
}
