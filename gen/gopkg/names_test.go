package gopkg

import "testing"

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
