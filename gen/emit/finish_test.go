package emit

import (
	"slices"
	"strings"
	"testing"
)

func TestImportDecl(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{nil, ""},
		{[]string{`"os"`}, "import \"os\"\n"},
		{[]string{`"os"`, `"os"`}, "import \"os\"\n"},
		{[]string{`db "example.com/a"`}, "import db \"example.com/a\"\n"},
		{[]string{`"net/http"`, `r "math/rand"`, `"context"`, `"net/http"`}, "import (\n\"context\"\nr \"math/rand\"\n\"net/http\"\n)\n"},
		{
			[]string{`"context"`, `apps2 "example.com/apps"`, `"fmt"`, `_ "github.com/x/y"`, `"mod/z"`, `apps2 "example.com/apps"`, `"errors"`},
			"import (\n\"context\"\n\"errors\"\n\"fmt\"\n\napps2 \"example.com/apps\"\n_ \"github.com/x/y\"\n\"mod/z\"\n)\n",
		},
		{[]string{`"example.com/a"`, `db "example.com/b"`, `_ "example.com/b"`, `_ "example.com/a"`}, "import (\n\"example.com/a\"\ndb \"example.com/b\"\n)\n"},
		{[]string{`"mod/z"`, `"example.com/a"`}, "import (\n\"example.com/a\"\n\"mod/z\"\n)\n"},
	} {
		if got := importDecl(c.lines, "mod/internal/paste"); got != c.want {
			t.Errorf("%q are imported by\n%s", c.lines, got)
		}
	}
}

// TestImportLines holds that all imports are found in what jennifer writes.
func TestImportLines(t *testing.T) {
	for _, want := range [][]string{nil, {`"os"`}, {`db "example.com/a"`}, {`_ "example.com/a"`, `"fmt"`, `"os"`}} {
		head := "package main\n\n"
		switch {
		case len(want) == 1:
			head += "import " + want[0] + "\n\n"
		case len(want) > 1:
			head += "import (\n" + strings.Join(want, "\n") + "\n)\n\n"
		}
		if got := importLines(head); !slices.Equal(got, want) {
			t.Errorf("%q are the imports of\n%s", got, head)
		}
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

func TestNumbered(t *testing.T) {
	if got, want := numbered("a\nb"), "    1  a\n    2  b\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
