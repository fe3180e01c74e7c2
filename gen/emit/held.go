package emit

import (
	"strings"

	"github.com/pastegen/pastegen/gen/bound"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// keepArg keeps in a variable what cannot be part of an expression: what is
// pointed to, a file, and a value that reads itself from text.
func (w *writer) keepArg(s plan.Keep) {
	v := jen.Id(s.Var.Name)
	switch a := s.Value.(type) {
	case bound.File:
		w.assign(openFile(w.text(a.Path)), s.Var.Name, "err")
		w.check(w.errorAt(s.Where))
		w.add(jen.Id("closers").Dot("add").Call(cleanup(v.Clone().Dot("Close"), bound.CleanupClose)))
	case bound.Textual:
		if a.Ptr {
			w.assign(jen.New(typeOf(a.Type)), s.Var.Name)
		} else {
			w.declared[s.Var.Name] = true
			w.add(jen.Var().Id(s.Var.Name).Add(typeOf(a.Type)))
		}
		w.try(v.Dot("UnmarshalText").Call(jen.Index().Byte().Call(w.text(a.Text))), s.Where)
	default:
		w.assign(w.arg(plan.Make{}, typed(a)), s.Var.Name)
	}
}

// openFile opens a file to be written at its end.
func openFile(path jen.Code) *jen.Statement {
	flags := jen.Qual("os", "O_APPEND").Op("|").Qual("os", "O_CREATE").Op("|").Qual("os", "O_WRONLY")
	return jen.Qual("os", "OpenFile").Call(path, flags, jen.Op("0o644"))
}

// try makes a call whose only result is an error, and returns early with that.
func (w *writer) try(call jen.Code, where string) {
	w.add(ifFails(call, w.fail(w.errorAt(where))))
}

// set sets a field of what a call made, or calls a method of it.
func (w *writer) set(s plan.Make, object string, set plan.Set) {
	member := jen.Id(object)
	for _, name := range strings.Split(set.Name, ".") {
		member.Dot(name)
	}
	switch {
	case !set.Method:
		w.add(member.Op("=").Add(w.arg(s, set.Value)))
	case set.Error:
		w.try(member.Call(w.callArgs(s, []bound.Arg{set.Value})...), set.Where)
	default:
		w.add(member.Call(w.callArgs(s, []bound.Arg{set.Value})...))
	}
}

// held is an argument that a step before keeps in a variable.
func held(a plan.Held) *jen.Statement {
	v := jen.Id(a.Var.Name)
	switch arg := a.Arg.(type) {
	case bound.Pointer:
		return jen.Op("&").Add(v)
	case bound.Filter:
		if a.From != a.To {
			wrapped := v.Clone().Call(convert(jen.Id("next"), a.To, a.From))
			v = middlewareOf(a.To, jen.Return(convert(wrapped, a.From, a.To)))
		}
	case bound.App:
		v = convert(v, a.From, a.To)
		if arg.Func {
			v.Dot("ServeHTTP")
		}
	}
	return v
}

// prepare makes the filter of another section a middleware. A filter that is
// made when it is applied can fail only then, where a middleware has no way to
// say so: its error is kept until the factory has returned.
func (w *writer) prepare(s plan.Prepare) {
	f := s.Func
	next := convert(jen.Id("next"), s.For, f.Kind)
	if f.Form == plan.FormMaker {
		w.assignCall(f, s.Var.Name)
		return
	}
	call := jen.Id(f.Name).Call(append(arguments(f.Needs, jen.Id("closers")), next)...)
	if !f.Fails {
		w.assign(middlewareOf(s.For, jen.Return(convert(call, f.Kind, s.For))), s.Var.Name)
		return
	}
	if !w.late {
		w.add(jen.Var().Id("late").Error().Comment("of filters that are made when they are applied"))
		w.late = true
	}
	app := appVar(f.Kind)
	w.assign(middlewareOf(s.For,
		jen.List(jen.Id(app), jen.Err()).Op(":=").Add(call),
		ifErr(jen.Id("late").Op("=").Qual("errors", "Join").Call(jen.Id("late"), jen.Err())),
		jen.Return(convert(jen.Id(app), f.Kind, s.For)),
	), s.Var.Name)
}
