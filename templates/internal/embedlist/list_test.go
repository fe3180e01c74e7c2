package main

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// TestListIsUpToDate holds embed.go and the folders together.
func TestListIsUpToDate(t *testing.T) {
	want, err := list(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../embed.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("embed.go is not what the folders say: run go generate ./templates")
	}
}

func TestList(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	text, err := list(fstest.MapFS{
		"own.go":              file("package templates"),
		"b/b.go":              file("package b\nimport (\"fmt\"\n_ \"github.com/pastegen/pastegen/templates/a\")"),
		"b/b_test.go":         file("package b"),
		"b/more.go":           file("package b\nimport _ \"embed\"\nimport _ \"github.com/pastegen/pastegen/templates/a\"\n//go:embed page.html parts \"q\"\nvar x string"),
		"b/page.html":         file(""),
		"b/unused.html":       file(""),
		"b/q":                 file(""),
		"b/parts/x.css":       file(""),
		"b/parts/.hidden":     file(""),
		"b/parts/_also":       file(""),
		"b/parts/sub/y.css":   file(""),
		"b/testdata/main.go":  file("package main"),
		"a/a.go":              file("package a"),
		"a/deep/deep.go":      file("package deep"),
		"internal/x/x.go":     file("package x"),
		"testdata/x/x.go":     file("package x"),
		"none/readme.md":      file(""),
		"tests/only_test.go":  file("package tests"),
		"a/internal/x/gen.go": file("package main"),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(string(text), "import \"embed\"\n\n")
	want := `//go:embed a/a.go
//go:embed a/deep/deep.go
//go:embed b/b.go b/more.go b/page.html b/parts/sub/y.css b/parts/x.css b/q
var files embed.FS

// Packages returns all packages, in the order of their names.
func Packages() []Package {
	return []Package{
		{Name: "a", Files: []string{"a/a.go"}},
		{Name: "a/deep", Files: []string{"a/deep/deep.go"}},
		{Name: "b", Files: []string{"b/b.go", "b/more.go"}, Assets: []string{"b/page.html", "b/parts/sub/y.css", "b/parts/x.css", "b/q"}, Imports: []string{"a"}},
	}
}
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestListRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"no Go": "expected 'package'",
		"package a\nimport _ \"embed\"\n//go:embed gone.html\nvar x string": "a/a.go: nothing matches gone.html",
	} {
		_, err := list(fstest.MapFS{"a/a.go": &fstest.MapFile{Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}
