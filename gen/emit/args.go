package emit

import (
	"fmt"
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/parse"
)

// factory is the expression that calls a factory: site.Hello("hi", 2).
func (w *writer) factory(s plan.Make) *jen.Statement { return w.calling(s, s.Call) }

// calling is the expression that a Func and arguments make: a call, an object as
// it stands, or a literal.
//
//	site.Hello("hi", 2)
//	&site.Home{}
//	site.Open(
//		site.WithName("a"),
//		site.WithSize(2),
//	)
func (w *writer) calling(s plan.Make, c *bound.Call) *jen.Statement {
	switch {
	case c.Func.Name == "": // a composite literal
		return w.arg(s, c.Args[0])
	case c.Func.Value:
		return w.target(s, c.Func)
	}
	args := w.callArgs(s, c.Args)
	if hasOptions(c.Args) {
		return w.target(s, c.Func).Custom(lines("(", ")"), args...)
	}
	return w.target(s, c.Func).Call(args...)
}

// hasOptions reports whether there are functional options among the arguments,
// so many that each is to have a line.
func hasOptions(all []bound.Arg) bool {
	for _, a := range all {
		list, ok := a.(bound.Slice)
		if !ok || !list.Variadic || len(list.Items) < 2 {
			continue
		}
		for _, item := range list.Items {
			if _, ok := item.(bound.New); ok {
				return true
			}
		}
	}
	return false
}

// callArgs writes the arguments of a call, those of a variadic parameter one by
// one.
func (w *writer) callArgs(s plan.Make, all []bound.Arg) []jen.Code {
	var args []jen.Code
	for _, a := range all {
		if list, ok := a.(bound.Slice); ok && list.Variadic {
			args = append(args, w.args(s, list.Items)...)
		} else {
			args = append(args, w.arg(s, a))
		}
	}
	return args
}

// target names a Go object: a member of a value, a method of its type's zero
// value, or an object of a package.
//
//	site.New("a").Routes
//	site.Home{}.Make
//	new(site.Count).Make
//	site.Map[string, int]
func (w *writer) target(s plan.Make, fn bound.Func) *jen.Statement {
	switch {
	case fn.Of != nil:
		return w.arg(s, fn.Of).Dot(fn.Name)
	case fn.Pkg == nil:
		return jen.Id(fn.Name)
	case fn.Recv == "":
		return jen.Qual(fn.Pkg.Path(), fn.Name).Add(typeArgs(fn.TypeArgs))
	}
	recv := jen.Qual(fn.Pkg.Path(), fn.Recv)
	if _, ok := fn.Pkg.Scope().Lookup(fn.Recv).Type().Underlying().(*types.Struct); ok && !fn.RecvPtr {
		return recv.Values().Dot(fn.Name)
	}
	return jen.New(recv).Dot(fn.Name)
}

// typeArgs are those of a generic function: [string, int].
func typeArgs(all []types.Type) jen.Code {
	if len(all) == 0 {
		return jen.Null()
	}
	list := make([]jen.Code, len(all))
	for i, t := range all {
		list[i] = typeOf(t)
	}
	return jen.Types(list...)
}

// arg writes an argument, or a part of one.
func (w *writer) arg(s plan.Make, a bound.Arg) *jen.Statement {
	switch a := a.(type) {
	case bound.Next:
		return w.wrapped(s, a)
	case bound.Ctx:
		return jen.Id("ctx")
	case bound.Logger:
		return jen.Qual("log/slog", "With").Call(jen.Lit("section"), jen.Lit(w.f.Section))
	case bound.GlobalConf:
		return w.global(s.Global)
	case bound.LocalConf:
		return settingsMap(w.p.Environ, s.Local)
	case bound.Text:
		return w.typedText(a)
	case bound.Const:
		return constantOf(a)
	case bound.Duration:
		return duration(a)
	case bound.Struct:
		return w.structLiteral(s, a)
	case bound.Slice:
		return w.sliceLiteral(s, a)
	case bound.Map:
		return w.mapLiteral(s, a)
	case bound.ID:
		return jen.Lit(a.Text)
	case bound.Settings:
		return w.settings(a)
	case bound.Shared:
		return jen.Id("res").Dot(w.p.Resources.Field(a.Resource))
	case bound.Late:
		return w.lateValue(a)
	case bound.Zero:
		return zero(a.Type)
	case bound.New:
		return w.calling(s, a.Call)
	case bound.Object:
		return w.object(s, a)
	case plan.Held:
		return w.held(a)
	case bound.Loader:
		return w.loader()
	case bound.Pointer, bound.File, bound.Files, bound.Textual, bound.Where, bound.App, bound.Filter:
		// A step keeps them in variables, or they are places; what is left is a
		// plan.Held.
	}
	panic(fmt.Sprintf("emit: %T is no part of an expression", a))
}

// wrapped is the app that a filter gets: next, or next.ServeHTTP.
func (w *writer) wrapped(s plan.Make, a bound.Next) *jen.Statement {
	if a.Func {
		return jen.Id(w.next).Dot("ServeHTTP")
	}
	return w.nextAs(plan.KindOf(s.Call.Result))
}

// lateValue is a value that the program made of the environment when it started:
// env.limitPerMinute.
func (w *writer) lateValue(a bound.Late) *jen.Statement {
	value := jen.Id("env").Dot(w.p.Environ.ValueField(a))
	if a.Spread {
		value.Op("...")
	}
	return value
}

// object is an object as it stands, converted if need be: site.Default, or
// site.KeyFunc(site.ByHost).
func (w *writer) object(s plan.Make, a bound.Object) *jen.Statement {
	if a.Type != nil {
		return typeOf(a.Type).Call(w.target(s, a.Func))
	}
	return w.target(s, a.Func)
}

// loader is what a factory gets to ask for sections: in the variable l if its
// errors are looked at afterwards.
func (w *writer) loader() *jen.Statement {
	if w.deferred() {
		return jen.Id("l")
	}
	return loaderLiteral(w.f.Loader)
}

func (w *writer) args(s plan.Make, items []bound.Arg) []jen.Code {
	code := make([]jen.Code, len(items))
	for i, item := range items {
		code[i] = w.arg(s, item)
	}
	return code
}

// structLiteral has each field on a line:
//
//	&site.Options{
//		Size: 1,
//	}
func (w *writer) structLiteral(s plan.Make, a bound.Struct) *jen.Statement {
	lit := typeOf(a.Type)
	if a.Ptr {
		lit = jen.Op("&").Add(lit)
	}
	return w.structBody(s, a, lit)
}

// structBody adds the fields of a literal to its type.
func (w *writer) structBody(s plan.Make, a bound.Struct, lit *jen.Statement) *jen.Statement {
	fields := make([]jen.Code, len(a.Fields))
	for i, f := range a.Fields {
		fields[i] = jen.Id(f.Name).Op(":").Add(w.arg(s, f.Value))
	}
	if len(fields) == 0 {
		return lit.Values()
	}
	return lit.Custom(lines("{", "}"), fields...)
}

// sliceLiteral has structs without the name of their type, each from a line of
// its own:
//
//	[]site.Rule{
//		{
//			Path: "/a",
//		},
//	}
func (w *writer) sliceLiteral(s plan.Make, a bound.Slice) *jen.Statement {
	bare := make([]jen.Code, len(a.Items))
	for i, item := range a.Items {
		lit, ok := item.(bound.Struct)
		if !ok || lit.Ptr || len(lit.Fields) == 0 || !isElem(a.Type, lit.Type) {
			return typeOf(a.Type).Values(w.args(s, a.Items)...)
		}
		bare[i] = w.structBody(s, lit, jen.Null())
	}
	if len(bare) == 0 {
		return typeOf(a.Type).Values()
	}
	return typeOf(a.Type).Custom(lines("{", "}"), bare...)
}

// isElem reports whether a type is that of the items of a slice or an array.
func isElem(list, t types.Type) bool {
	l, ok := list.Underlying().(interface{ Elem() types.Type })
	return ok && types.Identical(l.Elem(), t)
}

// mapLiteral has each entry on a line:
//
//	map[string]int{
//		"b": 1,
//		"a": 1,
//	}
func (w *writer) mapLiteral(s plan.Make, a bound.Map) *jen.Statement {
	if len(a.Entries) == 0 {
		return typeOf(a.Type).Values()
	}
	entries := make([]jen.Code, len(a.Entries))
	for i, e := range a.Entries {
		entries[i] = w.arg(s, e.Key).Op(":").Add(w.arg(s, e.Value))
	}
	return typeOf(a.Type).Custom(lines("{", "}"), entries...)
}

// text is a string expression.
func (w *writer) text(t parse.Text) *jen.Statement { return text(w.p.Environ, t) }

// typedText converts where an untyped string constant would not do: []byte("x").
func (w *writer) typedText(a bound.Text) *jen.Statement {
	switch t := a.Type.Underlying().(type) {
	case *types.Basic:
		if !a.Typed && (a.Value.IsConst() || types.Identical(a.Type, t)) {
			return w.text(a.Value)
		}
	case *types.Array:
		return typeOf(a.Type).Call(jen.Index().Byte().Call(w.text(a.Value)))
	}
	return typeOf(a.Type).Call(w.text(a.Value))
}

// settings has each setting on a line:
//
//	[]python.Setting{
//		{Key: "here", Value: dir},
//		{Key: "debug", Value: "true"},
//	}
func (w *writer) settings(a bound.Settings) *jen.Statement {
	if len(a.List) == 0 {
		return typeOf(a.Type).Values()
	}
	entries := make([]jen.Code, len(a.List))
	for i, s := range a.List {
		entries[i] = jen.Values(jen.Id("Key").Op(":").Lit(s.Key), jen.Id("Value").Op(":").Add(w.text(s.Value)))
	}
	return typeOf(a.Type).Custom(lines("{", "}"), entries...)
}
