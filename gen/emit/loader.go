package emit

import (
	"fmt"
	"go/types"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/plan"
)

// loader writes what the factory of a composite gets its sections from.
type loader struct {
	kinds
	f *plan.Func
}

// declare is the type through which the factory of a composite gets sections by
// name: a switch over all that its configuration names.
//
//	type mainLoader struct {
//		dir string
//	}
//
//	func (l *mainLoader) App(name string) (http.Handler, error) {
//		switch name {
//		case "hello":
//			return helloApp(l.dir)
//		}
//		return nil, fmt.Errorf("%s: no value names an app %q", places.MainComposite, name)
//	}
func (l loader) declare() []jen.Code {
	fields := parameters(l.p, l.f.Loader.Needs)
	if l.f.Loader.Deferred {
		fields = append(fields, jen.Err().Error().Comment("of a filter that was made when it was applied"))
	}
	code := []jen.Code{jen.Line().
		Comment(fmt.Sprintf("%s gives the factory of %s the sections that its values name.", l.f.Loader.Type, printable(l.f.Section))).Line().
		Type().Id(l.f.Loader.Type).Struct(fields...)}
	if l.f.Loader.Arg.Apps != nil {
		code = append(code, l.giveApps())
	}
	if l.f.Loader.Arg.Filters != nil {
		code = append(code, l.giveFilters())
	}
	return code
}

// loaderLiteral is a loader with what its sections need: &mainLoader{dir: dir}.
func loaderLiteral(l *plan.Loader) *jen.Statement {
	var values []jen.Code
	for _, n := range arguments(l.Needs, jen.Id("closers")) {
		values = append(values, jen.Add(n).Op(":").Add(n))
	}
	return jen.Op("&").Id(l.Type).Values(values...)
}

// giveApps is the method App: a case for each app.
//
//	case "hello":
//		return helloApp(l.dir), nil
func (l loader) giveApps() jen.Code {
	cases := make([]jen.Code, len(l.f.Loader.Apps))
	for i, g := range l.f.Loader.Apps {
		result := []jen.Code{l.convert(given(g.Func), g.Func.Kind, g.As)}
		if !g.Func.Fails {
			result = append(result, jen.Nil())
		}
		cases[i] = jen.Case(segments(g.Name, jen.Id("l").Dot("dir"), nil)).Block(jen.Return(result...))
	}
	return l.giving("App", "an app", givenType(l.f.Loader.Arg.Apps, l.appType), cases)
}

// givenType is what a method returns: a type of the user's own, or that of a kind.
func givenType(g *bound.Given, ofKind func(plan.Kind) *jen.Statement) *jen.Statement {
	switch _, own := g.Type.(*types.Named); {
	case g.WSGI && own:
		return typeOf(g.Type)
	case g.WSGI:
		return ofKind(plan.WSGI)
	}
	return ofKind(plan.HTTP)
}

// giveFilters is the method Filter: a case for each filter.
//
//	case "log":
//		return logFilter(l.dir), nil
func (l loader) giveFilters() jen.Code {
	cases := make([]jen.Code, len(l.f.Loader.Filters))
	for i, g := range l.f.Loader.Filters {
		cases[i] = jen.Case(segments(g.Name, jen.Id("l").Dot("dir"), nil)).Block(l.givenFilter(g)...)
	}
	return l.giving("Filter", "a filter", givenType(l.f.Loader.Arg.Filters, l.middlewareType), cases)
}

// givenFilter returns a middleware. A filter that is made when it is applied
// can fail only then, where a middleware has no way to say so: its error is
// kept until the factory has returned.
//
//	return func(next http.Handler) http.Handler {
//		h, err := upperFilter(l.dir, next)
//		if err != nil {
//			l.err = errors.Join(l.err, err)
//		}
//		return h
//	}, nil
func (l loader) givenFilter(g plan.Given) []jen.Code {
	f := g.Func
	next := l.convert(jen.Id("next"), g.As, f.Kind)
	wrapped := func(wrap *jen.Statement) jen.Code {
		return l.middlewareOf(g.As, jen.Return(l.convert(wrap, f.Kind, g.As)))
	}
	switch {
	case f.Form == plan.FormMaker && f.Kind == g.As && f.Fails:
		return []jen.Code{jen.Return(given(f))}
	case f.Form == plan.FormMaker && f.Kind == g.As:
		return []jen.Code{jen.Return(given(f), jen.Nil())}
	case f.Form == plan.FormMaker && f.Fails:
		return []jen.Code{
			jen.List(jen.Id("wrap"), jen.Err()).Op(":=").Add(given(f)),
			jen.Return(wrapped(jen.Id("wrap").Call(next)), jen.Err()),
		}
	case f.Form == plan.FormMaker:
		return []jen.Code{jen.Id("wrap").Op(":=").Add(given(f)), jen.Return(wrapped(jen.Id("wrap").Call(next)), jen.Nil())}
	case !f.Fails:
		return []jen.Code{jen.Return(wrapped(given(f, next)), jen.Nil())}
	}
	return []jen.Code{jen.Return(l.middlewareOf(g.As,
		jen.List(jen.Id(appVar(f.Kind)), jen.Err()).Op(":=").Add(given(f, next)),
		ifErr(jen.Id("l").Dot("err").Op("=").Qual("errors", "Join").Call(jen.Id("l").Dot("err"), jen.Err())),
		jen.Return(l.convert(jen.Id(appVar(f.Kind)), f.Kind, g.As)),
	), jen.Nil())}
}

// given calls the function of a section with what the loader holds:
// helloApp(l.dir).
func given(f *plan.Func, more ...jen.Code) *jen.Statement {
	var args []jen.Code
	for _, a := range arguments(f.Needs, jen.Id("closers")) {
		args = append(args, jen.Id("l").Op(".").Add(a))
	}
	return jen.Id(f.Name).Call(append(args, more...)...)
}

// giving is a method of the loader, which gives one thing or the other.
func (l loader) giving(method, one string, result jen.Code, cases []jen.Code) jen.Code {
	return jen.Line().
		Comment(fmt.Sprintf("%s returns the %s that a section of that name makes.", method, strings.ToLower(method))).Line().
		Func().Params(jen.Id("l").Op("*").Id(l.f.Loader.Type)).Id(method).Params(jen.Id("name").String()).
		Params(result, jen.Error()).Block(
		jen.Switch(jen.Id("name")).Block(cases...),
		jen.Return(jen.Nil(), jen.Qual("fmt", "Errorf").Call(jen.Lit("%s: no value names "+one+" %q"), l.at(l.f.Loader.Where), jen.Id("name"))),
	)
}
