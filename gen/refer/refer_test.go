package refer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// project is a folder with Go packages, one folder without, and a file that maps
// names to some more.
const project = `[pastegen:packages]
acme = example.com/acme
acme.web = ./web
near = %(here)s/local

[pastegen:eggs]
Acme.Site = example.com/site/
local-egg = ./web
Paste = ./web
Bad = ./a b
`

func newTable(t *testing.T) *Table {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"app.ini":            project,
		"web/web.go":         "package web",
		"site/apps/apps.go":  "package apps",
		"paste/gzipper/a.go": "package gzipper",
		"tests/a_test.go":    "package tests",
		"python/app.py":      "",
		"conf/sub/sub.go":    "package sub",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	c, problems := parse.Load(filepath.Join(dir, "app.ini"), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	table, problems := NewTable(c, dir, catalog())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return table
}

// catalog has two parts.
func catalog() *parts.Catalog {
	return parts.NewCatalog("example.com/parts", fstest.MapFS{
		"gzip.go": {Data: []byte("package gzip\n//paste:filter_factory gzip\n//paste:stands_for egg:Paste#gzip paste.gzipper:make\nfunc New() {}\n")},
		"gate.go": {Data: []byte("package gate\n//paste:server_factory fcgi\n//paste:stands_for egg:Gate#fcgi gate.server:run\nfunc New() {}\n")},
	}, []parts.Package{{Name: "gzip", Files: []string{"gzip.go"}}, {Name: "gate", Files: []string{"gate.go"}}})
}

// call is the reference MODULE:ATTR in a file of the project.
func call(r *Table, file, reference string) *parse.Factory {
	module, attr, _ := strings.Cut(reference, ":")
	f := source.New(filepath.Join(r.dir, filepath.FromSlash(file)), reference)
	return &parse.Factory{
		Kind: parse.CallFactory, Module: module, Attr: attr,
		Span: f.Span(0, len(reference)), ModuleSpan: f.Span(0, len(module)),
	}
}

// egg is the reference egg:DIST#ENTRY.
func egg(r *Table, reference string, assumed bool) *parse.Factory {
	dist, entry, _ := strings.Cut(reference, "#")
	f := source.New(r.entry, reference)
	return &parse.Factory{
		Kind: parse.EggFactory, Dist: dist, Entry: entry, Assumed: assumed,
		Span: f.Span(0, len(reference)), ModuleSpan: f.Span(0, len(dist)),
	}
}

// TestModules: folders are seen from the file that names them, the table from the
// entry file, and the user's packages come before parts.
func TestModules(t *testing.T) {
	r := newTable(t)
	for _, c := range []struct {
		file, reference string
		want            Target
	}{
		{"app.ini", "net/http:NotFound", Target{Pattern: "net/http", Attr: "NotFound"}},
		{"app.ini", "net//http/:NotFound", Target{Pattern: "net/http", Attr: "NotFound"}},
		{"app.ini", "strings:ToUpper", Target{Pattern: "strings", Attr: "ToUpper"}},
		{"app.ini", "web:New", Target{Pattern: "./web", Attr: "New"}},
		{"app.ini", "./web:New", Target{Pattern: "./web", Attr: "New"}},
		{"app.ini", "./nowhere:New", Target{Pattern: "./nowhere", Attr: "New"}},
		{"app.ini", ".:T.New", Target{Pattern: ".", Attr: "T.New"}},
		{"app.ini", "../lib:New", Target{Pattern: "../lib", Attr: "New"}},
		{"app.ini", "site.apps:New", Target{Pattern: "./site/apps", Attr: "New"}},
		{"conf/more.ini", "sub:New", Target{Pattern: "./conf/sub", Attr: "New"}},
		{"conf/more.ini", "../web:New", Target{Pattern: "./web", Attr: "New"}},
		{"conf/more.ini", ".:New", Target{Pattern: "./conf", Attr: "New"}},
		{"app.ini", "acme:New", Target{Pattern: "example.com/acme", Attr: "New"}},
		{"app.ini", "acme.db.pool:New", Target{Pattern: "example.com/acme/db/pool", Attr: "New"}},
		{"app.ini", "acme.web:New", Target{Pattern: "./web", Attr: "New"}},
		{"app.ini", "acme.web.admin:New", Target{Pattern: "./web/admin", Attr: "New"}},
		{"conf/more.ini", "acme.web:New", Target{Pattern: "./web", Attr: "New"}},
		{"app.ini", "near:New", Target{Pattern: "./local", Attr: "New"}},
		{"app.ini", "gate.server:run", Target{Part: "gate", Name: "gate.server:run"}},
		{"app.ini", "paste.gzipper:make", Target{Pattern: "./paste/gzipper", Attr: "make"}},
		{"conf/more.ini", "paste.gzipper:make", Target{Part: "gzip", Name: "paste.gzipper:make"}},
	} {
		got, d := r.Target(call(r, c.file, c.reference))
		if d != nil || got != c.want {
			t.Errorf("%s in %s is %+v, not %+v: %v", c.reference, c.file, got, c.want, d)
		}
	}
}

// TestEggs: the user's table comes first, what it does not have may stay built in,
// and the last is a distribution that is an import path.
func TestEggs(t *testing.T) {
	r := newTable(t)
	for _, c := range []struct {
		reference string
		want      Target
	}{
		{"Acme.Site#main", Target{Pattern: "example.com/site", Attr: "main", Egg: true}},
		{"acme-site#main", Target{Pattern: "example.com/site", Attr: "main", Egg: true}},
		{"local_egg#x", Target{Pattern: "./web", Attr: "x", Egg: true}},
		{"paste#gzip", Target{Pattern: "./web", Attr: "gzip", Egg: true, Part: "gzip", Name: "egg:paste#gzip"}},
		{"Gate#fcgi", Target{Part: "gate", Name: "egg:Gate#fcgi"}},
		{"pastegen#gzip", Target{Part: "gzip", Name: "egg:pastegen#gzip"}},
		{"example.com/other/#main", Target{Pattern: "example.com/other", Attr: "main", Egg: true}},
	} {
		got, d := r.Target(egg(r, c.reference, false))
		if d != nil || got != c.want {
			t.Errorf("%s is %+v, not %+v: %v", c.reference, got, c.want, d)
		}
	}
}

// TestEgg: what a text names besides factories is a package only if the table has
// its distribution.
func TestEgg(t *testing.T) {
	r := newTable(t)
	for dist, want := range map[string]string{"acme_site": "example.com/site", "LOCAL.EGG": "./web", "gate": "", "": ""} {
		got, ok := r.Egg(dist)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q is %q, %v, not %q", dist, got, ok, want)
		}
	}
}

// TestUnknown: what means nothing is told at its own place, again for each place,
// with a hint that goes on from what there is.
func TestUnknown(t *testing.T) {
	r := newTable(t)
	for _, c := range []struct {
		factory       *parse.Factory
		code          diag.Code
		message, hint string
		unwritten     bool
	}{
		{call(r, "app.ini", "sit.apps:New"), problem.NoPackage, `no Go package for module "sit.apps"`, "put the Go package in the folder ./sit/apps, or", true},
		{call(r, "app.ini", "site.aps:New"), problem.NoPackage, `no Go package for module "site.aps"`, `did you mean "site.apps"?`, false},
		{call(r, "app.ini", "site.aps:Old"), problem.NoPackage, `no Go package for module "site.aps"`, `did you mean "site.apps"?`, false},
		{call(r, "app.ini", "python:app"), problem.NoPackage, "the folder ./python holds no Go files", "write the Go package there", true},
		{call(r, "app.ini", "tests:New"), problem.NoPackage, "the folder ./tests holds no Go files", "write the Go package there", true},
		{call(r, "conf/more.ini", "a.b:New"), problem.NoPackage, `no Go package for module "a.b"`, "./conf/a/b", true},
		{call(r, "app.ini", "pyramid_exclog.x:New"), problem.NoPackage, "of Python alone", "egg:Paste#error_catcher", false},
		{call(r, "app.ini", "all:New"), problem.NoPackage, "it does not name one package", "write an import path", false},
		{call(r, "app.ini", "./...:New"), problem.NoPackage, "it does not name one package", "write an import path", false},
		{call(r, "app.ini", "./a b:New"), problem.NoPackage, "it does not name one package", `"./a_b"`, false},
		{call(r, "app.ini", "./web/web.go:New"), problem.NoPackage, "it does not name one package", "write an import path", false},
		{call(r, "app.ini", "example.com/a@v1.2.3:New"), problem.NoPackage, "it does not name one package", `"go get example.com/a@v1.2.3"`, false},
		{egg(r, "Bad#main", true), problem.NoPackage, "it does not name one package", `"./a_b"`, false},
		{egg(r, "Gate#fgci", true), problem.NotBuiltIn, `"egg:Gate#fgci" is not built in yet`, `did you mean "fcgi"?`, false},
		{egg(r, "Gate#ajp", true), problem.NotBuiltIn, `"egg:Gate#ajp" is not built in yet`, "Gate = import/path", true},
		{egg(r, "Known#main", false), problem.NotBuiltIn, `"egg:Known#main" is not built in yet`, "Known = import/path", true},
		{egg(r, "Gatt#fcgi", true), problem.NoEgg, `unknown egg "Gatt"`, `did you mean "Gate"?`, false},
		{egg(r, "local-eg#x", true), problem.NoEgg, `unknown egg "local-eg"`, `did you mean "local-egg"?`, false},
		{egg(r, "local-eggabc#x", true), problem.NoEgg, `unknown egg "local-eggabc"`, "local-eggabc = import/path", true},
		{egg(r, "Gate2#fcgi", true), problem.NoEgg, `unknown egg "Gate2"`, "Gate2 = import/path", true},
		{egg(r, "Other#main", true), problem.NoEgg, `unknown egg "Other"`, "Other = import/path", true},
		{egg(r, "backlash#main", true), problem.NoEgg, `"egg:backlash#main" is of Python alone`, "egg:Paste#evalerror", false},
	} {
		_, d := r.Target(c.factory)
		if d == nil {
			t.Errorf("%+v means something", c.factory)
			continue
		}
		if d.Code != c.code || !strings.Contains(d.Message, c.message) || !strings.Contains(d.Hint, c.hint) || d.Unwritten != c.unwritten {
			t.Errorf("%+v: %s: %s; %s (unwritten: %v)", c.factory, d.Code.ID, d.Message, d.Hint, d.Unwritten)
		}
		if d.Span != c.factory.ModuleSpan && d.Span != c.factory.Span {
			t.Errorf("%s stands at %v", d.Message, d.Span)
		}
	}
}

// TestNoModule is what is said of a module whose package is there without the name.
func TestNoModule(t *testing.T) {
	r := newTable(t)
	if d := r.NoModule(call(r, "app.ini", "wep:New")); d.Code != problem.NoPackage || d.Hint != `did you mean "web"?` || d.Span.IsValid() {
		t.Errorf("%+v", d)
	}
}

// TestSameEggs: of two entries for one distribution the last counts.
func TestSameEggs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.ini")
	text := "[pastegen:eggs]\nAcme.Site = example.com/a\nother = example.com/b\nacme_site = example.com/c\n"
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	c, _ := parse.Load(path, nil)
	table, problems := NewTable(c, filepath.Dir(path), catalog())
	if len(problems) != 1 || problems[0].Code != problem.IdleEntry || problems[0].Span.Text() != "Acme.Site" || problems[0].Related[0].Span.Text() != "acme_site" {
		t.Errorf("%v", problems)
	}
	if got, _ := table.Egg("Acme-Site"); got != "example.com/c" {
		t.Errorf("it is %s", got)
	}
}
