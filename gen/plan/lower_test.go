package plan

import (
	"go/types"
	"slices"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// TestAdapts: where an app is of another kind than what is made of it takes, the
// program has the package that makes one of the other.
func TestAdapts(t *testing.T) {
	users := types.NewPackage("site/apps", "apps")
	for name, tt := range map[string]struct {
		app, taken bool // are of WSGI
		want       bool
	}{
		"an app of HTTP":              {false, false, false},
		"one of WSGI that is adapted": {true, false, true},
		"one of HTTP that is adapted": {false, true, true},
	} {
		f := source.New("app.ini", "[app:main]\n[app:inner]\n")
		node := func(name string, start, end int) *parse.App {
			return &parse.App{Common: parse.Common{Section: &ini.Section{Name: name, Header: f.Span(start, end)}}}
		}
		outer, inner := node("app:main", 1, 9), node("app:inner", 12, 21)
		call := func(name string, wsgi bool, args ...bound.Arg) *bound.Call {
			return &bound.Call{Func: bound.Func{Pkg: users, Name: name}, Args: args, Result: bound.Result{Type: types.Typ[types.Int], WSGI: wsgi}}
		}
		p := New(Input{
			Package: "site", Source: "app.ini", Base: "site/paste", Entries: []EntryPoint{{Name: "main", Node: outer}},
			FileName: (*source.File).Name, Catches: func(string) bool { return false },
			Bound: &bound.Program{Calls: map[parse.Node]*bound.Call{
				outer: call("New", false, bound.App{Node: inner, WSGI: tt.taken}), inner: call("Inner", tt.app),
			}},
		})
		if got := slices.Contains(p.Runtime, PkgWSGI); got != tt.want {
			t.Errorf("%s: the program has %q", name, p.Runtime)
		}
	}
}
