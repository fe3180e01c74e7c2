package emit

import (
	"fmt"
	"go/constant"
	"go/types"
	"strconv"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/parse"
)

// factory is the expression that calls a factory.
func (w *writer) factory(s plan.Make) *jen.Statement { return w.calling(s, s.Call) }

// calling is the expression that a Func and arguments make.
func (w *writer) calling(s plan.Make, c *bind.Call) *jen.Statement {
	switch {
	case c.Func.Name == "": // a composite literal
		return w.arg(s, c.Args[0])
	case c.Func.Value:
		return w.target(s, c.Func)
	}
	args := w.callArgs(s, c.Args)
	if hasOptions(c.Args) {
		return w.target(s, c.Func).Custom(jen.Options{Open: "(", Close: ")", Separator: ",", Multi: true}, args...)
	}
	return w.target(s, c.Func).Call(args...)
}

// hasOptions reports whether there are functional options among the arguments,
// so many that each is to have a line.
func hasOptions(all []bind.Arg) bool {
	for _, a := range all {
		list, ok := a.(bind.Slice)
		if !ok || !list.Variadic || len(list.Items) < 2 {
			continue
		}
		for _, item := range list.Items {
			if _, ok := item.(bind.New); ok {
				return true
			}
		}
	}
	return false
}

// callArgs writes the arguments of a call, those of a variadic parameter one by
// one.
func (w *writer) callArgs(s plan.Make, all []bind.Arg) []jen.Code {
	var args []jen.Code
	for _, a := range all {
		if list, ok := a.(bind.Slice); ok && list.Variadic {
			args = append(args, w.args(s, list.Items)...)
		} else {
			args = append(args, w.arg(s, a))
		}
	}
	return args
}

// target names a Go object: a member of a value, a method of its type's zero
// value, or an object of a package.
func (w *writer) target(s plan.Make, fn bind.Func) *jen.Statement {
	switch {
	case fn.Of != nil:
		return w.arg(s, fn.Of).Dot(fn.Name)
	case fn.Recv == "":
		return jen.Qual(fn.Pkg.Path(), fn.Name).Add(typeArgs(fn.TypeArgs))
	}
	recv := jen.Qual(fn.Pkg.Path(), fn.Recv)
	if _, ok := fn.Pkg.Scope().Lookup(fn.Recv).Type().Underlying().(*types.Struct); ok && !fn.RecvPtr {
		return recv.Values().Dot(fn.Name)
	}
	return jen.New(recv).Dot(fn.Name)
}

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
func (w *writer) arg(s plan.Make, a bind.Arg) *jen.Statement {
	switch a := a.(type) {
	case bind.Next:
		if a.Func {
			return jen.Id(w.next).Dot("ServeHTTP")
		}
		return w.nextAs(plan.KindOf(s.Call.Result))
	case bind.Ctx:
		return jen.Id("ctx")
	case bind.Logger:
		return jen.Qual("log/slog", "With").Call(jen.Lit("section"), jen.Lit(w.f.Section))
	case bind.GlobalConf:
		return w.global(s.Global)
	case bind.LocalConf:
		return settingsMap(w.p.Environ, s.Local)
	case bind.Text:
		return w.typedText(a)
	case bind.Const:
		return constantOf(a)
	case bind.Duration:
		return duration(a)
	case bind.Struct:
		return w.structLiteral(s, a)
	case bind.Slice:
		return typeOf(a.Type).Values(w.args(s, a.Items)...)
	case bind.Map:
		return w.mapLiteral(s, a)
	case bind.Shared:
		return jen.Id("res").Dot(w.p.Resources.Field(a.Resource))
	case bind.Late:
		value := jen.Id("env").Dot(w.p.Environ.ValueField(a))
		if a.Spread {
			value.Op("...")
		}
		return value
	case bind.Zero:
		return zero(a.Type)
	case bind.New:
		return w.calling(s, a.Call)
	case bind.Object:
		if a.Type != nil {
			return typeOf(a.Type).Call(w.target(s, a.Func))
		}
		return w.target(s, a.Func)
	case plan.Held:
		return held(a)
	case bind.Loader:
		if w.f.Loader.Deferred {
			return jen.Id("l")
		}
		return loaderLiteral(w.f.Loader)
	}
	panic(fmt.Sprintf("emit: unknown argument %T", a))
}

func (w *writer) args(s plan.Make, items []bind.Arg) []jen.Code {
	code := make([]jen.Code, len(items))
	for i, item := range items {
		code[i] = w.arg(s, item)
	}
	return code
}

func (w *writer) structLiteral(s plan.Make, a bind.Struct) *jen.Statement {
	fields := make([]jen.Code, len(a.Fields))
	for i, f := range a.Fields {
		fields[i] = jen.Id(f.Name).Op(":").Add(w.arg(s, f.Value))
	}
	lit := typeOf(a.Type)
	if a.Ptr {
		lit = jen.Op("&").Add(lit)
	}
	if len(fields) == 0 {
		return lit.Values()
	}
	return lit.Custom(lines, fields...)
}

func (w *writer) mapLiteral(s plan.Make, a bind.Map) *jen.Statement {
	if len(a.Entries) == 0 {
		return typeOf(a.Type).Values()
	}
	entries := make([]jen.Code, len(a.Entries))
	for i, e := range a.Entries {
		entries[i] = w.text(e.Key).Op(":").Add(w.arg(s, e.Value))
	}
	return typeOf(a.Type).Custom(lines, entries...)
}

// global is the map that a factory gets as its global configuration.
func (w *writer) global(g *plan.Global) *jen.Statement {
	base := jen.Id(g.Base.Name).Call(arguments(plan.Needs{Here: g.Base.Here, Env: g.Base.Env}, nil)...)
	if len(g.Changed) == 0 {
		return base
	}
	w.assign(base, "global")
	for _, c := range g.Changed {
		w.add(jen.Id("global").Index(jen.Lit(c.Key)).Op("=").Add(w.text(c.Value)))
	}
	return jen.Id("global")
}

// settingsMap is a map literal of settings, in their order.
func settingsMap(e *plan.Environ, settings []parse.Setting) *jen.Statement {
	lit := jen.Map(jen.String()).String()
	if len(settings) == 0 {
		return lit.Values()
	}
	entries := make([]jen.Code, len(settings))
	for i, s := range settings {
		entries[i] = jen.Lit(s.Key).Op(":").Add(text(e, s.Value))
	}
	return lit.Custom(lines, entries...)
}

// text is a string expression.
func (w *writer) text(t parse.Text) *jen.Statement { return text(w.p.Environ, t) }

// typedText converts where an untyped string constant would not do.
func (w *writer) typedText(a bind.Text) *jen.Statement {
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

func constantOf(a bind.Const) *jen.Statement {
	var code *jen.Statement
	switch {
	case a.Name != "":
		return jen.Qual(types.Unalias(a.Type).(*types.Named).Obj().Pkg().Path(), a.Name)
	case a.Rune:
		r, _ := constant.Int64Val(a.Value)
		code = jen.LitRune(rune(r))
	case a.Value.Kind() == constant.Float:
		f, _ := constant.Float64Val(a.Value)
		code = jen.Op(strconv.FormatFloat(f, 'g', -1, 64))
	default:
		code = jen.Op(a.Value.ExactString())
	}
	if a.Typed {
		return typeOf(a.Type).Call(code)
	}
	return code
}

// typed marks a constant as one to be written with its type, unless it has just
// that by itself.
func typed(a bind.Arg) bind.Arg {
	switch a := a.(type) {
	case bind.Text:
		a.Typed = !types.Identical(a.Type, types.Typ[types.String])
		return a
	case bind.Const:
		byItself := map[constant.Kind]types.Type{constant.Bool: types.Typ[types.Bool], constant.Int: types.Typ[types.Int]}[a.Value.Kind()]
		a.Typed = byItself == nil || a.Rune || !types.Identical(a.Type, byItself)
		return a
	}
	return a
}

// duration writes a duration as its type needs it.
func duration(a bind.Duration) *jen.Statement {
	expr := durationOf(time.Duration(a.Nanos))
	if named, ok := types.Unalias(a.Type).(*types.Named); ok && named.Obj().Pkg().Path() == "time" {
		return expr
	}
	return typeOf(a.Type).Call(expr)
}

// durationOf writes a duration in its largest whole unit.
func durationOf(d time.Duration) *jen.Statement {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{
		{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"},
		{time.Millisecond, "Millisecond"}, {time.Microsecond, "Microsecond"}, {time.Nanosecond, "Nanosecond"},
	} {
		if d == 0 || d%unit.size != 0 {
			continue
		}
		if d == unit.size {
			return jen.Qual("time", unit.name)
		}
		return jen.Lit(int(d/unit.size)).Op("*").Qual("time", unit.name)
	}
	return jen.Lit(0)
}
