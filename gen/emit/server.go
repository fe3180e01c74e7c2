package emit

import (
	"go/types"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// server is the function of the user's own server: it serves next until ctx
// ends. It finds the folder of the INI file by itself, since the program's
// start knows nothing of it.
func (w *writer) server() jen.Code {
	s := w.f.Steps[len(w.f.Steps)-1].(plan.Make)
	if w.f.Needs.Here || w.f.Needs.Env && w.p.Environ.Here {
		w.add(jen.Id("here").Op(":=").Id("hereDir").Call(jen.Lit(w.p.Source)))
	}
	if w.f.Needs.Env {
		w.add(readEnvironment(w.p.Environ, "env", jen.Err())...)
	}
	if s.Call.Result.Wraps {
		w.run(w.factory(s), s.Call.Result.Error)
	} else {
		w.runMade(s)
	}
	return w.comment().Func().Id(w.f.Name).
		Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("next").Add(handlerType())).Error().Block(w.body...)
}

// runMade has a factory make the function that serves, and calls that.
func (w *writer) runMade(s plan.Make) {
	made := w.factory(s)
	if s.Call.Result.Error {
		w.assign(made, s.Var.Name, "err")
		w.add(ifErr(jen.Return(w.sectionError())))
		made = jen.Id(s.Var.Name)
	}
	sig := s.Call.Result.Type.Underlying().(*types.Signature)
	args := []jen.Code{jen.Id("next")}
	if sig.Params().Len() == 2 {
		args = []jen.Code{jen.Id("ctx"), jen.Id("next")}
	}
	w.run(made.Call(args...), sig.Results().Len() == 1)
}

// run writes the call that serves.
func (w *writer) run(call jen.Code, fails bool) {
	if !fails {
		w.add(call, jen.Return(jen.Nil()))
		return
	}
	w.add(
		jen.If(jen.Err().Op(":=").Add(call), jen.Err().Op("!=").Nil()).Block(jen.Return(w.sectionError())),
		jen.Return(jen.Nil()))
}
