package main

import (
	"errors"
	"path/filepath"
	"testing"
)

func TestCompileErrors(t *testing.T) {
	dir := t.TempDir()
	tool := goTool{dir: dir, ini: filepath.Join(dir, "app.ini")}
	writeText(t, tool.ini, "[app:main]\n")
	writeText(t, filepath.Join(dir, "main.go"), "package main\n\nvar x int = \"ä\" + y\n")

	type place struct {
		file         string
		line, column int
		message      string
	}
	for _, test := range []struct {
		name, out string
		want      []place
	}{
		{"two errors, the column in bytes", "# example.com/x\n./main.go:3:13: wrong type\n\thave string\n\twant int\n./main.go:3:20: undefined: y\n", []place{
			{"main.go", 3, 13, "go build: wrong type, have string, want int"},
			{"main.go", 3, 19, "go build: undefined: y"},
		}},
		{"a second place", "./main.go:3:5: x redeclared\n\t./main.go:1:1: other declaration of x\n", []place{
			{"main.go", 3, 5, "go build: x redeclared"},
		}},
		{"no column", "main.go:3: no column\n", []place{{"main.go", 3, 1, "go build: no column"}}},
		{"beyond the end", "main.go:99:99: far\n", []place{{"main.go", 4, 1, "go build: far"}}},
		{"a file that is gone", "gone.go:3:1: where\n", []place{{"gone.go", 1, 1, "go build: where"}}},
		{"no position", "go: cannot find main module\n", []place{
			{"app.ini", 1, 1, "go build: go: cannot find main module"},
		}},
		{"no output", "", []place{{"app.ini", 1, 1, "go build: exit status 1"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			problems := tool.compileErrors(test.out, errors.New("exit status 1"))
			if len(problems) != len(test.want) {
				t.Fatalf("%v", problems)
			}
			for i, want := range test.want {
				d := problems[i]
				at := d.Span.Position()
				got := place{filepath.Base(d.Span.File.Name()), at.Line, at.Column, d.Message}
				if got != want {
					t.Errorf("got  %v\nwant %v", got, want)
				}
			}
		})
	}
}

func TestNoGo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	problems := goTool{dir: ".", ini: "app.ini"}.build(t.Context(), ".", func(exe string) string { return "app" + exe }, nil)
	if len(problems) != 1 || problems[0].Code != codeNoGo || problems[0].Hint == "" {
		t.Errorf("%v", problems)
	}
}
