package emit

import (
	"github.com/dave/jennifer/jen"
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/plan"
)

// kinds writes apps and filters of either kind, and makes one of the other.
type kinds struct{ source }

// adapt turns what a factory returns into what its section needs:
//
//	http.HandlerFunc(site.Hello)
//	site.New().Serve
//	func(next http.Handler) http.Handler { return made(next) }
func (k kinds) adapt(made *jen.Statement, r bound.Result) *jen.Statement {
	switch r.Adapt {
	case bound.AdaptHandlerFunc:
		return handlerFunc(made)
	case bound.AdaptMethod:
		return jen.Parens(made).Dot(r.Method)
	case bound.AdaptMiddleware:
		wrapped := made.Call(jen.Id("next"))
		if r.Method != "" {
			wrapped.Dot(r.Method)
		}
		return k.middlewareOf(plan.KindOf(r), jen.Return(wrapped))
	case bound.AdaptMiddlewareF:
		return k.middlewareOf(plan.HTTP, jen.Return(made.Call(jen.Id("next").Dot("ServeHTTP"))))
	case bound.AdaptMiddlewareToF:
		return k.middlewareOf(plan.HTTP, jen.Return(handlerFunc(made.Call(jen.Id("next")))))
	case bound.AdaptMiddlewareFToF:
		return k.middlewareOf(plan.HTTP, jen.Return(handlerFunc(made.Call(jen.Id("next").Dot("ServeHTTP")))))
	}
	return made
}

// once reports whether an adaptation is a closure around what the factory made,
// which is to be called once only.
func once(a bound.Adapt) bool {
	switch a {
	case bound.AdaptMiddleware, bound.AdaptMiddlewareF, bound.AdaptMiddlewareToF, bound.AdaptMiddlewareFToF:
		return true
	}
	return false
}

// handlerFunc makes a handler of a function: http.HandlerFunc(site.Hello).
func handlerFunc(made jen.Code) *jen.Statement { return jen.Qual("net/http", "HandlerFunc").Call(made) }

// middlewareOf is a function literal that wraps next:
//
//	func(next http.Handler) http.Handler { return tagFilter(next) }
func (k kinds) middlewareOf(kind plan.Kind, body ...jen.Code) *jen.Statement {
	return jen.Func().Params(jen.Id("next").Add(k.appType(kind))).Add(k.appType(kind)).Add(block(body...))
}

// appVar is the variable that has an app of a kind: h or application.
func appVar(kind plan.Kind) string {
	if kind == plan.WSGI {
		return "application"
	}
	return "h"
}

// convert makes an app one of another kind: wsgi.Handler(helloApp()).
func (k kinds) convert(app *jen.Statement, from, to plan.Kind) *jen.Statement {
	switch {
	case from == to:
		return app
	case to == plan.WSGI:
		return k.runtime(plan.PkgWSGI, "Call").Call(app)
	}
	return k.runtime(plan.PkgWSGI, "Handler").Call(app)
}

// cleanup turns what releases a value into the kind of function that is kept:
//
//	func(context.Context) error { return db.Close() }
func cleanup(stop *jen.Statement, kind bound.Cleanup) jen.Code {
	fn := cleanupType()
	switch kind {
	case bound.CleanupFunc:
		return fn.Block(stop.Call(), jen.Return(jen.Nil()))
	case bound.CleanupErr:
		return fn.Add(block(jen.Return(stop.Call())))
	}
	return stop
}

// cleanupType is the type of the functions that release what apps hold:
// func(context.Context) error.
func cleanupType() *jen.Statement {
	return jen.Func().Params(jen.Qual("context", "Context")).Error()
}

// appType is the type of apps of a kind: http.Handler or wsgi.App.
func (k kinds) appType(kind plan.Kind) *jen.Statement {
	if kind == plan.WSGI {
		return k.runtime(plan.PkgWSGI, "App")
	}
	return handlerType()
}

// middlewareType is the type of filters for apps of a kind:
// func(http.Handler) http.Handler.
func (k kinds) middlewareType(kind plan.Kind) *jen.Statement {
	return jen.Func().Params(k.appType(kind)).Add(k.appType(kind))
}
