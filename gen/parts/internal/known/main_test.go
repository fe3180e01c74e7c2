package main

import (
	"bytes"
	"os"
	"testing"
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
