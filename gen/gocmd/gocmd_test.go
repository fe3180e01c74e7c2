package gocmd_test

import (
	"reflect"
	"testing"

	"github.com/pastegen/pastegen/gen/gocmd"
	"github.com/pastegen/pastegen/parse/source"
)

func TestParsePosition(t *testing.T) {
	for text, want := range map[string]gocmd.Position{
		"main.go:3:13":          {"main.go", 3, 13},
		"./a/main.go:3":         {"./a/main.go", 3, 0},
		`C:\a\main.go:3:1`:      {`C:\a\main.go`, 3, 1},
		"/a b/x.s:1:2":          {"/a b/x.s", 1, 2},
		"":                      {},
		"main.go":               {},
		"main.go:":              {},
		"main.go:x":             {},
		"localhost:8080":        {},
		"main.go:3:13: message": {},
	} {
		if got, ok := gocmd.ParsePosition(text); got != want || ok != (want.Line > 0) {
			t.Errorf("%q: %+v, %v", text, got, ok)
		}
	}
}

func TestIn(t *testing.T) {
	f := source.New("main.go", "package main\n\nvar x int = \"ä\" + y_1\n")
	for _, test := range []struct {
		at           gocmd.Position
		text         string
		line, column int
	}{
		{gocmd.Position{Line: 3, Column: 20}, "y_1", 3, 19},
		{gocmd.Position{Line: 3, Column: 5}, "x", 3, 5},
		{gocmd.Position{Line: 3, Column: 13}, "", 3, 13},
		{gocmd.Position{Line: 1}, "package", 1, 1},
		{gocmd.Position{Line: 99, Column: 99}, "", 4, 1},
	} {
		span := test.at.In(f)
		at := span.Position()
		if span.Text() != test.text || at.Line != test.line || at.Column != test.column {
			t.Errorf("%+v: %q at %+v", test.at, span.Text(), at)
		}
	}
}

func TestErrors(t *testing.T) {
	at := func(line int) gocmd.Position { return gocmd.Position{File: "./main.go", Line: line, Column: 5} }
	for _, test := range []struct {
		name, output string
		want         []gocmd.Error
		rest         []string
	}{
		{"two errors", "# example.com/x\n./main.go:3:5: wrong type\n\thave string\n\twant int\n./main.go:4:5: undefined: y\n", []gocmd.Error{
			{At: at(3), Message: "wrong type", Details: []string{"have string", "want int"}},
			{At: at(4), Message: "undefined: y"},
		}, nil},
		{"another place", "./main.go:3:5: x redeclared\n\t./main.go:1:5: other declaration of x\n", []gocmd.Error{
			{At: at(3), Message: "x redeclared", Also: []gocmd.Error{{At: at(1), Message: "other declaration of x"}}},
		}, nil},
		{"a message with a place", "./main.go:3:5: main redeclared, see ./main.go:1:5: there\r\n", []gocmd.Error{
			{At: at(3), Message: "main redeclared, see ./main.go:1:5: there"},
		}, nil},
		{"no place", "go: cannot find main module\n\tsee go help\n", nil, []string{"go: cannot find main module", "see go help"}},
		{"nothing", "", nil, nil},
	} {
		got, rest := gocmd.Errors(test.output)
		if !reflect.DeepEqual(got, test.want) || !reflect.DeepEqual(rest, test.rest) {
			t.Errorf("%s:\n got %+v, %q\nwant %+v, %q", test.name, got, rest, test.want, test.rest)
		}
	}
}
