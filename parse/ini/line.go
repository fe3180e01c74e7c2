package ini

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// line is a physical line as Python's universal newlines see it: "\n", "\r"
// and "\r\n" end a line, and no other character does.
type line struct {
	number     int // from 1
	start, end int // offsets of the line and of what follows its line end
	written    string
	terminated bool // false only for a last line without line end

	text   string // written, stripped
	offset int    // of text in the file
	indent int    // code points in front of text
}

// lines yields the lines of a text, those from offset start on.
func lines(text string, start int) iter.Seq[line] {
	return func(yield func(line) bool) {
		for number := 1; start < len(text); number++ {
			l := newLine(number, start, text)
			if !yield(l) {
				return
			}
			start = l.end
		}
	}
}

func newLine(number, start int, text string) line {
	l := line{number: number, start: start, end: len(text), written: text[start:]}
	if n := strings.IndexAny(l.written, "\r\n"); n >= 0 {
		l.terminated = true
		l.end = start + n + 1
		if strings.HasPrefix(l.written[n:], "\r\n") {
			l.end++
		}
		l.written = l.written[:n]
	}
	left := stripLeft(l.written)
	indent := len(l.written) - len(left)
	l.text = stripRight(left)
	l.offset = start + indent
	l.indent = utf8.RuneCountInString(l.written[:indent])
	return l
}

// blank reports whether the line holds nothing but white space.
func (l line) blank() bool { return l.text == "" }

// comment reports whether the whole line is a comment. There are no others.
func (l line) comment() bool {
	return strings.HasPrefix(l.text, "#") || strings.HasPrefix(l.text, ";")
}

// header returns the name in "[name]", greedy to the last bracket, with its
// offset in the file. What follows the bracket is ignored.
func (l line) header() (name string, offset int, ok bool) {
	end := strings.LastIndexByte(l.text, ']')
	if l.text[0] != '[' || end < 2 {
		return "", 0, false
	}
	return l.text[1:end], l.offset + 1, true
}

// option is what a line "key = value" says.
type option struct {
	key, value  string
	valueOffset int // in the file; the point behind the delimiter if value is empty
}

// option splits the line at the first "=" or ":".
func (l line) option() (option, bool) {
	i := strings.IndexAny(l.text, "=:")
	if i < 0 {
		return option{}, false
	}
	value := stripLeft(l.text[i+1:])
	return option{
		key:         stripRight(l.text[:i]),
		value:       value,
		valueOffset: l.offset + len(l.text) - len(value),
	}, true
}

// python returns the line as Python reads it.
func (l line) python() string {
	if l.terminated {
		return l.written + "\n"
	}
	return l.written
}
