package plan

import (
	"go/token"
	"go/types"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
)

// TestMayBeNil: only factories of the user's, and of these only those whose type
// allows nil, need to be asked.
func TestMayBeNil(t *testing.T) {
	users := types.NewPackage("site/apps", "apps")
	handler := types.NewInterfaceType(nil, nil)
	users.Scope().Insert(types.NewVar(token.NoPos, users, "Var", handler))
	users.Scope().Insert(types.NewFunc(token.NoPos, users, "Func", types.NewSignatureType(nil, nil, nil, nil, nil, false)))
	std, part := types.NewPackage("net/http", "http"), types.NewPackage("site/hello/internal/paste/gzip", "gzip")
	object := types.NewNamed(types.NewTypeName(token.NoPos, users, "Object", nil), types.NewStruct(nil, nil), nil)
	of := func(pkg *types.Package) bound.New {
		return bound.New{Call: &bound.Call{Func: bound.Func{Pkg: pkg, Name: "New"}, Result: bound.Result{Type: types.NewPointer(object)}}}
	}
	for name, tt := range map[string]struct {
		fn   bound.Func
		typ  types.Type
		path bool
		want bool
	}{
		"an interface":              {fn: bound.Func{Pkg: users, Name: "New"}, typ: handler, want: true},
		"a pointer":                 {fn: bound.Func{Pkg: users, Name: "New"}, typ: types.NewPointer(object), want: true},
		"a function":                {fn: bound.Func{Pkg: users, Name: "New"}, typ: types.NewSignatureType(nil, nil, nil, nil, nil, false), want: true},
		"a struct":                  {fn: bound.Func{Pkg: users, Name: "New"}, typ: object},
		"a literal":                 {fn: bound.Func{Pkg: users, Recv: "Object"}, typ: types.NewPointer(object)},
		"with its path":             {fn: bound.Func{Pkg: users, Name: "New"}, typ: handler, path: true},
		"no result":                 {fn: bound.Func{Pkg: users, Name: "New"}},
		"a variable":                {fn: bound.Func{Pkg: users, Name: "Var", Value: true}, typ: handler, want: true},
		"a function as it stands":   {fn: bound.Func{Pkg: users, Name: "Func", Value: true}, typ: handler},
		"a method as it stands":     {fn: bound.Func{Pkg: users, Recv: "Object", Name: "Serve", Value: true}, typ: handler},
		"of the standard library":   {fn: bound.Func{Pkg: std, Name: "NewServeMux"}, typ: handler},
		"of a part":                 {fn: bound.Func{Pkg: part, Name: "New"}, typ: handler},
		"of Go itself":              {fn: bound.Func{Name: "string"}, typ: handler},
		"a method of an object":     {fn: bound.Func{Of: of(users), Name: "Handler"}, typ: handler, want: true},
		"a method of one of Go's":   {fn: bound.Func{Of: of(std), Name: "Handler"}, typ: handler},
		"a method of a variable":    {fn: bound.Func{Of: bound.Object{Func: bound.Func{Pkg: users, Name: "Var"}}, Name: "Handler"}, typ: handler, want: true},
		"a method of one of a part": {fn: bound.Func{Of: bound.Object{Func: bound.Func{Pkg: part, Name: "Var"}}, Name: "Handler"}, typ: handler},
	} {
		c := &bound.Call{Func: tt.fn, Result: bound.Result{Type: tt.typ, Path: tt.path}}
		if got := mayBeNil(c, "site/hello/internal/paste"); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestIsForeign(t *testing.T) {
	for path, want := range map[string]bool{
		"net/http": false, "fmt": false, "example.com/x": true, "gopkg.in/ini.v1": true, "site/apps": true, "site": true, "sites/apps": false,
	} {
		if IsForeign(path, "site/hello") != want {
			t.Errorf("%s is not %v", path, want)
		}
	}
}

// TestPick: a variable has the name that is wanted, or where that is taken the
// short one, or where both are a number.
func TestPickShort(t *testing.T) {
	for want, taken := range map[string][]string{"cors": nil, "c": {"cors"}, "cors2": {"cors", "c"}} {
		v := &Var{want: "cors", short: "c"}
		v.pick(newScope(nil, taken...))
		if v.Name != want {
			t.Errorf("with %v taken it is %s, want %s", taken, v.Name, want)
		}
		if v.pick(newScope(nil)); v.Name != want {
			t.Errorf("it has two names: %s and %s", want, v.Name)
		}
	}
}
