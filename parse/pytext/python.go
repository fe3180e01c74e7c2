package pytext

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pastegen/pastegen/parse/ini"
)

// This file holds what Python does to strings on Paste's behalf, so that names
// and error messages come out as there.

// Repr is Python's repr of a text, with $HERE for the folder of the entry file.
func Repr(t Text) string { return ini.Repr(t.String()) }

// Strip is Python's str.strip.
func Strip(t Text) Text { return Text(ini.Strip(string(t))) }

// Field is the place of a word in a text.
type Field struct{ Start, End int }

// Fields is Python's str.split without arguments.
func Fields(t Text) []Field {
	var out []Field
	start := -1
	for i, r := range string(t) {
		switch space := ini.IsSpace(r); {
		case space && start >= 0:
			out = append(out, Field{start, i})
			start = -1
		case !space && start < 0:
			start = i
		}
	}
	if start >= 0 {
		out = append(out, Field{start, len(t)})
	}
	return out
}

// Items is paste.deploy.converters.aslist with sep=",": what stands between
// commas, without white space around it; empty items do not count.
func Items(t Text) []Field {
	var out []Field
	start := 0
	for _, item := range strings.SplitAfter(string(t), ",") {
		if all := Fields(Text(strings.TrimSuffix(item, ","))); len(all) > 0 {
			out = append(out, Field{start + all[0].Start, start + all[len(all)-1].End})
		}
		start += len(item)
	}
	return out
}

// Words is like fields, for when the place does not matter.
func Words(t Text) []Text {
	var out []Text
	for _, f := range Fields(t) {
		out = append(out, t[f.Start:f.End])
	}
	return out
}

// Unquote is urllib.parse.unquote: it decodes %XX in each run of ASCII text,
// and puts U+FFFD for bytes that are not UTF-8.
func Unquote(t Text) Text {
	var out strings.Builder
	for len(t) > 0 {
		n := strings.IndexFunc(string(t), func(r rune) bool { return r >= utf8.RuneSelf })
		if n < 0 {
			n = len(t)
		}
		out.WriteString(string([]rune(unquoteASCII(string(t[:n])))))
		_, size := utf8.DecodeRuneInString(string(t[n:]))
		out.WriteString(string(t[n : n+size]))
		t = t[n+size:]
	}
	return Text(out.String())
}

// unquoteASCII returns the bytes that an ASCII text with %XX stands for.
func unquoteASCII(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+3 <= len(s) {
			if b, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				out.WriteByte(byte(b))
				i += 2
				continue
			}
		}
		out.WriteByte(s[i])
	}
	return out.String()
}
