package draw

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// jsonValue is a JSON value, written as Python's
// json.dumps(indent=1, sort_keys=True, ensure_ascii=False) does.
type jsonValue interface {
	// write appends the value, whose further lines are indented by that much.
	write(b *strings.Builder, indent int)
}

// The kinds of values.
type (
	object  map[string]jsonValue
	array   []jsonValue
	str     string
	boolean bool
	null    struct{}
)

// encode returns a document with a final newline.
func encode(v jsonValue) []byte {
	var b strings.Builder
	v.write(&b, 0)
	b.WriteByte('\n')
	return []byte(b.String())
}

func (o object) write(b *strings.Builder, indent int) {
	keys := slices.Sorted(maps.Keys(o))
	writeList(b, "{", "}", indent, len(keys), func(i int) {
		str(keys[i]).write(b, indent)
		b.WriteString(": ")
		o[keys[i]].write(b, indent+1)
	})
}

func (a array) write(b *strings.Builder, indent int) {
	writeList(b, "[", "]", indent, len(a), func(i int) { a[i].write(b, indent+1) })
}

// writeList writes n items between brackets, each on a line of its own.
func writeList(b *strings.Builder, open, close string, indent, n int, item func(i int)) {
	b.WriteString(open)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		newLine(b, indent+1)
		item(i)
	}
	if n > 0 {
		newLine(b, indent)
	}
	b.WriteString(close)
}

func newLine(b *strings.Builder, indent int) {
	b.WriteByte('\n')
	for range indent {
		b.WriteByte(' ')
	}
}

func (s str) write(b *strings.Builder, _ int) {
	b.WriteByte('"')
	for _, r := range string(s) {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ':
			b.WriteString(controlEscape(r))
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}

// controlEscape is how Python writes a control character.
func controlEscape(r rune) string {
	switch r {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	case '\f':
		return `\f`
	case '\b':
		return `\b`
	}
	return fmt.Sprintf(`\u%04x`, r)
}

func (v boolean) write(b *strings.Builder, _ int) { b.WriteString(strconv.FormatBool(bool(v))) }
func (null) write(b *strings.Builder, _ int)      { b.WriteString("null") }
