package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// builder writes the function that builds an entry point.
type builder struct {
	kinds
	entry plan.Entry
}

// function is that for a server or a test: a method of the resources where
// several apps share them.
//
//	// newMain builds [app:main] and all it refers to.
//	func newMain(ctx context.Context) (http.Handler, func(context.Context) error, error) {
//		var closers cleanup.List
//		defer closers.Abandon(ctx)
//		h, err := mainApp(&closers)
//		if err != nil {
//			return nil, nil, errors.Join(err, closers.Run(ctx))
//		}
//		return h, closers.Keep(), nil
//	}
func (b builder) function() jen.Code {
	failed, release := jen.Err(), b.noRelease()
	if b.entry.Needs.Cleanups {
		failed = jen.Qual("errors", "Join").Call(jen.Err(), jen.Id("closers").Dot("Run").Call(jen.Id("ctx")))
		release = jen.Id("closers").Dot("Keep").Call()
	}
	body := b.prepare()
	if b.entry.Needs.Resources {
		body = append(body, resources{b.source}.call(jen.Nil(), jen.Nil(), failed))
	}
	call := jen.Id(b.entry.Func.Name).Call(arguments(b.entry.Func.Needs, jen.Op("&").Id("closers"))...)
	if b.entry.Func.Fails {
		body = append(body,
			jen.List(jen.Id("h"), jen.Err()).Op(":=").Add(call),
			ifErr(jen.Return(jen.Nil(), jen.Nil(), failed)))
		call = jen.Id("h")
	}
	body = append(body, jen.Return(b.convert(call, b.entry.Func.Kind, plan.HTTP), release, jen.Nil()))
	fn := b.comment().Func()
	if b.entry.Shared {
		fn.Params(jen.Id("res").Op("*").Id("resources"))
	}
	return fn.Id(b.entry.Builder).Params(b.contextParam()).Add(builderResults()).Block(body...)
}

// noRelease is what a builder returns for an app that holds nothing: package
// serve needs no function then, where callers of a library want one to call.
func (b builder) noRelease() *jen.Statement {
	if b.p.Package == "main" {
		return jen.Nil()
	}
	return cleanupType().Add(block(jen.Return(jen.Nil())))
}

// contextParam is the context that a builder takes, with a name if it uses it.
func (b builder) contextParam() jen.Code {
	param := jen.Qual("context", "Context")
	if b.entry.Needs.Ctx || b.entry.Needs.Cleanups {
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
func (b builder) prepare() []jen.Code {
	var body []jen.Code
	if b.entry.Needs.Cleanups {
		body = append(body,
			jen.Var().Id("closers").Add(b.runtime(plan.PkgCleanup, "List")),
			jen.Defer().Id("closers").Dot("Abandon").Call(jen.Id("ctx")))
	}
	if b.entry.Needs.Here || b.entry.Environ && b.p.Environ.Common.Here {
		body = append(body, declareDir(b.p))
	}
	if b.entry.Environ {
		env := "env"
		if !b.entry.Needs.Env { // the app's server does
			env = "_"
		}
		body = append(body, environment{b.source, b.p.Environ.Common}.call(env, jen.Nil(), jen.Nil(), jen.Err())...)
	}
	if b.entry.Needs.Resources && !b.entry.Shared {
		body = append(body, jen.Id("res").Op(":=").New(jen.Id("resources")))
	}
	return body
}

// comment says what a builder makes.
func (b builder) comment() *jen.Statement {
	text := fmt.Sprintf("%s builds %s and all it refers to", b.entry.Builder, printable(b.entry.Func.Section))
	if b.entry.Shared {
		text += ", with these resources"
	}
	return jen.Line().Comment(text + ".").Line()
}

// builderResults are (http.Handler, func(context.Context) error, error).
func builderResults() *jen.Statement {
	return jen.Params(handlerType(), cleanupType(), jen.Error())
}
