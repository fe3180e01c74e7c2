package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse"
)

func TestAskGlobals(t *testing.T) {
	names := []string{"http_port", "debug", "home"}
	for in, want := range map[string]globals{
		"8080\n\n/srv/a b\n": {{Key: "http_port", Value: "8080"}, {Key: "home", Value: "/srv/a b"}},
		"8080":               {{Key: "http_port", Value: "8080"}},
		"":                   nil,
	} {
		var out strings.Builder
		got, err := askGlobals(strings.NewReader(in), &out, names)
		if err != nil || !slices.Equal(got, want) || !strings.Contains(out.String(), "http_port = ") {
			t.Errorf("%q: %v, %v, asked %q", in, got, err, &out)
		}
	}
}

// TestMissingGlobals wants the names that nothing sets, once, and that nobody is
// asked who is not there.
func TestMissingGlobals(t *testing.T) {
	name := filepath.Join(t.TempDir(), "app.ini")
	if err := os.WriteFile(name, []byte("[app:main]\nuse = egg:A\nx = %(b)s %(a)s\ny = %(a)s\nz = 10%\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	c, _ := parse.Load(name, nil)
	_, problems := c.Settings(c.File.Sections[0])
	if got := missingGlobals(problems); !slices.Contains(got, "a") || !slices.Contains(got, "b") || len(got) != 2 {
		t.Errorf("%v of %v", got, problems)
	}
	p := newProgram()
	if again, err := p.supply(strings.NewReader("1\n"), io.Discard, []string{"x"}); again || err != nil {
		t.Errorf("nobody is there to be asked: %v, %v", again, err)
	}
}
