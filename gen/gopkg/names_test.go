package gopkg

import (
	"go/types"
	"strings"
	"testing"
)

func TestInternalParent(t *testing.T) {
	for in, want := range map[string]string{
		"/src/net/http/internal": "/src/net/http", "/a/internal/b/internal/c": "/a/internal/b", "/internal": "",
	} {
		if got, ok := internalParent(in); got != want || !ok {
			t.Errorf("internalParent(%q) = %q, %v", in, got, ok)
		}
	}
	if _, ok := internalParent("/a/internals/b"); ok {
		t.Error("internals is not internal")
	}
}

func TestPlainWhy(t *testing.T) {
	for in, want := range map[string]string{
		"package x is not in std (/usr/local/go/src/x)":                                             "package x is not in std",
		"no required module provides package a.b/c; to add it:":                                     "no required module provides package a.b/c",
		"found packages a (a.go) and b (b.go) in /home/me/x":                                        "found packages a (a.go) and b (b.go)",
		"go.mod file not found in current directory or any parent directory; see 'go help modules'": "go.mod file not found in current directory or any parent directory",
	} {
		if got := plainWhy(in); got != want {
			t.Errorf("plainWhy(%q) = %q", in, got)
		}
	}
}

// TestNoPackage has what the go command says of folders with what users are told.
func TestNoPackage(t *testing.T) {
	for _, tt := range []struct{ why, says, hint string }{
		{"directory ../x is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using:\n\tgo work use ../x",
			`no Go package "../x": the folder belongs to a module that go.work does not name`, `run "go work use ../x"`},
		{"no required module provides package a.b/c; to add it:\n\tgo get a.b/c", `no Go package "../x": no required module provides package a.b/c`, `run "go get a.b/c"`},
	} {
		if d := noPackage("../x", tt.why); d.Message != tt.says || d.Hint != tt.hint {
			t.Errorf("of %q: %q, hint %q", tt.why, d.Message, d.Hint)
		}
	}
}

// TestTwoPackagesHint has what the go command says of a folder with what to do.
func TestTwoPackagesHint(t *testing.T) {
	for why, want := range map[string]string{
		"found packages a (a.go) and b (b.go) in /home/me/x": `a folder has one package: write "package a" into b.go, or "package b" into a.go, or move one of the files into a folder of its own`,
		"no Go files in /home/me/x":                          "",
	} {
		if got := twoPackagesHint(why); got != want {
			t.Errorf("of %q: %q", why, got)
		}
	}
}

// TestNoEntry has names of entry points with what is said where there are others,
// and whether the function is still to be written.
func TestNoEntry(t *testing.T) {
	notes := []directive{{kind: "app_factory", name: "main"}, {kind: "app_factory", name: "admin"}, {kind: "filter_factory", name: "auth"}, {kind: "factory", name: "x"}}
	for _, tt := range []struct {
		notes       []directive
		entry       string
		says, hint  string
		isUnwritten bool
	}{
		{notes, "auth", "but a filter_factory of that name", "", false},
		{notes, "amin", "no app_factory \"amin\"", "did you mean \"main\"?", false},
		{notes, "other", "no app_factory \"other\"", "it has \"main\" and \"admin\"", true},
		{nil, "other", "no app_factory \"other\"", "write //paste:app_factory other above the function that makes it", true},
		{notes[3:], "x", "no app_factory \"x\"", "write //paste:app_factory x above the function that makes it", true},
	} {
		p := &Package{Package: types.NewPackage("example.com/a", "a"), notes: tt.notes}
		_, d := p.Entry([]string{"app_factory"}, tt.entry)
		if d == nil || !strings.Contains(d.Message, tt.says) || d.Hint != tt.hint || d.Unwritten != tt.isUnwritten {
			t.Errorf("%s: %+v", tt.entry, d)
		}
	}
}
