package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/plan"
)

// ahead writes what stands in front of a call, for its arguments.
type ahead struct{ *writer }

// open opens a file and has it closed after the last request:
//
//	out, err := os.OpenFile("a.log", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
//	if err != nil {
//		return nil, fmt.Errorf("%s: %w", places.MainAppOut, err)
//	}
//	closers.Add(func(context.Context) error { return out.Close() })
func (w ahead) open(s plan.Open) {
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
func (w ahead) read(s plan.Read) {
	if s.Text.Ptr {
		w.assign(jen.New(typeOf(s.Text.Type)), s.Var.Name)
	} else {
		w.declared[s.Var.Name] = true
		w.add(jen.Var().Id(s.Var.Name).Add(typeOf(s.Text.Type)))
	}
	w.try(jen.Id(s.Var.Name).Dot("UnmarshalText").Call(jen.Index().Byte().Call(w.text(s.Text.Text))), s.Where)
}

// openFile opens a file to be written at its end:
//
//	os.OpenFile("a.log", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
func openFile(path jen.Code) *jen.Statement {
	flags := jen.Qual("os", "O_APPEND").Op("|").Qual("os", "O_CREATE").Op("|").Qual("os", "O_WRONLY")
	return jen.Qual("os", "OpenFile").Call(path, flags, jen.Op("0o644"))
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
func (w ahead) prepare(s plan.Prepare) {
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

// enter makes a folder of a tree a tree of its own:
//
//	files, err := fs.Sub(publicFiles, "public")
//	if err != nil {
//		return nil, fmt.Errorf("%s: %w", places.MainAppEmbed, err)
//	}
func (w ahead) enter(s plan.Enter) {
	w.assign(jen.Qual("io/fs", "Sub").Call(jen.Id(s.Tree.Var), jen.Lit(s.Root)), s.Var.Name, "err")
	w.check(w.errorAt(s.Where))
}
