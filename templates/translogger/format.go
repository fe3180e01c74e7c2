package translogger

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/conversion"
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
	text  string
	field field // 0 for a text
	conversion.Spec
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
	name, how, ok := strings.Cut(text, ")")
	if !ok || !strings.HasPrefix(name, "%(") {
		return piece{}, "", fmt.Errorf("%q in a format is neither %%%% nor a field like %%(status)s; in an INI file each %% is doubled", conversion.Clip(text))
	}
	name = name[len("%("):]
	p.field = field(slices.Index(fieldNames(), name) + 1)
	if p.field == 0 {
		return piece{}, "", fmt.Errorf("there is no field %%(%s)s, but %s", name, strings.Join(fieldNames(), ", "))
	}
	rest, ok = p.readConversion(how)
	if !ok {
		return piece{}, "", fmt.Errorf("%q does not show a text: after %%(%s) comes an s, perhaps with a width before it", conversion.Clip(text), name)
	}
	return p, rest, nil
}

// readConversion reads what follows the name: flags, a width and a precision, a
// modifier without meaning, and the letter s.
func (p *piece) readConversion(text string) (rest string, ok bool) {
	if p.Spec, text, ok = conversion.Read(text); !ok {
		return "", false
	}
	if text != "" && strings.IndexByte("hlL", text[0]) >= 0 {
		text = text[1:]
	}
	return strings.CutPrefix(text, "s")
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
		line = p.Fit(p.field.append(line, l, q), begin)
	}
	return line
}
