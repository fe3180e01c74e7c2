package emit

import (
	"fmt"
	"go/constant"
	"go/types"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/parse"
)

// expr writes expressions of the call that a step makes.
type expr struct {
	*writer
	make plan.Make
}

// factory is the expression that calls a factory: site.Hello("hi", 2).
func (e expr) factory() *jen.Statement { return e.calling(e.make.Call) }

// calling is the expression that a Func and arguments make: a call, an object as
// it stands, or a literal.
//
//	site.Hello("hi", 2)
//	&site.Home{}
//	site.Open(
//		site.WithName("a"),
//		site.WithSize(2),
//	)
func (e expr) calling(c *bound.Call) *jen.Statement {
	switch {
	case c.Func.Name == "": // a composite literal
		return e.arg(c.Args[0])
	case c.Func.Value:
		return e.target(c.Func)
	}
	args := e.callArgs(c.Args)
	if hasOptions(c.Args) {
		return e.target(c.Func).Custom(lines("(", ")"), args...)
	}
	return e.target(c.Func).Call(args...)
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
func (e expr) callArgs(all []bound.Arg) []jen.Code {
	var args []jen.Code
	for _, a := range all {
		if list, ok := a.(bound.Slice); ok && list.Variadic {
			args = append(args, e.args(list.Items)...)
		} else {
			args = append(args, e.arg(a))
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
func (e expr) target(fn bound.Func) *jen.Statement {
	switch {
	case fn.Of != nil:
		return e.arg(fn.Of).Dot(fn.Name)
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
func (e expr) arg(a bound.Arg) *jen.Statement {
	switch a := a.(type) {
	case bound.Next:
		return e.wrapped(a)
	case bound.Ctx:
		return jen.Id("ctx")
	case bound.Logger:
		attrs := []jen.Code{jen.Lit("section"), jen.Lit(e.f.Section)}
		if a.Name != "" {
			attrs = append(attrs, jen.Lit("logger"), jen.Lit(a.Name))
		}
		return jen.Qual("log/slog", "With").Call(attrs...)
	case bound.GlobalConf:
		return e.global(e.make.Global)
	case bound.LocalConf:
		return settingsMap(e.p.Environ, e.make.Local)
	case bound.Text:
		return e.typedText(a)
	case bound.Const:
		return constantOf(a)
	case bound.Duration:
		return duration(a)
	case bound.Struct:
		return literals{e}.structLiteral(a)
	case bound.Slice:
		return literals{e}.sliceLiteral(a)
	case bound.Map:
		return literals{e}.mapLiteral(a)
	case bound.ID:
		return jen.Lit(a.Text)
	case bound.Settings:
		return literals{e}.settings(a)
	case bound.Shared:
		return jen.Id("res").Dot(e.p.Resources.Field(a.Resource))
	case bound.Late:
		return e.lateValue(a)
	case bound.Zero:
		return zero(a.Type)
	case bound.New:
		return e.calling(a.Call)
	case bound.Object:
		return e.object(a)
	case plan.Held:
		return e.held(a)
	case bound.Loader:
		return e.loader()
	case bound.Pointer, bound.File, bound.Files, bound.Textual, bound.Where, bound.App, bound.Filter:
		// A step keeps them in variables, or they are places; what is left is a
		// plan.Held.
	}
	panic(fmt.Sprintf("emit: %T is no part of an expression", a))
}

// wrapped is the app that a filter gets: next, or next.ServeHTTP.
func (e expr) wrapped(a bound.Next) *jen.Statement {
	if a.Func {
		return jen.Id(e.next).Dot("ServeHTTP")
	}
	return e.nextAs(plan.KindOf(e.make.Call.Result))
}

// lateValue is a value that the program made of the environment when it started:
// env.limitPerMinute.
func (e expr) lateValue(a bound.Late) *jen.Statement {
	value := jen.Id("env").Dot(e.p.Environ.ValueField(a))
	if a.Spread {
		value.Op("...")
	}
	return value
}

// object is an object as it stands, converted if need be: site.Default, or
// site.KeyFunc(site.ByHost).
func (e expr) object(a bound.Object) *jen.Statement {
	if a.Type != nil {
		return typeOf(a.Type).Call(e.target(a.Func))
	}
	return e.target(a.Func)
}

// loader is what a factory gets to ask for sections: in the variable l if its
// errors are looked at afterwards.
func (e expr) loader() *jen.Statement {
	if e.deferred() {
		return jen.Id("l")
	}
	return loaderLiteral(e.f.Loader)
}

func (e expr) args(items []bound.Arg) []jen.Code {
	code := make([]jen.Code, len(items))
	for i, item := range items {
		code[i] = e.arg(item)
	}
	return code
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

// held is an argument that a step before keeps in a variable: &size, db,
// wsgi.Handler(app), app.ServeHTTP; or a place, places.MainApp.
func (e expr) held(a plan.Held) *jen.Statement {
	if a.Place != nil {
		return e.at(a.Place)
	}
	v := jen.Id(a.Var.Name)
	switch {
	case a.Address:
		return jen.Op("&").Add(v)
	case a.Filter && a.From != a.To:
		wrapped := v.Call(e.convert(jen.Id("next"), a.To, a.From))
		return e.middlewareOf(a.To, jen.Return(e.convert(wrapped, a.From, a.To)))
	case a.Filter:
		return v
	}
	v = e.convert(v, a.From, a.To)
	if a.Func {
		v.Dot("ServeHTTP")
	}
	return v
}

// ownType writes an argument for a variable that is declared with it, so that it
// must be of its type by itself: int64(5), where 5 would do for a parameter.
func (e expr) ownType(a bound.Arg) *jen.Statement {
	switch c := a.(type) {
	case bound.Text:
		c.Typed = !types.Identical(c.Type, types.Typ[types.String])
		a = c
	case bound.Const:
		byItself := map[constant.Kind]types.Type{constant.Bool: types.Typ[types.Bool], constant.Int: types.Typ[types.Int]}[c.Value.Kind()]
		c.Typed = byItself == nil || c.Rune || !types.Identical(c.Type, byItself)
		a = c
	case bound.Duration:
		if c.Nanos == 0 {
			return typeOf(c.Type).Call(jen.Lit(0))
		}
	case bound.Zero:
		return jen.Parens(typeOf(c.Type)).Call(zero(c.Type))
	case bound.Next, bound.Ctx, bound.Logger, bound.GlobalConf, bound.LocalConf, bound.Struct, bound.Slice, bound.Map, bound.Pointer,
		bound.Object, bound.New, bound.File, bound.Files, bound.Textual, bound.Late, bound.ID, bound.Settings, bound.Where, bound.Shared, bound.App, bound.Filter, bound.Loader, plan.Held:
		// They are of their types however they are written.
	}
	return e.arg(a)
}

// global is the map that a factory gets as its global configuration: what that
// function returns, in a variable if "set" lines change it.
//
//	global := globalConf(dir)
//	global["debug"] = "true"
func (e expr) global(g *plan.Global) *jen.Statement {
	base := jen.Id(g.Base.Name).Call(arguments(plan.Needs{Here: g.Base.Here, Env: g.Base.Env}, nil)...)
	if len(g.Changed) == 0 {
		return base
	}
	e.assign(base, "global")
	for _, c := range g.Changed {
		e.add(jen.Id("global").Index(jen.Lit(c.Key)).Op("=").Add(e.text(c.Value)))
	}
	return jen.Id("global")
}
