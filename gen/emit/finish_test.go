package emit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, ""},
		{[]string{"app.ini"}, " app.ini"},
		{[]string{"app.ini", "--serve", "home=127.0.0.1:8001"}, " app.ini --serve home=127.0.0.1:8001"},
		{[]string{"my app.ini"}, ` "my app.ini"`},
		{[]string{"a=$HOME"}, ` "a=${DOLLAR}HOME"`},
		{[]string{`a="b"`}, ` "a=\"b\""`},
		{[]string{"a=\n//go:generate rm"}, ` "a=\n//go:generate rm"`},
		{[]string{"a=é"}, ` "a=\u00e9"`},
		{[]string{""}, ` ""`},
		{[]string{"#x"}, ` "#x"`},
	} {
		if got := words(c.args); got != c.want {
			t.Errorf("words(%q) = %s, want %s", c.args, got, c.want)
		}
	}
}

func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"[app:main]":  "[app:main]",
		"[app:世界]":    "[app:世界]",
		`[app:"\x"]`:  `[app:"\x"]`,
		"a\nb":        `a\nb`,
		"a\x00b":      `a\x00b`,
		"a\u2028b":    `a\u2028b`,
		"\ufeffa":     `\ufeffa`,
		"a\u202eb":    `a\u202eb`,
		"no\u00a0brk": `no\u00a0brk`,
		"*/ // `":     "*/ // `",
	} {
		if got := printable(text); got != want {
			t.Errorf("printable(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestHeaderIsKnownAsGenerated(t *testing.T) {
	for _, source := range []string{"app.ini", "my app.ini", "a\nb.ini"} {
		file, err := parser.ParseFile(token.NewFileSet(), "main.go", Header(source)+"\n\npackage main\n", parser.ParseComments)
		if err != nil || !ast.IsGenerated(file) {
			t.Errorf("%q is not known as generated: %v", Header(source), err)
		}
	}
}

func TestGroupImports(t *testing.T) {
	source := "package main\n\nimport (\n\t\"context\"\n\tapps2 \"example.com/apps\"\n\t\"fmt\"\n\t\"github.com/x/y\"\n\t\"net/http\"\n)\n\nfunc main() {}\n"
	want := "package main\n\nimport (\n\t\"context\"\n\t\"fmt\"\n\t\"net/http\"\n\n\tapps2 \"example.com/apps\"\n\t\"github.com/x/y\"\n)\n\nfunc main() {}\n"
	if got := groupImports(source); got != want {
		t.Errorf("got\n%s", got)
	}
	std := strings.ReplaceAll(strings.ReplaceAll(source, "example.com/apps", "os"), "github.com/x/y", "io")
	if got := groupImports(std); got != std {
		t.Errorf("got\n%s", got)
	}
}
