package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestStrangeNames generates from files that are named strangely, twice: the
// second run knows its own files again.
func TestStrangeNames(t *testing.T) {
	for _, name := range []string{"-x.ini", "new\nline.ini", `we"ird.ini`, "a b.ini", "$HOME.ini", "ü.ini", "conf"} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			writeText(t, name, "[app:main]\nuse = call:expvar:Handler\n")
			for _, want := range []string{
				"wrote main.go\nwrote internal/paste\n",
				"main.go is up to date\n",
			} {
				var said strings.Builder
				if code := run([]string{"generate", "--", name}, strings.NewReader(""), &said, &said); code != exitFine || said.String() != want {
					t.Errorf("exit code %d, said %s, want %s", code, said.String(), want)
				}
			}
		})
	}
}

// TestArgs shows that the arguments of the go:generate line mean the same again.
func TestArgs(t *testing.T) {
	for _, test := range []struct {
		path string
		want []string
	}{
		{"app.ini", []string{"app.ini"}},
		{filepath.Join("conf", "app.ini"), []string{"app.ini"}},
		{"-x.ini", []string{"./-x.ini"}},
	} {
		r := &request{path: test.path}
		if got := r.args(); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.path, got, test.want)
		}
	}
}
