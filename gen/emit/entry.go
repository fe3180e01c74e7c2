package emit

import (
	"fmt"

	"github.com/pastegen/pastegen/gen/bound"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// mainFunc serves the entry points.
func mainFunc(p *plan.Program) jen.Code {
	apps := make([]jen.Code, len(p.Entries))
	for i, e := range p.Entries {
		apps[i] = served(e)
	}
	var body []jen.Code
	if p.Resources != nil && p.Resources.Shared {
		body = append(body, jen.Id("res").Op(":=").New(jen.Id("resources")).Comment("which all apps share"))
	}
	return jen.Line().Func().Id("main").Params().Block(append(body,
		jen.Qual("os", "Exit").Call(jen.Id("serve").Call(
			jen.Qual("os", "Args").Index(jen.Lit(1).Op(":")),
			jen.Qual("os", "Stderr"),
			jen.Id("config"),
			jen.Index().Id("served").Custom(lines("{", "}"), apps...),
		)))...,
	)
}

// served says how an app is built and where it is served.
func served(e plan.Entry) jen.Code {
	fields := []jen.Code{jen.Id("name").Op(":").Lit(e.Name)}
	if len(e.Addrs) > 0 && e.Gateway == bound.NoGateway {
		addrs := make([]jen.Code, len(e.Addrs))
		for i, a := range e.Addrs {
			addrs[i] = jen.Lit(a)
		}
		fields = append(fields, jen.Id("addrs").Op(":").Index().String().Values(addrs...))
	}
	if e.Listen != nil {
		fields = append(fields, jen.Id("listen").Op(":").Id(e.Listen.Name))
	}
	build := jen.Id(e.Builder)
	if e.Shared {
		build = jen.Id("res").Dot(e.Builder)
	}
	fields = append(fields, jen.Id("build").Op(":").Add(build))
	if s := ownServer(e); s != nil {
		fields = append(fields, jen.Id("serve").Op(":").Add(s))
	}
	return jen.Values(fields...)
}

// ownServer is the function that serves an entry point in the stead of
// net/http, nil for none.
func ownServer(e plan.Entry) *jen.Statement {
	switch {
	case e.Server != nil:
		return jen.Id(e.Server.Name)
	case e.Gateway == bound.CGI:
		return jen.Id("serveCGI")
	case e.Gateway == bound.FastCGI:
		return jen.Id("serveGateway").Call(jen.Lit(e.Addrs[0]), jen.Id("fcgiProtocol"))
	case e.Gateway == bound.SCGI:
		return jen.Id("serveGateway").Call(jen.Lit(e.Addrs[0]), jen.Id("scgiProtocol"))
	}
	return nil
}

// builder is the function that builds an entry point for a server or a test: a
// method of the resources where several apps share them.
func builder(p *plan.Program, e plan.Entry) jen.Code {
	failed := jen.Err()
	release := cleanupType().Add(block(jen.Return(jen.Nil())))
	if e.Needs.Cleanups {
		failed = jen.Qual("errors", "Join").Call(jen.Err(), jen.Id("closers").Dot("run").Call(jen.Id("ctx")))
		release = jen.Id("closers").Dot("run")
	}
	body := prepare(p, e)
	if e.Needs.Resources {
		body = append(body, makeResources(p, jen.Nil(), jen.Nil(), failed))
	}
	call := jen.Id(e.Func.Name).Call(arguments(e.Func.Needs, jen.Op("&").Id("closers"))...)
	if e.Func.Fails {
		body = append(body,
			jen.List(jen.Id("h"), jen.Err()).Op(":=").Add(call),
			ifErr(jen.Return(jen.Nil(), jen.Nil(), failed)))
		call = jen.Id("h")
	}
	body = append(body, jen.Return(convert(call, e.Func.Kind, plan.HTTP), release, jen.Nil()))
	fn := builderComment(e).Func()
	if e.Shared {
		fn.Params(jen.Id("res").Op("*").Id("resources"))
	}
	return fn.Id(e.Builder).Params(jen.Id(contextName(p, e)).Qual("context", "Context")).Add(builderResults()).Block(body...)
}

// contextName is how a builder calls its context.
func contextName(p *plan.Program, e plan.Entry) string {
	fails := e.Func.Fails || e.Needs.Resources && p.Resources.Fails
	if e.Needs.Ctx || e.Needs.Cleanups && fails {
		return "ctx"
	}
	return "_"
}

// prepare gets what the functions that a builder calls need.
func prepare(p *plan.Program, e plan.Entry) []jen.Code {
	var body []jen.Code
	if e.Needs.Cleanups {
		body = append(body, jen.Var().Id("closers").Id("cleanups"))
	}
	if e.Needs.Here || e.Environ && p.Environ.Here {
		body = append(body, declareHere(p))
	}
	if e.Environ {
		env := "env"
		if !e.Needs.Env { // the app's server does
			env = "_"
		}
		body = append(body, readEnvironment(p.Environ, env, jen.Nil(), jen.Nil(), jen.Err())...)
	}
	if e.Needs.Resources && !e.Shared {
		body = append(body, jen.Id("res").Op(":=").New(jen.Id("resources")))
	}
	return body
}

func builderComment(e plan.Entry) *jen.Statement {
	if e.Shared {
		return jen.Line().
			Comment(fmt.Sprintf("%s builds %s with these resources. Of all the functions that", e.Builder, printable(e.Func.Section))).Line().
			Comment("builders return, that of the first one must be called last.").Line()
	}
	return jen.Line().
		Comment(fmt.Sprintf("%s builds %s, %s, and all it refers to. The function", e.Builder, printable(e.Func.Section), printable(e.Func.Place))).Line().
		Comment("it returns releases what they hold; call it when the last request has ended.").Line()
}

// alone is the builder of an app with resources that no other app uses: those
// of a server are shared.
func alone(e plan.Entry) jen.Code {
	return jen.Line().
		Comment(fmt.Sprintf("%s builds %s, %s, and all it refers to,", e.Builder, printable(e.Func.Section), printable(e.Func.Place))).Line().
		Comment("with resources of its own. The function it returns releases what they hold;").Line().
		Comment("call it when the last request has ended.").Line().
		Func().Id(e.Builder).Params(jen.Id("ctx").Qual("context", "Context")).Add(builderResults()).
		Block(jen.Return(jen.New(jen.Id("resources")).Dot(e.Builder).Call(jen.Id("ctx"))))
}

func builderResults() *jen.Statement {
	return jen.Params(handlerType(), cleanupType(), jen.Error())
}
