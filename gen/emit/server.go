package emit

import (
	"go/types"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// server writes the function of the user's own server.
type server struct{ *writer }

// function is the function of the user's own server: it serves next until ctx
// ends; without next it only makes what serves. It finds the folder of the INI
// file by itself, since the program's start knows nothing of it. It is a method
// of the resources where it takes some, which the builder of its app has made
// before.
//
//	func mainServer(ctx context.Context, next http.Handler) error {
//		if next == nil {
//			return serve.Untried // it serves as soon as it is called
//		}
//		if err := site.Serve(ctx, next, 8080); err != nil {
//			return fmt.Errorf("%s: %w", places.MainServer, err)
//		}
//		return nil
//	}
func (w server) function() jen.Code {
	s := w.f.Steps[len(w.f.Steps)-1].(plan.Make)
	w.find()
	result := jen.Error()
	if w.f.Needs.Cleanups {
		result = jen.Params(jen.Err().Error())
		w.declared["err"] = true
		w.add(
			jen.Var().Id("closers").Add(w.runtime(plan.PkgCleanup, "List")),
			jen.Defer().Func().Params().Block(
				jen.Err().Op("=").Qual("errors", "Join").Call(jen.Err(), jen.Id("closers").Dot("Run").Call(jen.Qual("context", "WithoutCancel").Call(jen.Id("ctx")))),
			).Call())
	}
	for _, before := range w.f.Steps[:len(w.f.Steps)-1] {
		w.step(before)
	}
	if s.Call.Result.Wraps {
		w.madeOnly(w.runtime(plan.PkgServe, "Untried"), "it serves as soon as it is called")
		w.run(expr{w.writer, s}.factory(), s)
	} else {
		w.runMade(s)
	}
	fn := w.comment().Func()
	if w.f.Needs.Resources {
		fn.Params(jen.Id("res").Op("*").Id("resources"))
	}
	return fn.Id(w.f.Name).
		Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("next").Add(handlerType())).Add(result).Block(w.body...)
}

// runMade has a factory make the function that serves, and calls that:
//
//	run := site.Server(8080)
//	if next == nil {
//		return nil // it was to be made only
//	}
//	run(ctx, next)
//	return nil
func (w server) runMade(s plan.Make) {
	making{expr{w.writer, s}}.keep()
	w.madeOnly(jen.Nil(), "it was to be made only")
	sig := s.Call.Result.Type.Underlying().(*types.Signature)
	args := []jen.Code{jen.Id("next")}
	if sig.Params().Len() == 2 {
		args = []jen.Code{jen.Id("ctx"), jen.Id("next")}
	}
	w.run(jen.Id(s.Var.Name).Call(args...), s)
}

// madeOnly returns where nothing is to be served: -check wants to know whether
// the server can be made.
func (w server) madeOnly(value jen.Code, why string) {
	w.add(jen.If(jen.Id("next").Op("==").Nil()).Block(jen.Return(value).Comment(why)))
}

// run writes the call that serves.
func (w server) run(call jen.Code, s plan.Make) {
	if s.Where != nil {
		w.try(call, s.Where)
	} else {
		w.add(call)
	}
	w.add(jen.Return(jen.Nil()))
}
