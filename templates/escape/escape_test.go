package escape

import (
	"strconv"
	"strings"
	"testing"
	"unicode"
)

func TestAppend(t *testing.T) {
	for text, want := range map[string]string{
		"":                   "",
		"GET /a?b=c":         "GET /a?b=c",
		"a\nb\r\tc":          `a\x0ab\x0d\x09c`,
		`say "x" \n`:         `say \"x\" \\n`,
		"b\u00fccher \u2603": "b\u00fccher \u2603",
		"\xff\xc3(":          `\xff\xc3(`,
		"\u2028\u0085":       `\xe2\x80\xa8\xc2\x85`,
		"\x1b[31m\x00":       `\x1b[31m\x00`,
		"\ufffd":             "\ufffd",
	} {
		if got := string(Append([]byte("> "), text)); got != "> "+want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestAppendField(t *testing.T) {
	for _, tt := range []struct {
		values []string
		want   string
	}{{nil, "> -"}, {[]string{}, "> "}, {[]string{""}, "> "}, {[]string{"a"}, "> a"}, {[]string{"a", `b"`, "c"}, `> a, b\", c`}} {
		if got := string(AppendField([]byte("> "), tt.values)); got != tt.want {
			t.Errorf("%q is %s, want %s", tt.values, got, tt.want)
		}
	}
}

func FuzzAppend(f *testing.F) {
	f.Add("a\n\"b\\\xff")
	f.Fuzz(func(t *testing.T, text string) {
		line := string(Append(nil, text))
		if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q is %q", text, line)
		}
		if back, err := strconv.Unquote(`"` + line + `"`); err != nil || back != text {
			t.Errorf("%q is %q, and that %q (%v)", text, line, back, err)
		}
	})
}
