package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// builder is the function that builds an entry point for a server or a test: a
// method of the resources where several apps share them.
//
//	// newMain builds [app:main] and all it refers to.
//	func newMain(ctx context.Context) (http.Handler, func(context.Context) error, error) {
//		var closers cleanup.List
//		h, err := mainApp(&closers)
//		if err != nil {
//			return nil, nil, errors.Join(err, closers.Run(ctx))
//		}
//		return h, closers.Run, nil
//	}
func (s source) builder(e plan.Entry) jen.Code {
	failed, release := jen.Err(), s.noRelease()
	if e.Needs.Cleanups {
		failed = jen.Qual("errors", "Join").Call(jen.Err(), jen.Id("closers").Dot("Run").Call(jen.Id("ctx")))
		release = jen.Id("closers").Dot("Run")
	}
	body := s.prepare(e)
	if e.Needs.Resources {
		body = append(body, s.makeResources(jen.Nil(), jen.Nil(), failed))
	}
	call := jen.Id(e.Func.Name).Call(arguments(e.Func.Needs, jen.Op("&").Id("closers"))...)
	if e.Func.Fails {
		body = append(body,
			jen.List(jen.Id("h"), jen.Err()).Op(":=").Add(call),
			ifErr(jen.Return(jen.Nil(), jen.Nil(), failed)))
		call = jen.Id("h")
	}
	body = append(body, jen.Return(s.convert(call, e.Func.Kind, plan.HTTP), release, jen.Nil()))
	fn := s.builderComment(e).Func()
	if e.Shared {
		fn.Params(jen.Id("res").Op("*").Id("resources"))
	}
	return fn.Id(e.Builder).Params(s.contextParam(e)).Add(builderResults()).Block(body...)
}

// noRelease is what a builder returns for an app that holds nothing: package
// serve needs no function then, where callers of a library want one to call.
func (s source) noRelease() *jen.Statement {
	if s.p.Package == "main" {
		return jen.Nil()
	}
	return cleanupType().Add(block(jen.Return(jen.Nil())))
}

// contextParam is the context that a builder takes, with a name if it uses it.
func (s source) contextParam(e plan.Entry) jen.Code {
	fails := e.Func.Fails || e.Needs.Resources && s.p.Resources.Fails
	param := jen.Qual("context", "Context")
	if e.Needs.Ctx || e.Needs.Cleanups && fails {
		return jen.Id("ctx").Add(param)
	}
	return param
}

// prepare gets what the functions that a builder calls need:
//
//	dir := here.Dir("app.ini")
//	env, err := readEnvironment(dir)
//	if err != nil {
//		return nil, nil, err
//	}
func (s source) prepare(e plan.Entry) []jen.Code {
	var body []jen.Code
	if e.Needs.Cleanups {
		body = append(body, jen.Var().Id("closers").Add(s.runtime(plan.PkgCleanup, "List")))
	}
	if e.Needs.Here || e.Environ && s.p.Environ.Here {
		body = append(body, s.declareDir())
	}
	if e.Environ {
		env := "env"
		if !e.Needs.Env { // the app's server does
			env = "_"
		}
		body = append(body, s.readEnvironment(env, jen.Nil(), jen.Nil(), jen.Err())...)
	}
	if e.Needs.Resources && !e.Shared {
		body = append(body, jen.Id("res").Op(":=").New(jen.Id("resources")))
	}
	return body
}

// builderComment says what a builder makes.
func (s source) builderComment(e plan.Entry) *jen.Statement {
	text := fmt.Sprintf("%s builds %s and all it refers to", e.Builder, printable(e.Func.Section))
	if e.Shared {
		text += ", with these resources"
	}
	return jen.Line().Comment(text + ".").Line()
}

// builderResults are (http.Handler, func(context.Context) error, error).
func builderResults() *jen.Statement {
	return jen.Params(handlerType(), cleanupType(), jen.Error())
}
