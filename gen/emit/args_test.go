package emit

import (
	"go/constant"
	"go/types"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/parse"
)

func TestArg(t *testing.T) {
	handler, _ := testTypes()
	apps := types.NewPackage("example.com/apps", "apps")
	options := types.NewNamed(types.NewTypeName(0, apps, "Options", nil), types.NewStruct(nil, nil), nil)
	text, number := types.Typ[types.String], types.Typ[types.Int]
	plain := func(s parse.Text) bound.Text { return bound.Text{Type: text, Value: s} }
	one := bound.Const{Type: number, Value: constant.MakeInt64(1)}
	call := func(name string, args ...bound.Arg) bound.New {
		return bound.New{Call: &bound.Call{Func: bound.Func{Pkg: apps, Name: name}, Args: args}}
	}
	w := &writer{f: &plan.Func{Section: "[app:main]"}, kinds: kinds{source{&plan.Program{}}}, next: "h"}
	for _, c := range []struct {
		arg  bound.Arg
		want string
	}{
		{bound.Ctx{}, "ctx"},
		{bound.Logger{Name: "nova.api"}, `slog.With("section", "[app:main]", "logger", "nova.api")`},
		{bound.Next{Func: true}, "h.ServeHTTP"},
		{plain(""), `""`},
		{plain(`a "b"`), `"a \"b\""`},
		{plain(parse.HereMark + "/x"), `dir + "/x"`},
		{bound.Text{Type: types.NewSlice(types.Universe.Lookup("byte").Type()), Value: "x"}, `[]byte("x")`},
		{bound.Text{Type: types.NewArray(types.Universe.Lookup("byte").Type(), 1), Value: "x"}, `[1]byte([]byte("x"))`},
		{bound.Text{Type: text, Value: "x", Typed: true}, `string("x")`},
		{bound.Struct{Type: options}, "apps.Options{}"},
		{bound.Struct{Type: options, Ptr: true}, "&apps.Options{}"},
		{bound.Struct{Type: options, Fields: []bound.Field{{Name: "Size", Value: one}}}, "apps.Options{\n\tSize: 1,\n}"},
		{bound.Slice{Type: types.NewSlice(number), Items: []bound.Arg{one, one}}, "[]int{1, 1}"},
		{bound.Map{Type: types.NewMap(text, number)}, "map[string]int{}"},
		{bound.Map{Type: types.NewMap(text, number), Entries: []bound.Entry{{Key: bound.Text{Type: text, Value: "b"}, Value: one}, {Key: bound.Text{Type: text, Value: "a"}, Value: one}}},
			"map[string]int{\n\t\"b\": 1,\n\t\"a\": 1,\n}"},
		{bound.Zero{Type: handler}, "nil"},
		{call("New"), "apps.New()"},
		{call("New", one, bound.Slice{Variadic: true, Items: []bound.Arg{plain("x"), plain("y")}}), `apps.New(1, "x", "y")`},
		{call("New", bound.Slice{Variadic: true, Items: []bound.Arg{call("WithA"), call("WithB")}}),
			"apps.New(\n\tapps.WithA(),\n\tapps.WithB(),\n)"},
		{bound.Object{Func: bound.Func{Pkg: apps, Name: "Default"}}, "apps.Default"},
		{bound.Object{Func: bound.Func{Pkg: apps, Name: "Check"}, Type: options}, "apps.Options(apps.Check)"},
		{bound.Object{Func: bound.Func{Name: "Get", Of: call("New")}}, "apps.New().Get"},
		{bound.Object{Func: bound.Func{Pkg: apps, Name: "Map", TypeArgs: []types.Type{text, number}}}, "apps.Map[string, int]"},
	} {
		if got := code(expr{w, plan.Make{Call: &bound.Call{}}}.arg(c.arg)); got != c.want {
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
	w := &writer{f: &plan.Func{}, kinds: kinds{source{&plan.Program{}}}}
	for _, c := range []struct {
		fn   bound.Func
		want string
	}{
		{bound.Func{Pkg: apps, Name: "New"}, "apps.New"},
		{bound.Func{Pkg: apps, Recv: "Server", Name: "Make"}, "apps.Server{}.Make"},
		{bound.Func{Pkg: apps, Recv: "Server", RecvPtr: true, Name: "Make"}, "new(apps.Server).Make"},
		{bound.Func{Pkg: apps, Recv: "Count", Name: "Make"}, "new(apps.Count).Make"},
	} {
		if got := code(expr{w, plan.Make{}}.target(c.fn)); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
