package python

import (
	"go/constant"
	"go/token"
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// runtime has the types of the runtime package that islands are written with, as
// far as generated code names them.
type runtime struct {
	pkg      *types.Package
	config   types.Type
	node     types.Type
	nodes    types.Type // []python.Node
	loader   types.Type
	loaders  types.Type // []python.Loader
	settings types.Type // []python.Setting
	kind     types.Type
	workers  types.Type // *python.Workers

	handler    types.Type // http.Handler
	handlers   types.Type // map[string]http.Handler
	middleware types.Type // func(http.Handler) http.Handler

	shadow shadowRuntime
}

// newRuntime returns the types of the package whose import path begins with base.
func newRuntime(base string) *runtime {
	r := &runtime{pkg: types.NewPackage(base+"/"+Package, Package), shadow: newShadowRuntime(base)}
	named := func(pkg *types.Package, name string, underlying types.Type) types.Type {
		return types.NewNamed(types.NewTypeName(token.NoPos, pkg, name, nil), underlying, nil)
	}
	empty := types.NewStruct(nil, nil)
	r.config, r.node, r.loader = named(r.pkg, "Config", empty), named(r.pkg, "Node", empty), named(r.pkg, "Loader", empty)
	r.nodes, r.loaders = types.NewSlice(r.node), types.NewSlice(r.loader)
	r.settings = types.NewSlice(named(r.pkg, "Setting", empty))
	r.kind = named(r.pkg, "Kind", types.Typ[types.Int])
	r.workers = types.NewPointer(named(r.pkg, "Workers", empty))
	r.handler = named(types.NewPackage("net/http", "http"), "Handler", types.NewInterfaceType(nil, nil))
	r.handlers = types.NewMap(types.Typ[types.String], r.handler)
	one := types.NewTuple(types.NewParam(token.NoPos, nil, "", r.handler))
	r.middleware = types.NewSignatureType(nil, nil, nil, one, one, false)
	return r
}

// app is the call by which workers give the app that an island is, with the apps of
// Go that it calls.
func (r *runtime) app(workers *parse.Resource, id string, children bound.Arg) *bound.Call {
	return &bound.Call{
		Func:   bound.Func{Of: bound.Shared{Resource: workers}, Name: "App"},
		Args:   []bound.Arg{bound.ID{Text: id}, children},
		Result: bound.Result{Role: bound.AppRole, Type: r.handler},
	}
}

// filter is the call by which workers give the filter that an island is.
func (r *runtime) filter(workers *parse.Resource, id string) *bound.Call {
	return &bound.Call{
		Func:   bound.Func{Of: bound.Shared{Resource: workers}, Name: "Filter"},
		Args:   []bound.Arg{bound.ID{Text: id}},
		Result: bound.Result{Role: bound.FilterRole, Type: r.middleware},
	}
}

// Package is the name of the runtime package.
const Package = "python"

// text is a string.
func text(t parse.Text) bound.Arg { return bound.Text{Type: types.Typ[types.String], Value: t} }

// texts is a []string.
func texts(all []string) bound.Arg {
	list := bound.Slice{Type: types.NewSlice(types.Typ[types.String])}
	for _, t := range all {
		list.Items = append(list.Items, text(parse.Text(t)))
	}
	return list
}

// fields are those of a struct, without those that are zero.
type fields []bound.Field

func (f *fields) add(name string, value bound.Arg) {
	*f = append(*f, bound.Field{Name: name, Value: value})
}

func (f *fields) text(name, value string) {
	if value != "" {
		f.add(name, text(parse.Text(value)))
	}
}

// settings adds settings, which stand in a variable if it has a name.
func (f *fields) settings(r *runtime, field string, list []parse.Setting, variable string) {
	if len(list) > 0 {
		f.add(field, bound.Settings{Type: r.settings, List: list, Name: variable})
	}
}

func (f *fields) flag(name string, on bool) {
	if on {
		f.add(name, bound.Const{Type: types.Typ[types.Bool], Value: constant.MakeBool(true)})
	}
}

func (f *fields) number(name string, n int64) {
	if n != 0 {
		f.add(name, bound.Const{Type: types.Typ[types.Int], Value: constant.MakeInt64(n)})
	}
}

func durationType() types.Type {
	name := types.NewTypeName(token.NoPos, types.NewPackage("time", "time"), "Duration", nil)
	return types.NewNamed(name, types.Typ[types.Int64], nil)
}

func wordTexts(all []parse.Word) []string {
	var out []string
	for _, w := range all {
		out = append(out, string(w.Text))
	}
	return out
}
