package places

import (
	"strconv"
	"testing"
)

// TestRawText: what cannot be seen, or changes how the rest is seen, is escaped.
func TestRawText(t *testing.T) {
	for _, s := range []string{"a\nb\n", "é 世界 😀", "a \"b\" \\n", ""} {
		if got := rawText(s); got != "`"+s+"`" {
			t.Errorf("%q is written as %s", s, got)
		}
	}
	hidden := []rune{'`', '\t', '\r', 0, 0x7f, 0x85, 0xad, 0xfeff, 0xfffd, 0x2028, 0x2029, 0x61c}
	for r := rune(0x200b); r <= 0x200f; r++ {
		hidden = append(hidden, r)
	}
	for r := rune(0x202a); r <= 0x202e; r++ {
		hidden = append(hidden, r)
	}
	for r := rune(0x2066); r <= 0x2069; r++ {
		hidden = append(hidden, r)
	}
	for _, r := range hidden {
		s := "x\n" + string(r) + "y"
		if got := rawText(s); got != strconv.Quote(s) {
			t.Errorf("%q is written as %s", s, got)
		}
	}
}
