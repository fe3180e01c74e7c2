package accesslog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pastegen/pastegen/templates/conversion"
)

// The formats that have names.
const (
	common        = `%h %l %u %t "%r" %>s %b`
	combined      = `%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s"` // gunicorn's own
	vhostCombined = `%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"`
)

// Format is what a line has. The zero value is the combined format.
type Format struct {
	pieces []piece
	json   bool
	logger string // that JSON names
	values bool   // it shows what filters have found
}

// piece is a text, and something of a request behind it. They are small, since a
// server that has other things to do finds them in slow memory each time.
type piece struct {
	text   string
	atom   atom   // nil behind the last field
	shaped *field // the field of the atom; nil for one that is always shown, and as it is
}

// field is something of a request, and how it is shown.
type field struct {
	atom atom
	only statuses

	conversion.Spec // of a number the Precision is how many digits are shown at least
}

// plain reports whether the field is always shown, and as it is.
func (f *field) plain() bool { return f.only.codes == nil && f.Width == 0 && f.Precision < 0 }

// append appends the field of a request.
func (f *field) append(line []byte, e *Entry) []byte {
	begin := len(line)
	if f.only.have(e.Status) {
		line = f.atom(line, e)
	} else {
		line = append(line, '-')
	}
	return f.Fit(line, begin)
}

// statuses are those of the answers for which something is shown; nothing means
// all.
type statuses struct {
	codes []int
	not   bool
}

func (s statuses) have(status int) bool {
	return s.codes == nil || slices.Contains(s.codes, status) != s.not
}

// atom is something of a request that a line can show.
type atom func(line []byte, e *Entry) []byte

// UnmarshalText reads a format. Nothing is the combined one.
func (f *Format) UnmarshalText(text []byte) (err error) {
	*f = Format{}
	format := string(text)
	switch strings.TrimSpace(format) {
	case "json":
		f.json, f.values = true, true
		return nil
	case "", "combined":
		format = combined
	case "common":
		format = common
	case "vhost_combined":
		format = vhostCombined
	}
	if !strings.Contains(format, "%") {
		return fmt.Errorf("%q is no format: it is common, combined, vhost_combined, json, or has fields like %%(h)s or %%h; in an INI file each %% is doubled", format)
	}
	named := strings.Contains(format, "%(")
	for format != "" {
		if format, err = f.readPiece(format, named); err != nil {
			return err
		}
	}
	return nil
}

// IsZero reports whether nothing is said of what a line has.
func (f Format) IsZero() bool { return f.pieces == nil && !f.json }

// orCombined returns the format, or the combined one in place of nothing.
func (f Format) orCombined() Format {
	if f.IsZero() {
		if err := f.UnmarshalText(nil); err != nil {
			panic(err) // a test reads it
		}
	}
	return f
}

// readPiece reads the piece that text, which is not empty, begins with. named
// tells that fields have names in parentheses.
func (f *Format) readPiece(text string, named bool) (rest string, err error) {
	at := strings.IndexByte(text, '%')
	if at != 0 {
		if at < 0 {
			at = len(text)
		}
		plain := text[:at]
		if !named {
			plain = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\t`, "\t").Replace(plain) // as files of Apache have it
		}
		f.open().text += plain
		return text[at:], nil
	}
	if rest, ok := strings.CutPrefix(text, "%%"); ok {
		f.open().text += "%"
		return rest, nil
	}
	shown := field{Spec: conversion.Spec{Precision: -1}}
	var name string
	if named {
		name, rest, err = shown.readNamed(text)
	} else {
		name, rest, err = shown.readApache(text)
	}
	if err != nil {
		return "", err
	}
	if name == "l" && shown.plain() { // of which nobody ever knows more
		f.open().text += "-"
		return rest, nil
	}
	f.values = f.values || name == "u" || name == "user" || strings.HasSuffix(name, "}e") || strings.HasPrefix(name, "var.")
	p := f.open()
	p.atom = shown.atom
	if !shown.plain() {
		p.shaped = &shown
	}
	return rest, nil
}

// open returns the last piece, to which nothing of a request belongs yet.
func (f *Format) open() *piece {
	if n := len(f.pieces); n == 0 || f.pieces[n-1].atom != nil {
		f.pieces = append(f.pieces, piece{})
	}
	return &f.pieces[len(f.pieces)-1]
}

// readNamed reads %(name)s, as gunicorn has it, or %(name), as uWSGI has it.
func (f *field) readNamed(text string) (name, rest string, err error) {
	name, rest, ok := strings.Cut(text, ")")
	if !ok || !strings.HasPrefix(name, "%(") {
		return "", "", fmt.Errorf("%q in a format is neither %%%% nor a field like %%(s)s; in an INI file each %% is doubled", conversion.Clip(text))
	}
	name = name[len("%("):]
	if f.atom, err = uwsgiAtom(name); f.atom != nil || err != nil {
		return name, rest, err
	}
	var number bool
	if f.atom, number = gunicornAtom(name); f.atom == nil {
		return "", "", fmt.Errorf("%q is no field of gunicorn, as %%(h)s is, nor of uWSGI, as %%(addr) is", "%("+name+")")
	}
	rest, ok = f.readConversion(rest, number)
	if !ok {
		return "", "", fmt.Errorf("%q does not show a text: after %%(%s) comes an s, or a d if it is a number, perhaps with a width before it", conversion.Clip(text), name)
	}
	return name, rest, nil
}

// readConversion reads what follows a name of gunicorn's, as Python reads it:
// flags, a width, a precision, and a letter.
func (f *field) readConversion(text string, number bool) (rest string, ok bool) {
	if f.Spec, text, ok = conversion.Read(text); !ok {
		return "", false
	}
	if rest, ok = strings.CutPrefix(text, "s"); ok {
		return rest, true
	}
	if number && text != "" && strings.IndexByte("diu", text[0]) >= 0 {
		f.atom = f.digits(f.atom)
		return text[1:], true
	}
	return "", false
}

// digits returns an atom that shows a number as %d does.
func (f *field) digits(number atom) atom {
	sign, zeros := f.Has("+"), f.Has("0") && !f.Has("-")
	width, precision := f.Width, f.Precision
	f.Precision = -1
	return func(line []byte, e *Entry) []byte {
		begin := len(line)
		if sign {
			line = append(line, '+')
		}
		first := len(line)
		line = number(line, e)
		least := precision
		if zeros && precision < 0 {
			least = width - (first - begin)
		}
		for len(line)-first < least {
			line = slices.Insert(line, first, '0')
		}
		return line
	}
}

// readApache reads a directive of Apache's mod_log_config: %h, %>s,
// %{Referer}i, %!200,304{User-Agent}i.
func (f *field) readApache(text string) (name, rest string, err error) {
	rest = text[len("%"):]
	if after, ok := strings.CutPrefix(rest, "!"); ok {
		f.only.not, rest = true, after
	}
	for {
		digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
		if digits == "" {
			break
		}
		code, err := strconv.Atoi(digits)
		if err != nil || code > 999 {
			return "", "", fmt.Errorf("%q is no status of an answer", digits)
		}
		f.only.codes = append(f.only.codes, code)
		rest = strings.TrimPrefix(rest[len(digits):], ",")
	}
	rest = strings.TrimLeft(rest, "<>") // there is one request, and no internal one before it
	argument := ""
	if after, ok := strings.CutPrefix(rest, "{"); ok {
		if argument, rest, ok = strings.Cut(after, "}"); !ok {
			return "", "", fmt.Errorf("%q has no closing brace", conversion.Clip(text))
		}
	}
	if rest == "" {
		return "", "", fmt.Errorf("%q at the end of a format names no field; in an INI file each %% is doubled", text)
	}
	_, size := utf8.DecodeRuneInString(rest)
	directive := rest[:size]
	if f.atom, err = apacheAtom(directive, argument); err != nil {
		return "", "", err
	}
	name = directive
	if directive == "e" {
		name = "{" + argument + "}e"
	}
	return name, rest[size:], nil
}

// append appends the line of a request, with its line end.
func (f *Format) append(line []byte, e *Entry) []byte {
	if f.json {
		return appendJSON(line, e, f.logger)
	}
	for i := range f.pieces {
		p := &f.pieces[i]
		line = append(line, p.text...)
		switch {
		case p.shaped != nil:
			line = p.shaped.append(line, e)
		case p.atom != nil:
			line = p.atom(line, e)
		}
	}
	return append(line, '\n')
}
