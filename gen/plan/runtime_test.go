package plan

import (
	"go/types"
	"slices"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
)

func TestWiringUses(t *testing.T) {
	part := &bound.Call{Func: bound.Func{Pkg: types.NewPackage("x/paste/gzip", "gzip"), Name: "New"}}
	table := &URLMap{Hosts: []Host{{Domain: "a.org", Root: &Node{Segments: []Segment{{"/v1", &Node{}}}}}, {Table: wanted("mounts")}}}
	for name, c := range map[string]struct {
		prog   Program
		adapts map[Kind]bool
		want   []string
	}{
		"library":            {Program{Package: "wiring"}, nil, nil},
		"library that fails": {Program{Package: "wiring", Places: []*Place{{}}}, nil, []string{PkgPlaces}},
		"server":             {Program{Package: "main", Config: &Config{}}, nil, []string{PkgPlaces, PkgServe}},
		"what builders need": {Program{Entries: []Entry{{Needs: Needs{Here: true}}, {Needs: Needs{Cleanups: true}}}}, nil, []string{PkgCleanup, PkgHere}},
		"adapters":           {Program{}, map[Kind]bool{HTTP: true}, []string{PkgWSGI}},
		"WSGI":               {Program{Funcs: []*Func{{Kind: WSGI}}}, nil, []string{PkgWSGI}},
		"a part":             {Program{Base: "x/paste", Funcs: []*Func{{Steps: []Step{Make{Call: part}}}}}, nil, []string{"gzip"}},
		"no part":            {Program{Base: "x/p", Funcs: []*Func{{Steps: []Step{Make{Call: part}}}}}, nil, nil},
		"own server":         {Program{Funcs: []*Func{{Form: FormServer, Needs: Needs{Here: true, Cleanups: true}}}}, nil, []string{PkgCleanup, PkgHere}},
		"folder handed on":   {Program{Funcs: []*Func{{Needs: Needs{Here: true}}}}, nil, nil},
		"URL map":            {Program{Funcs: []*Func{{URLMap: table}}}, nil, []string{PkgURLMap}},
		"variables":          {Program{Environ: &Environ{}}, nil, []string{PkgEnviron}},
		"values":             {Program{Environ: &Environ{Values: []*Value{{}}}}, nil, []string{PkgConvert, PkgEnviron}},
	} {
		if got := wiringUses(&c.prog, c.adapts).sorted(); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestRuntimeImports: what the user's packages are called they go on being
// called.
func TestRuntimeImports(t *testing.T) {
	file := newScope(nil, "http", "serve", "pasteserve", "wsgi")
	got := runtimeImports(&Program{Base: "example.com/internal/paste"}, []string{PkgServe, PkgURLMap, PkgWSGI}, file)
	want := []Import{
		{"example.com/internal/paste/serve", "pasteserve2", true},
		{"example.com/internal/paste/urlmap", "urlmap", false},
		{"example.com/internal/paste/wsgi", "pastewsgi", true},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestNamePlaces: a place is called like its function and its key.
func TestNamePlaces(t *testing.T) {
	places := []*Place{
		{f: &Func{Name: "mainApp"}}, {f: &Func{Name: "mainApp"}, base: "Dsn"}, {f: &Func{Name: "mainAppDsn"}},
		{base: "DefaultDebug"}, {f: &Func{Name: "世界App"}}, {f: &Func{Name: "config"}},
	}
	namePlaces(places)
	for i, want := range []string{"MainApp", "MainAppDsn", "MainAppDsn2", "DefaultDebug", "At世界App", "Config2"} {
		if places[i].Name != want {
			t.Errorf("place %d is called %s, want %s", i, places[i].Name, want)
		}
	}
}

// TestShare: only a server hands the same resources to several apps.
func TestShare(t *testing.T) {
	taking, other := Entry{Needs: Needs{Resources: true}}, Entry{}
	for _, c := range []struct {
		pkg     string
		entries []Entry
		want    []bool
	}{
		{"main", []Entry{taking, other, taking}, []bool{true, false, true}},
		{"main", []Entry{taking, other}, []bool{false, false}},
		{"wiring", []Entry{taking, taking}, []bool{false, false}},
	} {
		p := &Program{Package: c.pkg, Entries: c.entries, Resources: &Resources{}}
		p.Resources.share(p)
		for i, e := range p.Entries {
			if e.Shared != c.want[i] {
				t.Errorf("package %s: entry %d shares its resources: %v, want %v", c.pkg, i, e.Shared, c.want[i])
			}
		}
		if p.Resources.Shared != slices.Contains(c.want, true) {
			t.Errorf("package %s: the resources are shared: %v", c.pkg, p.Resources.Shared)
		}
	}
}
