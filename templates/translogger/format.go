package translogger

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// combined is Apache's combined format.
const combined = `%(REMOTE_ADDR)s - %(REMOTE_USER)s [%(time)s] "%(REQUEST_METHOD)s %(REQUEST_URI)s %(HTTP_VERSION)s" ` +
	`%(status)s %(bytes)s "%(HTTP_REFERER)s" "%(HTTP_USER_AGENT)s"`

// Format is what a line has. The zero value is Apache's combined format.
type Format struct {
	pieces  []piece
	hasUser bool // there is a REMOTE_USER among them
}

// piece is a text, or a field in the way that a conversion of Python's % shows it.
type piece struct {
	text      string
	field     field // 0 for a text
	left      bool  // it stands at the left of its width
	width     int
	precision int // how many characters of it are shown at most; -1 for all
}

// UnmarshalText reads a format. Nothing is the combined format, as in Paste.
func (f *Format) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		text = []byte(combined)
	}
	*f = Format{}
	for rest := string(text); rest != ""; {
		p, after, err := readPiece(rest)
		if err != nil {
			return err
		}
		f.pieces = append(f.pieces, p)
		f.hasUser = f.hasUser || p.field == remoteUser
		rest = after
	}
	return nil
}

// readPiece reads the piece that text, which is not empty, begins with.
func readPiece(text string) (p piece, rest string, err error) {
	if at := strings.IndexByte(text, '%'); at != 0 {
		if at < 0 {
			at = len(text)
		}
		return piece{text: text[:at]}, text[at:], nil
	}
	if rest, ok := strings.CutPrefix(text, "%%"); ok {
		return piece{text: "%"}, rest, nil
	}
	name, conversion, ok := strings.Cut(text, ")")
	if !ok || !strings.HasPrefix(name, "%(") {
		return piece{}, "", fmt.Errorf("%q in a format is neither %%%% nor a field like %%(status)s; in an INI file each %% is doubled", clip(text))
	}
	name = name[len("%("):]
	p.field = field(slices.Index(fieldNames(), name) + 1)
	if p.field == 0 {
		return piece{}, "", fmt.Errorf("there is no field %%(%s)s, but %s", name, strings.Join(fieldNames(), ", "))
	}
	rest, ok = p.readConversion(conversion)
	if !ok {
		return piece{}, "", fmt.Errorf("%q does not show a text: after %%(%s) comes an s, perhaps with a width before it", clip(text), name)
	}
	return p, rest, nil
}

func clip(text string) string {
	if len(text) > 20 {
		return text[:20] + "..."
	}
	return text
}

// maxWidth is more than any line has use for.
const maxWidth = 1000

// readConversion reads what follows the name: flags, a width and a precision, a
// modifier without meaning, and the letter s.
func (p *piece) readConversion(text string) (rest string, ok bool) {
	p.precision = -1
	flags := len(text) - len(strings.TrimLeft(text, "#0- +"))
	p.left = strings.Contains(text[:flags], "-")
	p.width, text, ok = readNumber(text[flags:])
	if !ok {
		return "", false
	}
	if after, dotted := strings.CutPrefix(text, "."); dotted {
		if p.precision, text, ok = readNumber(after); !ok {
			return "", false
		}
	}
	if text != "" && strings.IndexByte("hlL", text[0]) >= 0 {
		text = text[1:]
	}
	return strings.CutPrefix(text, "s")
}

// readNumber reads the digits that text begins with, perhaps none.
func readNumber(text string) (n int, rest string, ok bool) {
	rest = strings.TrimLeft(text, "0123456789")
	if digits := text[:len(text)-len(rest)]; digits != "" {
		var err error
		if n, err = strconv.Atoi(digits); err != nil || n > maxWidth {
			return 0, "", false
		}
	}
	return n, rest, true
}

// append appends the line of a request.
func (f *Format) append(line []byte, l *logger, q *request) []byte {
	for i := range f.pieces {
		p := &f.pieces[i]
		if p.field == 0 {
			line = append(line, p.text...)
			continue
		}
		begin := len(line)
		line = p.field.append(line, l, q)
		if p.width > 0 || p.precision >= 0 {
			line = p.fit(line, begin)
		}
	}
	return line
}

// fit cuts and pads the field that is at the end of line.
func (p *piece) fit(line []byte, begin int) []byte {
	length := utf8.RuneCount(line[begin:])
	if p.precision >= 0 && length > p.precision {
		end := begin
		for range p.precision {
			_, size := utf8.DecodeRune(line[end:])
			end += size
		}
		line, length = line[:end], p.precision
	}
	for range p.width - length {
		if p.left {
			line = append(line, ' ')
		} else {
			line = slices.Insert(line, begin, ' ')
		}
	}
	return line
}
