package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"testing"
	"testing/fstest"
)

// TestKnown: the file is as the templates are.
func TestKnown(t *testing.T) {
	want, err := write(os.DirFS("../../../../templates"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../known.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("known.go is out of date: go generate ./templates")
	}
}

// TestTypes: exported types that read or check texts are found, whoever has the
// method.
func TestTypes(t *testing.T) {
	text := "package p\nfunc (A) Validate() error\nfunc (b *B) UnmarshalText([]byte) error\nfunc (c *c) UnmarshalText([]byte) error\n" +
		"func (D) String() string\nfunc Validate()\nfunc (*E[T]) UnmarshalText([]byte) error\ntype F struct{}\n"
	tree, err := parser.ParseFile(token.NewFileSet(), "p.go", text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := types(tree), []string{"A", "B"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if out, err := write(fstest.MapFS{"p/p.go": {Data: []byte("no Go")}}); out != nil || err == nil {
		t.Errorf("%s, %v", out, err)
	}
}
