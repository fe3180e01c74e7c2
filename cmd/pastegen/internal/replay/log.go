// Package replay asks a server again what an access log says that it was asked.
package replay

import (
	"bufio"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// Request is one of a log.
type Request struct {
	Method, Target   string
	Referer, Browser string // empty if the log does not tell
}

// Log is what was found in an access log.
type Log struct {
	Requests []Request // GET and HEAD
	Others   int       // lines with another method
	Unread   int       // lines that are none of an access log
}

// Read reads an access log in the common or combined format, as Apache, nginx,
// gunicorn and Paste's TransLogger write it: what stands in front of the request
// and between it and its last two texts may be anything.
func Read(from io.Reader) (Log, error) {
	var log Log
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		r, ok := readLine(lines.Text())
		switch {
		case !ok:
			log.Unread++
		case r.Method != "GET" && r.Method != "HEAD":
			log.Others++
		default:
			log.Requests = append(log.Requests, r)
		}
	}
	return log, lines.Err()
}

// readLine reads a line: the request is the first of its texts in quotes.
func readLine(line string) (r Request, ok bool) {
	var texts []string
	for _, found := range quoted().FindAllStringSubmatch(line, -1) {
		texts = append(texts, unescape(found[1]))
	}
	if len(texts) == 0 {
		return r, false
	}
	words := strings.Split(texts[0], " ")
	if len(words) < 3 || !strings.HasPrefix(words[len(words)-1], "HTTP/") || !isMethod(words[0]) {
		return r, false
	}
	r.Method, r.Target = words[0], strings.Join(words[1:len(words)-1], "%20")
	if r.Target = target(r.Target); r.Target == "" {
		return r, false
	}
	if len(texts) > 2 {
		r.Referer, r.Browser = told(texts[1]), told(texts[2])
	}
	return r, true
}

func quoted() *regexp.Regexp { return regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`) }

// target returns the path and the query of what a request was for; empty for
// what has none.
func target(text string) string {
	if _, rest, absolute := strings.Cut(text, "://"); absolute && !strings.HasPrefix(text, "/") {
		slash := strings.IndexByte(rest, '/')
		if slash < 0 {
			return "/"
		}
		text = rest[slash:]
	}
	if !strings.HasPrefix(text, "/") || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return ""
	}
	return text
}

func isMethod(word string) bool {
	return word != "" && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// told is a text of a log, which has "-" for none.
func told(text string) string {
	if text == "-" {
		return ""
	}
	return text
}

// unescape undoes what servers do to quotes and to bytes that are not ASCII.
func unescape(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		if text[i] == 'x' && i+2 < len(text) {
			if n, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
