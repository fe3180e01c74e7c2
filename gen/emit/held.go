package emit

import (
	"strings"

	"github.com/pastegen/pastegen/gen/bound"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// open opens a file and has it closed after the last request:
//
//	out, err := os.OpenFile("a.log", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
//	if err != nil {
//		return nil, fmt.Errorf("%s: %w", places.MainAppOut, err)
//	}
//	closers.Add(func(context.Context) error { return out.Close() })
func (w *writer) open(s plan.Open) {
	w.assign(openFile(w.text(s.File.Path)), s.Var.Name, "err")
	w.check(w.errorAt(s.Where))
	w.add(jen.Id("closers").Dot("Add").Call(cleanup(jen.Id(s.Var.Name).Dot("Close"), bound.CleanupErr)))
}

// read has a value read itself from text:
//
//	var rank site.Rank
//	if err := rank.UnmarshalText([]byte("gold")); err != nil {
//		return nil, fmt.Errorf("%s: %w", places.MainAppRank, err)
//	}
func (w *writer) read(s plan.Read) {
	if s.Text.Ptr {
		w.assign(jen.New(typeOf(s.Text.Type)), s.Var.Name)
	} else {
		w.declared[s.Var.Name] = true
		w.add(jen.Var().Id(s.Var.Name).Add(typeOf(s.Text.Type)))
	}
	w.try(jen.Id(s.Var.Name).Dot("UnmarshalText").Call(jen.Index().Byte().Call(w.text(s.Text.Text))), s.Where)
}

// openFile opens a file to be written at its end.
func openFile(path jen.Code) *jen.Statement {
	flags := jen.Qual("os", "O_APPEND").Op("|").Qual("os", "O_CREATE").Op("|").Qual("os", "O_WRONLY")
	return jen.Qual("os", "OpenFile").Call(path, flags, jen.Op("0o644"))
}

// try makes a call whose only result is an error, and returns early with that.
func (w *writer) try(call jen.Code, where *plan.Place) {
	w.add(ifFails(call, w.fail(w.errorAt(where))))
}

// set sets a field of what a call made, or calls a method of it:
//
//	h.Cookie.Name = "sid"
//	h.AddRule("a")
//	h = h.WithRule("a")
func (w *writer) set(s plan.Make, object string, set plan.Set) {
	member := jen.Id(object)
	for _, name := range strings.Split(set.Name, ".") {
		member.Dot(name)
	}
	args := func() []jen.Code { return w.callArgs(s, []bound.Arg{set.Value}) }
	switch {
	case !set.Method:
		w.add(member.Op("=").Add(w.arg(s, set.Value)))
	case set.Chain && set.Where != nil:
		w.assign(member.Call(args()...), object, "err")
		w.check(w.errorAt(set.Where))
	case set.Chain:
		w.assign(member.Call(args()...), object)
	case set.Where != nil:
		w.try(member.Call(args()...), set.Where)
	default:
		w.add(member.Call(args()...))
	}
}

// held is an argument that a step before keeps in a variable: &size, db,
// wsgi.Handler(app), app.ServeHTTP; or a place, places.MainApp.
func (w *writer) held(a plan.Held) *jen.Statement {
	if a.Place != nil {
		return w.at(a.Place)
	}
	v := jen.Id(a.Var.Name)
	switch {
	case a.Address:
		return jen.Op("&").Add(v)
	case a.Filter && a.From != a.To:
		wrapped := v.Call(w.convert(jen.Id("next"), a.To, a.From))
		return w.middlewareOf(a.To, jen.Return(w.convert(wrapped, a.From, a.To)))
	case a.Filter:
		return v
	}
	v = w.convert(v, a.From, a.To)
	if a.Func {
		v.Dot("ServeHTTP")
	}
	return v
}

// prepare makes the filter of another section a middleware. A filter that is
// made when it is applied can fail only then, where a middleware has no way to
// say so: its error is kept until the factory has returned.
//
//	upper := func(next http.Handler) http.Handler {
//		h, err := upperFilter(dir, next)
//		if err != nil {
//			late = errors.Join(late, err)
//		}
//		return h
//	}
func (w *writer) prepare(s plan.Prepare) {
	f := s.Func
	next := w.convert(jen.Id("next"), s.For, f.Kind)
	if f.Form == plan.FormMaker {
		w.assignCall(f, s.Var.Name)
		return
	}
	call := jen.Id(f.Name).Call(append(arguments(f.Needs, jen.Id("closers")), next)...)
	if !f.Fails {
		w.assign(w.middlewareOf(s.For, jen.Return(w.convert(call, f.Kind, s.For))), s.Var.Name)
		return
	}
	if !w.late {
		w.add(jen.Var().Id("late").Error().Comment("of filters that are made when they are applied"))
		w.late = true
	}
	app := appVar(f.Kind)
	w.assign(w.middlewareOf(s.For,
		jen.List(jen.Id(app), jen.Err()).Op(":=").Add(call),
		ifErr(jen.Id("late").Op("=").Qual("errors", "Join").Call(jen.Id("late"), jen.Err())),
		jen.Return(w.convert(jen.Id(app), f.Kind, s.For)),
	), s.Var.Name)
}
