package parts

import (
	"slices"
	"testing"
	"testing/fstest"
)

func TestCatalog(t *testing.T) {
	c := NewCatalog("example.com/parts", fstest.MapFS{
		"gzip/gzip.go": {Data: []byte("package gzip\n\n//paste:filter_factory gz\n//paste:stands_for egg:My.Dist#gzip my.module:make\nfunc New() {}\n")},
		"plain/a.go":   {Data: []byte("package plain\n\nconst text = \"//paste:app_factory no\"\n")},
	}, []Package{{Name: "gzip", Files: []string{"gzip/gzip.go"}}, {Name: "plain", Files: []string{"plain/a.go"}}})
	for name, want := range map[string]string{
		"egg:My.Dist#gzip": "gzip", "egg:my_dist#gzip": "gzip", "egg:pastegen#gz": "gzip", "my.module:make": "gzip",
		"egg:My.Dist#GZIP": "", "my.module:Make": "", "egg:pastegen#no": "", "egg:My.Dist": "",
	} {
		if got, ok := c.Find(name); got != want || ok != (want != "") {
			t.Errorf("%s is in %q, want %q", name, got, want)
		}
	}
	if got := c.Packages(); !slices.Equal(got, []string{"gzip"}) {
		t.Errorf("packages with parts: %q", got)
	}
	if got := c.Eggs(); !slices.Equal(got, []string{"egg:My.Dist#gzip", "egg:pastegen#gz"}) {
		t.Errorf("eggs: %q", got)
	}
	if got := c.Dists(); !slices.Equal(got, []string{"My.Dist", "pastegen"}) {
		t.Errorf("distributions: %q", got)
	}
}

func TestPaths(t *testing.T) {
	c := Builtin("example.com/app/internal/paste")
	if got := c.Path("gzip"); got != "example.com/app/internal/paste/gzip" {
		t.Error(got)
	}
	if got := c.Imported("github.com/pastegen/pastegen/templates/response"); got != "example.com/app/internal/paste/response" {
		t.Error(got)
	}
	if p, ok := c.Holds("example.com/app/internal/paste/gzip"); !ok || p.Name != "gzip" {
		t.Error(p, ok)
	}
	for _, path := range []string{"gzip", "example.com/app/internal/paste/none", "github.com/pastegen/pastegen/templates/gzip"} {
		if _, ok := c.Holds(path); ok {
			t.Errorf("%s is taken for one of its own", path)
		}
	}
	if c.Value(c.Path("gzip"), "Level") == nil || c.Value(c.Path("gzip"), "None") != nil || c.Value("net", "IP") != nil {
		t.Error("values")
	}
}

func TestOriginal(t *testing.T) {
	c := Builtin("")
	for name, want := range map[string]string{
		"egg:Paste#translogger":            "paste.translogger",
		"paste.translogger:make_filter":    "paste.translogger",
		"egg:pastegen#gzip":                "paste.gzipper",
		"egg:oslo.middleware#catch_errors": "oslo_middleware.catch_errors",
		"egg:swift#catch_errors":           "swift.common.middleware.catch_errors",
		"egg:swift#healthcheck":            "swift.common.middleware.healthcheck",
		"egg:WebError#main":                "weberror.evalexception",
		"egg:pastegen#health":              "pastegen.health",
		"egg:pastegen#ready":               "pastegen.ready",
		"egg:gunicorn#main":                "gunicorn.app.pasterapp",
	} {
		if got := c.Original(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}
