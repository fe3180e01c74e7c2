// Package contract tells from a Go type what its values are good for: whether
// they are an app or a filter, of net/http or of WSGI, or serve one, and what a
// function with such results makes. It knows types only.
package contract

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
)

// Packages returns the packages whose types signatures are compared with.
func Packages() []string {
	return []string{"net/http", "context", "log/slog", "time", "iter"}
}

// Types are the types that signatures are compared with. They must be of one
// universe with those.
type Types struct {
	Handler     types.Type // http.Handler
	HandlerFunc types.Type // func(http.ResponseWriter, *http.Request)
	Middleware  types.Type // func(http.Handler) http.Handler
	WSGI        types.Type // a WSGI app, see wsgiType
	Context     types.Type
	Logger      types.Type // *slog.Logger
	Err         types.Type

	wsgiFilter types.Type
}

// New finds the types by the paths of their packages and their names.
func New(find func(path, name string) types.Type) *Types {
	h := find("net/http", "Handler")
	u := &Types{
		Handler:     h,
		HandlerFunc: find("net/http", "HandlerFunc").Underlying(),
		Middleware:  function([]types.Type{h}, h),
		Context:     find("context", "Context"),
		Logger:      types.NewPointer(find("log/slog", "Logger")),
		Err:         types.Universe.Lookup("error").Type(),
	}
	u.WSGI = wsgiType(find("iter", "Seq"))
	u.wsgiFilter = function([]types.Type{u.WSGI}, u.WSGI)
	return u
}

// IsHandler reports whether a value of the type serves HTTP as it stands.
func (u *Types) IsHandler(t types.Type) bool {
	i, ok := u.Handler.Underlying().(*types.Interface)
	return ok && types.Implements(t, i)
}

// isHandlerFunc reports whether the type is a func(w, r) that is no handler by
// itself.
func (u *Types) isHandlerFunc(t types.Type) bool {
	return !u.IsHandler(t) && types.Identical(t.Underlying(), u.HandlerFunc)
}

// TakesHandler reports whether a parameter of the type is there for a handler:
// an interface like http.Handler, or (asFunc) a func(w, r).
func (u *Types) TakesHandler(t types.Type) (takes, asFunc bool) {
	switch {
	case types.Identical(t.Underlying(), u.Handler.Underlying()):
		return true, false
	case types.Identical(t.Underlying(), u.HandlerFunc):
		return true, true
	}
	return false, false
}

// IsWSGI reports whether values of the type are WSGI apps.
func (u *Types) IsWSGI(t types.Type) bool { return types.Identical(t.Underlying(), u.WSGI) }

// IsApp reports whether a value of the type is an app as it stands: an
// http.Handler, a func(w, r), or a WSGI app.
func (u *Types) IsApp(t types.Type) bool {
	takes, _ := u.TakesHandler(t)
	return takes || u.IsWSGI(t)
}

// The methods of loaders.
const (
	AppMethod    = "App"    // App(name string) (http.Handler, error), or a WSGI app
	FilterMethod = "Filter" // Filter(name string) (func(http.Handler) http.Handler, error), or one for WSGI apps
)

// IsLoader reports whether the type is an interface that gives sections by name,
// with one or both of the loader's methods and no other.
func (u *Types) IsLoader(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	if !ok || i.NumMethods() == 0 {
		return false
	}
	for m := range i.NumMethods() {
		if !u.isLoaderMethod(i.Method(m)) {
			return false
		}
	}
	return true
}

func (u *Types) isLoaderMethod(m *types.Func) bool {
	sig := m.Type().(*types.Signature)
	params, results := sig.Params(), sig.Results()
	if params.Len() != 1 || results.Len() != 2 {
		return false
	}
	given := results.At(0).Type()
	switch m.Name() {
	case AppMethod:
		if !types.Identical(given, u.Handler) && !u.IsWSGI(given) {
			return false
		}
	case FilterMethod:
		if !types.Identical(given, u.Middleware) && !u.IsWSGIFilter(given) {
			return false
		}
	default:
		return false
	}
	return types.Identical(params.At(0).Type(), types.Typ[types.String]) && types.Identical(results.At(1).Type(), u.Err)
}

// IsFilter reports whether a value of the type is a filter as it stands:
// func(http.Handler) http.Handler, the same for WSGI apps, or a type over one of
// them.
func (u *Types) IsFilter(t types.Type) bool {
	return types.Identical(t.Underlying(), u.Middleware) || u.IsWSGIFilter(t)
}

// IsWSGIFilter reports whether a value of the type is a filter for WSGI apps.
func (u *Types) IsWSGIFilter(t types.Type) bool { return types.Identical(t.Underlying(), u.wsgiFilter) }

// onlyError reports whether results are none or one error.
func (u *Types) onlyError(results *types.Tuple) bool {
	return results.Len() == 0 || results.Len() == 1 && types.Identical(results.At(0).Type(), u.Err)
}

// MakesApp says how a value of the type becomes an app: an http.Handler, or a
// WSGI app if it is one or just one of its methods is.
func (u *Types) MakesApp(t types.Type) (Made, bool) {
	if adapt, ok := u.makesHandler(t); ok {
		return Made{adapt: adapt}, true
	}
	if u.IsWSGI(t) {
		return Made{WSGI: true}, true
	}
	method := u.wsgiMethod(t)
	return Made{adapt: bound.AdaptMethod, WSGI: true, method: method}, method != ""
}

// makesHandler says how a value of the type becomes a handler.
func (u *Types) makesHandler(t types.Type) (bound.Adapt, bool) {
	switch {
	case u.IsHandler(t):
		return bound.AdaptNone, true
	case u.isHandlerFunc(t):
		return bound.AdaptHandlerFunc, true
	}
	return bound.AdaptNone, false
}

// wsgiMethod returns the only exported method that is a WSGI app, if any.
func (u *Types) wsgiMethod(t types.Type) string {
	found := ""
	methods := types.NewMethodSet(t)
	for i := range methods.Len() {
		m := methods.At(i).Obj()
		if !m.Exported() || !types.Identical(m.Type(), u.WSGI) {
			continue
		}
		if found != "" {
			return ""
		}
		found = m.Name()
	}
	return found
}

// MakesFilter says how a value of the type becomes a filter, for http.Handlers
// or for WSGI apps.
func (u *Types) MakesFilter(t types.Type) (Made, bool) {
	if adapt, ok := u.makesMiddleware(t); ok {
		return Made{adapt: adapt}, true
	}
	sig, isFunc := t.Underlying().(*types.Signature)
	if !isFunc || sig.Params().Len() != 1 || sig.Results().Len() != 1 || !u.IsWSGI(sig.Params().At(0).Type()) {
		return Made{}, false
	}
	result := sig.Results().At(0).Type()
	if types.Identical(sig.Params().At(0).Type(), u.WSGI) && types.Identical(result, u.WSGI) {
		return Made{WSGI: true}, true
	}
	m, ok := u.MakesApp(result)
	return Made{bound.AdaptMiddleware, true, m.method}, ok && m.WSGI
}

// makesMiddleware says how a value of the type becomes a filter.
func (u *Types) makesMiddleware(t types.Type) (bound.Adapt, bool) {
	if types.Identical(t.Underlying(), u.Middleware) {
		return bound.AdaptNone, true
	}
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Params().Len() != 1 || sig.Results().Len() != 1 {
		return bound.AdaptNone, false
	}
	takes, asFunc := u.TakesHandler(sig.Params().At(0).Type())
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

// MakesServer reports whether the type is a function that serves a handler:
// func(http.Handler) error, also with a context first or without the error.
func (u *Types) MakesServer(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || !u.onlyError(sig.Results()) {
		return false
	}
	params := sig.Params()
	n := params.Len()
	if n == 2 && !types.Identical(params.At(0).Type(), u.Context) || n < 1 || n > 2 {
		return false
	}
	takes, asFunc := u.TakesHandler(params.At(n - 1).Type())
	return takes && !asFunc
}

// Split tells the results of a factory apart.
func (u *Types) Split(list *types.Tuple) Results {
	var r Results
	n := list.Len()
	if n > 0 && types.Identical(list.At(n-1).Type(), u.Err) {
		r.Err = true
		n--
	}
	if n > 1 {
		if r.Cleanup = u.Cleanup(list.At(n - 1).Type()); r.Cleanup != bound.NoCleanup {
			n--
		}
	}
	if n > 0 {
		r.Value = list.At(0).Type()
	}
	r.More = n > 1
	if n == 2 && types.Identical(r.Value, types.Typ[types.String]) {
		if _, r.Path = u.makesHandler(list.At(1).Type()); r.Path {
			r.Value = list.At(1).Type()
		}
	}
	return r
}

// Cleanup returns which kind of clean-up function the type is.
func (u *Types) Cleanup(t types.Type) bound.Cleanup {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || !u.onlyError(sig.Results()) {
		return bound.NoCleanup
	}
	hasErr := sig.Results().Len() == 1
	switch params := sig.Params(); {
	case params.Len() == 0 && !hasErr:
		return bound.CleanupFunc
	case params.Len() == 0:
		return bound.CleanupErr
	case params.Len() == 1 && hasErr && types.Identical(params.At(0).Type(), u.Context):
		return bound.CleanupContext
	}
	return bound.NoCleanup
}

// Closing returns the method that releases what a value of the type holds, and its
// type: Close, or if it has none Shutdown, with or without a context and an error.
func (u *Types) Closing(t types.Type) (method string, kind bound.Cleanup) {
	methods := types.NewMethodSet(t)
	for _, name := range []string{"Close", "Shutdown"} {
		m := methods.Lookup(nil, name)
		if m == nil {
			continue
		}
		if kind = u.Cleanup(m.Type()); kind != bound.NoCleanup {
			return name, kind
		}
	}
	return "", bound.NoCleanup
}

// isNearlyWSGI reports whether the type is a function that has the parameters
// of a WSGI app, and yet another type.
func (u *Types) isNearlyWSGI(t types.Type) bool {
	sig, isFunc := t.Underlying().(*types.Signature)
	if !isFunc || u.IsWSGI(t) || sig.Params().Len() != 2 || sig.Results().Len() != 1 {
		return false
	}
	app, isFunc := u.WSGI.(*types.Signature)
	if !isFunc {
		return false
	}
	environ, start := sig.Params().At(0).Type().Underlying(), sig.Params().At(1).Type().Underlying()
	_, starts := start.(*types.Signature)
	return starts && types.Identical(environ, app.Params().At(0).Type())
}

// wsgiType returns the type of a WSGI app, in types that anyone can write:
//
//	func(environ map[string]any, start func(status string, headers [][2]string, excInfo error) (write func([]byte) error)) iter.Seq[[]byte]
func wsgiType(seq types.Type) types.Type {
	var (
		text    = types.Typ[types.String]
		bytes   = types.NewSlice(types.Typ[types.Byte])
		err     = types.Universe.Lookup("error").Type()
		pairs   = types.NewSlice(types.NewArray(text, 2))
		write   = function([]types.Type{bytes}, err)
		start   = function([]types.Type{text, pairs, err}, write)
		environ = types.NewMap(text, types.Universe.Lookup("any").Type())
	)
	body, failed := types.Instantiate(nil, seq, []types.Type{bytes}, false)
	if failed != nil {
		return types.Typ[types.Invalid]
	}
	return function([]types.Type{environ, start}, body)
}

func function(params []types.Type, result types.Type) *types.Signature {
	vars := make([]*types.Var, len(params))
	for i, t := range params {
		vars[i] = types.NewParam(0, nil, "", t)
	}
	return types.NewSignatureType(nil, nil, nil, types.NewTuple(vars...), types.NewTuple(types.NewParam(0, nil, "", result)), false)
}
