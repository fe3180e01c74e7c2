package emit

import (
	"strconv"
	"strings"
	"testing"
)

func TestGroupImports(t *testing.T) {
	source := "package main\n\nimport (\n\t\"context\"\n\tapps2 \"example.com/apps\"\n\t\"fmt\"\n\t\"github.com/x/y\"\n\t\"mod/z\"\n\t\"net/http\"\n)\n\nfunc main() {}\n"
	want := "package main\n\nimport (\n\t\"context\"\n\t\"fmt\"\n\t\"net/http\"\n\n\tapps2 \"example.com/apps\"\n\t\"github.com/x/y\"\n\t\"mod/z\"\n)\n\nfunc main() {}\n"
	if got := groupImports(source, "mod/internal/paste"); got != want {
		t.Errorf("got\n%s", got)
	}
	std := strings.NewReplacer("example.com/apps", "os", "github.com/x/y", "io", "mod/z", "log").Replace(source)
	if got := groupImports(std, "mod/internal/paste"); got != std {
		t.Errorf("got\n%s", got)
	}
}

func TestComment(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "//\n"},
		{"one two", "// one two\n"},
		{strings.Repeat("word ", 16), "//" + strings.Repeat(" word", 15) + "\n// word\n"},
		{strings.Repeat("x", 90) + " y", "// " + strings.Repeat("x", 90) + "\n// y\n"},
	} {
		if got := comment(c.text); got != c.want {
			t.Errorf("%q is the comment\n%s", c.text, got)
		}
	}
}

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
