// Package emit writes a plan.Program as Go source. It decides how source looks
// and nothing else: every name, type and order is settled in the plan. It is
// the only package that knows jennifer.
package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/plan"
)

// Wiring returns the source of the file that wires the program: main.go.
// The error is a fault of pastegen's own and shows the source that is not Go.
func Wiring(p *plan.Program) ([]byte, error) {
	f := jen.NewFile(p.Package)
	f.NoFormat = true // finish formats, once
	for _, own := range plan.OwnPackages() {
		f.ImportName(own, plan.PackageName(own))
	}
	for _, i := range p.Imports {
		if i.Alias {
			f.ImportAlias(i.Path, i.Name)
		} else {
			f.ImportName(i.Path, i.Name)
		}
	}
	f.Anon(p.Blank...)
	if p.Package == "main" {
		f.Add(mainFunc(p))
	}
	for _, e := range p.Entries {
		if e.Shared {
			f.Add(alone(e))
		}
		f.Add(builder(p, e))
		if e.Listen != nil {
			f.Add(listen(p, e.Listen))
		}
	}
	if p.Resources != nil {
		f.Add(resources(p)...)
	}
	if p.Environ != nil {
		f.Add(environ(p)...)
	}
	for _, g := range p.Globals {
		f.Add(globalConf(p, g))
	}
	for _, fn := range p.Funcs {
		f.Add(section(p, fn)...)
	}
	if p.Config != nil {
		f.Add(config(p))
	}
	var b strings.Builder
	if err := f.Render(&b); err != nil {
		return nil, fmt.Errorf("writing the source: %w", err)
	}
	return finish(p, b.String())
}

// mainFunc serves the entry points.
func mainFunc(p *plan.Program) jen.Code {
	apps := make([]jen.Code, len(p.Entries))
	for i, e := range p.Entries {
		fields := []jen.Code{jen.Id("name").Op(":").Lit(e.Name)}
		if len(e.Addrs) > 0 && e.Gateway == bind.NoGateway {
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
		apps[i] = jen.Values(fields...)
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
			jen.Index().Id("served").Custom(lines, apps...),
		)))...,
	)
}

// lines puts each item on a line of its own between braces.
var lines = jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}

// ownServer is the function that serves an entry point in the stead of
// net/http, nil for none.
func ownServer(e plan.Entry) *jen.Statement {
	switch {
	case e.Server != nil:
		return jen.Id(e.Server.Name)
	case e.Gateway == bind.CGI:
		return jen.Id("serveCGI")
	case e.Gateway == bind.FastCGI:
		return jen.Id("serveGateway").Call(jen.Lit(e.Addrs[0]), jen.Id("fcgiProtocol"))
	case e.Gateway == bind.SCGI:
		return jen.Id("serveGateway").Call(jen.Lit(e.Addrs[0]), jen.Id("scgiProtocol"))
	}
	return nil
}

// builder is the function that builds an entry point for a server or a test: a
// method of the resources where several apps share them.
func builder(p *plan.Program, e plan.Entry) jen.Code {
	failed := jen.Err()
	release := jen.Func().Params(jen.Qual("context", "Context")).Error().Add(block([]jen.Code{jen.Return(jen.Nil())}))
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
		body = append(body, jen.Id("here").Op(":=").Id("hereDir").Call(jen.Lit(p.Source)))
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

// arguments passes on what a function needs.
func arguments(n plan.Needs, closers jen.Code) []jen.Code {
	var args []jen.Code
	if n.Ctx {
		args = append(args, jen.Id("ctx"))
	}
	if n.Here {
		args = append(args, jen.Id("here"))
	}
	if n.Env {
		args = append(args, jen.Id("env"))
	}
	if n.Resources {
		args = append(args, jen.Id("res"))
	}
	if n.Cleanups {
		args = append(args, closers)
	}
	return args
}

// parameters declares what a function needs.
func parameters(n plan.Needs) []jen.Code {
	var params []jen.Code
	if n.Ctx {
		params = append(params, jen.Id("ctx").Qual("context", "Context"))
	}
	if n.Here {
		params = append(params, jen.Id("here").String())
	}
	if n.Env {
		params = append(params, jen.Id("env").Op("*").Id("environment"))
	}
	if n.Resources {
		params = append(params, jen.Id("res").Op("*").Id("resources"))
	}
	if n.Cleanups {
		params = append(params, jen.Id("closers").Op("*").Id("cleanups"))
	}
	return params
}

func handlerType() *jen.Statement { return jen.Qual("net/http", "Handler") }

// appType is the type of apps of a kind.
func appType(kind plan.Kind) *jen.Statement {
	if kind == plan.WSGI {
		return jen.Id("wsgiApp")
	}
	return handlerType()
}

func middlewareType(kind plan.Kind) *jen.Statement {
	return jen.Func().Params(appType(kind)).Add(appType(kind))
}

func ifErr(then jen.Code) *jen.Statement {
	return jen.If(jen.Err().Op("!=").Nil()).Block(then)
}

// globalConf is the function that returns Paste's global configuration.
func globalConf(p *plan.Program, g *plan.GlobalConf) jen.Code {
	params := parameters(plan.Needs{Here: g.Here, Env: g.Env})
	return jen.Line().
		Comment(fmt.Sprintf("%s is the global configuration of Paste's factories: [DEFAULT] and the", g.Name)).Line().
		Comment(fmt.Sprintf("place of %s. Each caller gets a map of its own.", printable(p.Source))).Line().
		Func().Id(g.Name).Params(params...).Map(jen.String()).String().
		Block(jen.Return(settingsMap(p.Environ, g.Settings)))
}
