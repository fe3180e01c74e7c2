package bind

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
)

// universePackages returns the packages whose types the binder compares with.
func universePackages() []string {
	return []string{"net/http", "context", "log/slog", "time", "iter"}
}

// universe holds the types that signatures are compared with, of the same
// importer as the user's packages.
type universe struct {
	handler     types.Type // http.Handler
	handlerFunc types.Type // func(http.ResponseWriter, *http.Request)
	middleware  types.Type // func(http.Handler) http.Handler
	wsgi        types.Type // a WSGI app, see wsgiType
	context     types.Type
	logger      types.Type // *slog.Logger
	duration    types.Type
	err         types.Type
}

func newUniverse(pkgs *gopkg.Loader) *universe {
	find := pkgs.Type
	h := find("net/http", "Handler")
	one := func(t types.Type) *types.Tuple { return types.NewTuple(types.NewParam(0, nil, "", t)) }
	u := &universe{
		handler:     h,
		handlerFunc: find("net/http", "HandlerFunc").Underlying(),
		middleware:  types.NewSignatureType(nil, nil, nil, one(h), one(h), false),
		context:     find("context", "Context"),
		logger:      types.NewPointer(find("log/slog", "Logger")),
		duration:    find("time", "Duration"),
		err:         types.Universe.Lookup("error").Type(),
	}
	u.wsgi = wsgiType(find("iter", "Seq"))
	return u
}

// isHandler reports whether a value of the type serves HTTP as it stands.
func (u *universe) isHandler(t types.Type) bool {
	i, ok := u.handler.Underlying().(*types.Interface)
	return ok && types.Implements(t, i)
}

// isHandlerFunc reports whether the type is a func(w, r) that is no handler by
// itself.
func (u *universe) isHandlerFunc(t types.Type) bool {
	return !u.isHandler(t) && types.Identical(t.Underlying(), u.handlerFunc)
}

// takesHandler reports whether a parameter of the type is there for a handler:
// an interface like http.Handler, or (asFunc) a func(w, r).
func (u *universe) takesHandler(t types.Type) (takes, asFunc bool) {
	switch {
	case types.Identical(t.Underlying(), u.handler.Underlying()):
		return true, false
	case types.Identical(t.Underlying(), u.handlerFunc):
		return true, true
	}
	return false, false
}

// makesHandler says how a value of the type becomes a handler.
func (u *universe) makesHandler(t types.Type) (bound.Adapt, bool) {
	switch {
	case u.isHandler(t):
		return bound.AdaptNone, true
	case u.isHandlerFunc(t):
		return bound.AdaptHandlerFunc, true
	}
	return bound.AdaptNone, false
}

// makesMiddleware says how a value of the type becomes a filter.
func (u *universe) makesMiddleware(t types.Type) (bound.Adapt, bool) {
	if types.Identical(t.Underlying(), u.middleware) {
		return bound.AdaptNone, true
	}
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Variadic() || sig.Params().Len() != 1 || sig.Results().Len() != 1 {
		return bound.AdaptNone, false
	}
	takes, asFunc := u.takesHandler(sig.Params().At(0).Type())
	made, ok := u.makesHandler(sig.Results().At(0).Type())
	switch toFunc := made == bound.AdaptHandlerFunc; {
	case asFunc && toFunc:
		return bound.AdaptMiddlewareFToF, takes && ok
	case asFunc:
		return bound.AdaptMiddlewareF, takes && ok
	case toFunc:
		return bound.AdaptMiddlewareToF, takes && ok
	}
	return bound.AdaptMiddleware, takes && ok
}

// makesServer reports whether the type is a function that serves a handler:
// func(http.Handler) error, also with a context first or without the error.
func (u *universe) makesServer(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Variadic() || !u.onlyError(sig.Results()) {
		return false
	}
	params := sig.Params()
	n := params.Len()
	if n == 2 && !types.Identical(params.At(0).Type(), u.context) || n < 1 || n > 2 {
		return false
	}
	takes, asFunc := u.takesHandler(params.At(n - 1).Type())
	return takes && !asFunc
}

// onlyError reports whether results are none or one error.
func (u *universe) onlyError(results *types.Tuple) bool {
	return results.Len() == 0 || results.Len() == 1 && types.Identical(results.At(0).Type(), u.err)
}
