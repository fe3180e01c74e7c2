package pylogging

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// template is a format that was read.
type template []piece

// piece is a text, or a field and how that is shown.
type piece struct {
	text string
	name string // of the field; "" for a text
	show func(value any) string
}

// check returns the fields that no record has, and an error for a format that
// Python's logging refuses, or that it fails with.
func (f Formatter) check() (unknown []string, err error) {
	t, err := f.parse()
	for _, p := range t {
		if p.name != "" && !isField(p.name) && !slices.Contains(unknown, p.name) {
			unknown = append(unknown, p.name)
		}
	}
	return unknown, err
}

// parse reads the format.
func (f Formatter) parse() (template, error) {
	if f.Format == "" {
		return template{{name: "message", show: plainly}}, nil
	}
	read := map[Style]func(string) (template, error){Percent: readPercent, Brace: readBrace, Dollar: readDollar}[f.Style]
	if read == nil {
		return nil, fmt.Errorf("%q is no style", f.Style)
	}
	t, err := read(f.Format)
	if err == nil && !slices.ContainsFunc(t, func(p piece) bool { return p.name != "" }) {
		err = fmt.Errorf("the format %q has no field", f.Format)
	}
	return t, err
}

// plainly shows a value as Python's str does.
func plainly(value any) string {
	switch v := value.(type) {
	case int:
		return strconv.Itoa(v)
	case float64:
		if v == float64(int64(v)) {
			return strconv.FormatFloat(v, 'f', 1, 64)
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// dollar matches what Python's string.Template replaces.
func dollar() *regexp.Regexp {
	return regexp.MustCompile(`\$(?:(\$)|([_a-zA-Z][_a-zA-Z0-9]*)|\{([_a-zA-Z][_a-zA-Z0-9]*)\}|)`)
}

func readDollar(format string) (template, error) {
	var t template
	for {
		at := dollar().FindStringSubmatchIndex(format)
		if at == nil {
			return append(t, piece{text: format}), nil
		}
		t = append(t, piece{text: format[:at[0]]})
		switch {
		case at[2] >= 0:
			t = append(t, piece{text: "$"})
		case at[4] >= 0:
			t = append(t, piece{name: format[at[4]:at[5]], show: plainly})
		case at[6] >= 0:
			t = append(t, piece{name: format[at[6]:at[7]], show: plainly})
		default:
			return nil, fmt.Errorf("the format %q has a $ that is no field: write $$ for one", format)
		}
		format = format[at[1]:]
	}
}

// percent matches what Python's % replaces.
func percent() *regexp.Regexp {
	return regexp.MustCompile(`%(?:%|\((\w+)\)([-#0 +]*)(\d*)(?:\.(\d+))?([a-zA-Z]))`)
}

func readPercent(format string) (template, error) {
	var t template
	add := func(text string) error {
		t = append(t, piece{text: text})
		if strings.Contains(text, "%") {
			return fmt.Errorf("the format %q has a %% that is no field", format)
		}
		return nil
	}
	for rest := format; ; {
		at := percent().FindStringSubmatchIndex(rest)
		if at == nil {
			return t, add(rest)
		}
		if err := add(rest[:at[0]]); err != nil {
			return nil, err
		}
		if at[2] < 0 {
			t = append(t, piece{text: "%"})
		} else {
			p, err := percentField(percent().FindStringSubmatch(rest))
			if err != nil {
				return nil, err
			}
			t = append(t, p)
		}
		rest = rest[at[1]:]
	}
}

// percentField reads what percent has matched: all, name, flags, width,
// precision, letter.
func percentField(m []string) (piece, error) {
	name, flags, letter := m[1], m[2], m[5]
	width, _ := strconv.Atoi("0" + m[3])
	precision, _ := strconv.Atoi("0" + m[4])
	if width > widest || precision > widest {
		return piece{}, fmt.Errorf("%q is too wide", m[0])
	}
	if isText := !isNumber(name); isText && !strings.Contains("sra", letter) || !isText && !strings.Contains("sradif", letter) {
		return piece{}, fmt.Errorf("%q does not show %s", m[0], name)
	}
	if letter == "s" && m[2]+m[3]+m[4] == "" && !strings.Contains(m[0], ".") {
		return piece{name: name, show: plainly}, nil
	}
	if !strings.Contains("dif", letter) {
		flags = strings.ReplaceAll(flags, "0", "") // which pads numbers only
	}
	return piece{name: name, show: func(value any) string { return percentShow(value, flags, m[3], m[4], letter) }}, nil
}

// widest is more than any line has use for.
const widest = 1000

// percentShow writes a value as Python's % does.
func percentShow(value any, flags, width, precision, letter string) string {
	if precision != "" {
		precision = "." + precision
	}
	verb := "%" + flags + width
	switch letter {
	case "d", "i":
		return fmt.Sprintf(verb+"d", int(number(value)))
	case "f":
		return fmt.Sprintf(verb+precision+"f", number(value))
	case "r", "a":
		if text, ok := value.(string); ok {
			return fmt.Sprintf(verb+precision+"s", repr(text))
		}
	}
	return fmt.Sprintf(verb+precision+"s", plainly(value))
}

// number is a value as a number.
func number(value any) float64 {
	switch v := value.(type) {
	case int:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

// repr writes a text as Python's repr does.
func repr(text string) string {
	quote := "'"
	if strings.Contains(text, "'") && !strings.Contains(text, `"`) {
		quote = `"`
	}
	return quote + strings.NewReplacer(`\`, `\\`, quote, `\`+quote, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(text) + quote
}

// brace matches a field of Python's str.format, as its logging lets them be.
func brace() *regexp.Regexp {
	return regexp.MustCompile(`^\{(\w+)(?:!([rsa]))?(?::(?:(.)?([<=>^]))?([+ -]?)#?(0?)(\d*)([,_]?)(?:\.(\d+))?([bcdefgnosx%]?))?\}`)
}

func readBrace(format string) (template, error) {
	var t template
	for rest := format; rest != ""; {
		at := strings.IndexAny(rest, "{}")
		if at < 0 {
			return append(t, piece{text: rest}), nil
		}
		t = append(t, piece{text: rest[:at]})
		rest = rest[at:]
		if strings.HasPrefix(rest, "{{") || strings.HasPrefix(rest, "}}") {
			t = append(t, piece{text: rest[:1]})
			rest = rest[2:]
			continue
		}
		m := brace().FindStringSubmatch(rest)
		if m == nil {
			return nil, fmt.Errorf("the format %q has a brace that is no field: write {{ or }} for one", format)
		}
		p, err := braceField(m)
		if err != nil {
			return nil, err
		}
		t = append(t, p)
		rest = rest[len(m[0]):]
	}
	return t, nil
}

// braceField reads what brace has matched: all, name, conversion, fill, align,
// sign, zero, width, grouping, precision, type.
func braceField(m []string) (piece, error) {
	name, isText := m[1], !isNumber(m[1]) || m[2] != ""
	width, _ := strconv.Atoi("0" + m[7])
	precision, _ := strconv.Atoi("0" + m[9])
	switch {
	case width > widest || precision > widest:
		return piece{}, fmt.Errorf("%q is too wide", m[0])
	case isText && (m[10] != "" && m[10] != "s" || m[5] != "" || m[4] == "=" || m[8] != ""),
		!isText && m[10] != "" && !strings.Contains("dfn", m[10]), m[8] != "":
		return piece{}, fmt.Errorf("%q does not show %s", m[0], name)
	}
	s := braced{conversion: m[2], fill: m[3], align: m[4], sign: m[5], width: width, precision: -1, kind: m[10]}
	if m[9] != "" {
		s.precision = precision
	}
	if m[6] != "" && s.align == "" {
		s.fill, s.align = "0", "="
		if isText {
			s.align = "<"
		}
	}
	return piece{name: name, show: s.show}, nil
}

// braced is how str.format shows a field.
type braced struct {
	conversion, fill, align, sign string
	width, precision              int
	kind                          string
}

func (b braced) show(value any) string {
	_, isText := value.(string)
	text := plainly(value)
	switch {
	case b.conversion != "":
		if isText && b.conversion != "s" {
			text = repr(text)
		}
		isText = true
	case isText:
	case b.kind == "f" || b.precision >= 0:
		text = strconv.FormatFloat(number(value), 'f', max(b.precision, 0), 64)
		if b.precision < 0 {
			text = strconv.FormatFloat(number(value), 'f', 6, 64)
		}
	case b.kind == "d":
		text = strconv.Itoa(int(number(value)))
	}
	if isText && b.precision >= 0 {
		if all := []rune(text); len(all) > b.precision {
			text = string(all[:b.precision])
		}
	}
	if !isText && !strings.HasPrefix(text, "-") && (b.sign == "+" || b.sign == " ") {
		text = b.sign + text
	}
	return b.pad(text, isText)
}

// pad brings a text to its width.
func (b braced) pad(text string, isText bool) string {
	n := b.width - utf8.RuneCountInString(text)
	if n <= 0 {
		return text
	}
	fill := b.fill
	if fill == "" {
		fill = " "
	}
	align := b.align
	if align == "" && isText {
		align = "<"
	}
	switch align {
	case "<":
		return text + strings.Repeat(fill, n)
	case "^":
		return strings.Repeat(fill, n/2) + text + strings.Repeat(fill, n-n/2)
	case "=":
		if text != "" && strings.Contains("+- ", text[:1]) {
			return text[:1] + strings.Repeat(fill, n) + text[1:]
		}
	}
	return strings.Repeat(fill, n) + text
}
