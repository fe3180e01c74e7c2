// Package gocmd reads what the go command says of Go source: its errors, and
// the places that they are about.
package gocmd

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/parse/source"
)

// Position is FILE:LINE:COLUMN in the output of the go command. The zero
// Position is no place.
type Position struct {
	File   string // relative to the folder in which the command ran, or absolute
	Line   int
	Column int // in bytes, from 1; 0 if it is not said
}

var position = regexp.MustCompile(`^(.+?\.\w+):(\d+)(?::(\d+))?$`)

// ParsePosition reads FILE:LINE or FILE:LINE:COLUMN.
func ParsePosition(text string) (p Position, ok bool) {
	m := position.FindStringSubmatch(text)
	if m == nil {
		return Position{}, false
	}
	p.File = m[1]
	p.Line, _ = strconv.Atoi(m[2])
	p.Column, _ = strconv.Atoi(m[3])
	return p, true
}

// In returns the identifier that stands at the position in its file, or the
// point between two bytes where there is none.
func (p Position) In(f *source.File) source.Span {
	start := min(f.LineStart(p.Line)+max(p.Column-1, 0), len(f.Text()))
	return f.Span(start, start+WordLength(f.Text()[start:]))
}

// WordLength returns the length of the identifier at the start of a text.
func WordLength(text string) int {
	n := strings.IndexFunc(text, func(c rune) bool { return c != '_' && !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	if n < 0 {
		return len(text)
	}
	return n
}

// Error is an error in the output of the go command.
type Error struct {
	At      Position
	Message string
	Details []string // the indented lines below that are about no other place
	Also    []Error  // those that are
}

var errorLine = regexp.MustCompile(`^(\S.*?\.\w+:\d+(?::\d+)?): (.+)$`)

// Errors reads the errors that have a place in the output of the go command.
// What it says besides is in rest, a line each; names of packages, which it
// puts above their errors, are left out.
func Errors(output string) (errs []Error, rest []string) {
	for line := range strings.Lines(output) {
		text := strings.TrimSpace(line)
		at, hasPlace := parseError(text)
		switch indented := strings.HasPrefix(line, "\t") && len(errs) > 0; {
		case indented && hasPlace:
			last := &errs[len(errs)-1]
			last.Also = append(last.Also, at)
		case indented:
			last := &errs[len(errs)-1]
			last.Details = append(last.Details, text)
		case hasPlace:
			errs = append(errs, at)
		case text != "" && !strings.HasPrefix(text, "# "):
			rest = append(rest, text)
		}
	}
	return errs, rest
}

func parseError(line string) (Error, bool) {
	m := errorLine.FindStringSubmatch(line)
	if m == nil {
		return Error{}, false
	}
	at, ok := ParsePosition(m[1])
	return Error{At: at, Message: m[2]}, ok
}
