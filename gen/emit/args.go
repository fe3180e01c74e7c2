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

// factory is the expression that a factory's Func and arguments make.
func (w *writer) factory(s plan.Make) *jen.Statement {
	fn := s.Call.Func
	switch {
	case fn.Name == "": // a composite literal
		return w.arg(s, s.Call.Args[0])
	case fn.Value:
		return target(fn)
	}
	var args []jen.Code
	for _, a := range s.Call.Args {
		if list, ok := a.(bind.Slice); ok && list.Variadic {
			for _, item := range list.Items {
				args = append(args, w.arg(s, item))
			}
			continue
		}
		args = append(args, w.arg(s, a))
	}
	return target(fn).Call(args...)
}

// target names a Go object; a method is one of its type's zero value.
func target(fn bind.Func) *jen.Statement {
	if fn.Recv == "" {
		return jen.Qual(fn.Pkg.Path(), fn.Name)
	}
	recv := jen.Qual(fn.Pkg.Path(), fn.Recv)
	if _, ok := fn.Pkg.Scope().Lookup(fn.Recv).Type().Underlying().(*types.Struct); ok && !fn.RecvPtr {
		return recv.Values().Dot(fn.Name)
	}
	return jen.New(recv).Dot(fn.Name)
}

// arg writes an argument, or a part of one.
func (w *writer) arg(s plan.Make, a bind.Arg) *jen.Statement {
	switch a := a.(type) {
	case bind.Next:
		if a.Func {
			return jen.Id(w.next).Dot("ServeHTTP")
		}
		return w.nextAs(kindOf(s.Call.Result))
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
	case bind.App:
		return convert(jen.Id(s.Vars[a.Node].Name), s.Kinds[a.Node], plan.HTTP)
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
	basic, isString := a.Type.Underlying().(*types.Basic)
	if isString && basic.Kind() == types.String && (a.Value.IsConst() || types.Identical(a.Type, basic)) {
		return w.text(a.Value)
	}
	return typeOf(a.Type).Call(w.text(a.Value))
}

func constantOf(a bind.Const) *jen.Statement {
	if a.Name != "" {
		return jen.Qual(a.Type.(*types.Named).Obj().Pkg().Path(), a.Name)
	}
	if a.Value.Kind() == constant.Float {
		f, _ := constant.Float64Val(a.Value)
		return jen.Op(strconv.FormatFloat(f, 'g', -1, 64))
	}
	return jen.Op(a.Value.ExactString())
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
