package emit

import (
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
