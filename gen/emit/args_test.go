package emit

import (
	"go/constant"
	"go/types"
	"testing"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/parse"
)

func TestArg(t *testing.T) {
	handler, _ := testTypes()
	apps := types.NewPackage("example.com/apps", "apps")
	options := types.NewNamed(types.NewTypeName(0, apps, "Options", nil), types.NewStruct(nil, nil), nil)
	text, number := types.Typ[types.String], types.Typ[types.Int]
	plain := func(s parse.Text) bind.Text { return bind.Text{Type: text, Value: s} }
	one := bind.Const{Type: number, Value: constant.MakeInt64(1)}
	call := func(name string, args ...bind.Arg) bind.New {
		return bind.New{Call: &bind.Call{Func: bind.Func{Pkg: apps, Name: name}, Args: args}}
	}
	w := &writer{f: &plan.Func{Section: "[app:main]"}, p: &plan.Program{}, next: "h"}
	for _, c := range []struct {
		arg  bind.Arg
		want string
	}{
		{bind.Ctx{}, "ctx"},
		{bind.Logger{}, `slog.With("section", "[app:main]")`},
		{bind.Next{Func: true}, "h.ServeHTTP"},
		{plain(""), `""`},
		{plain(`a "b"`), `"a \"b\""`},
		{plain(parse.HereMark + "/x"), `here + "/x"`},
		{bind.Text{Type: types.NewSlice(types.Universe.Lookup("byte").Type()), Value: "x"}, `[]byte("x")`},
		{bind.Text{Type: types.NewArray(types.Universe.Lookup("byte").Type(), 1), Value: "x"}, `[1]byte([]byte("x"))`},
		{bind.Text{Type: text, Value: "x", Typed: true}, `string("x")`},
		{bind.Struct{Type: options}, "apps.Options{}"},
		{bind.Struct{Type: options, Ptr: true}, "&apps.Options{}"},
		{bind.Struct{Type: options, Fields: []bind.Field{{Name: "Size", Value: one}}}, "apps.Options{\n\tSize: 1,\n}"},
		{bind.Slice{Type: types.NewSlice(number), Items: []bind.Arg{one, one}}, "[]int{1, 1}"},
		{bind.Map{Type: types.NewMap(text, number)}, "map[string]int{}"},
		{bind.Map{Type: types.NewMap(text, number), Entries: []bind.Entry{{Key: "b", Value: one}, {Key: "a", Value: one}}},
			"map[string]int{\n\t\"b\": 1,\n\t\"a\": 1,\n}"},
		{bind.Zero{Type: handler}, "nil"},
		{call("New"), "apps.New()"},
		{call("New", one, bind.Slice{Variadic: true, Items: []bind.Arg{plain("x"), plain("y")}}), `apps.New(1, "x", "y")`},
		{call("New", bind.Slice{Variadic: true, Items: []bind.Arg{call("WithA"), call("WithB")}}),
			"apps.New(\n\tapps.WithA(),\n\tapps.WithB(),\n)"},
		{bind.Object{Func: bind.Func{Pkg: apps, Name: "Default"}}, "apps.Default"},
		{bind.Object{Func: bind.Func{Pkg: apps, Name: "Check"}, Type: options}, "apps.Options(apps.Check)"},
		{bind.Object{Func: bind.Func{Name: "Get", Of: call("New")}}, "apps.New().Get"},
		{bind.Object{Func: bind.Func{Pkg: apps, Name: "Map", TypeArgs: []types.Type{text, number}}}, "apps.Map[string, int]"},
	} {
		if got := code(w.arg(plan.Make{Call: &bind.Call{}}, c.arg)); got != c.want {
			t.Errorf("%T is written as\n%s\nwant\n%s", c.arg, got, c.want)
		}
	}
}

// TestTarget: a method is called on the zero value of its type.
func TestTarget(t *testing.T) {
	apps := types.NewPackage("example.com/apps", "apps")
	for name, under := range map[string]types.Type{"Server": types.NewStruct(nil, nil), "Count": types.Typ[types.Int]} {
		apps.Scope().Insert(types.NewNamed(types.NewTypeName(0, apps, name, nil), under, nil).Obj())
	}
	w := &writer{f: &plan.Func{}, p: &plan.Program{}}
	for _, c := range []struct {
		fn   bind.Func
		want string
	}{
		{bind.Func{Pkg: apps, Name: "New"}, "apps.New"},
		{bind.Func{Pkg: apps, Recv: "Server", Name: "Make"}, "apps.Server{}.Make"},
		{bind.Func{Pkg: apps, Recv: "Server", RecvPtr: true, Name: "Make"}, "new(apps.Server).Make"},
		{bind.Func{Pkg: apps, Recv: "Count", Name: "Make"}, "new(apps.Count).Make"},
	} {
		if got := code(w.target(plan.Make{}, c.fn)); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
