package bind

import (
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
)

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

// isWSGI reports whether values of the type are WSGI apps.
func (u *universe) isWSGI(t types.Type) bool { return types.Identical(t.Underlying(), u.wsgi) }

// made says how what a factory returns becomes what its section needs.
type made struct {
	adapt  bound.Adapt
	wsgi   bool
	method string
}

// makesApp says how a value of the type becomes an app: an http.Handler, or a
// WSGI app if it is one or just one of its methods is.
func (u *universe) makesApp(t types.Type) (made, bool) {
	if adapt, ok := u.makesHandler(t); ok {
		return made{adapt: adapt}, true
	}
	if u.isWSGI(t) {
		return made{wsgi: true}, true
	}
	method := u.wsgiMethod(t)
	return made{adapt: bound.AdaptMethod, wsgi: true, method: method}, method != ""
}

// wsgiMethod returns the only exported method that is a WSGI app, if any.
func (u *universe) wsgiMethod(t types.Type) string {
	found := ""
	methods := types.NewMethodSet(t)
	for i := range methods.Len() {
		m := methods.At(i).Obj()
		if !m.Exported() || !types.Identical(m.Type(), u.wsgi) {
			continue
		}
		if found != "" {
			return ""
		}
		found = m.Name()
	}
	return found
}

// makesFilter says how a value of the type becomes a filter, for http.Handlers
// or for WSGI apps.
func (u *universe) makesFilter(t types.Type) (made, bool) {
	if adapt, ok := u.makesMiddleware(t); ok {
		return made{adapt: adapt}, true
	}
	sig, isFunc := t.Underlying().(*types.Signature)
	if !isFunc || sig.Variadic() || sig.Params().Len() != 1 || sig.Results().Len() != 1 || !u.isWSGI(sig.Params().At(0).Type()) {
		return made{}, false
	}
	result := sig.Results().At(0).Type()
	if types.Identical(sig.Params().At(0).Type(), u.wsgi) && types.Identical(result, u.wsgi) {
		return made{wsgi: true}, true
	}
	m, ok := u.makesApp(result)
	return made{bound.AdaptMiddleware, true, m.method}, ok && m.wsgi
}

// settle says in a Result how it becomes what its section needs.
func (m made) settle(r *bound.Result) { r.Adapt, r.WSGI, r.Method = m.adapt, m.wsgi, m.method }

// wsgiHint tells what a WSGI app is when the factory is, makes or wraps what
// is nearly one; empty if it is nothing like it.
func (f *filler) wsgiHint() string {
	candidates := []types.Type{f.object.Type()}
	if sig := f.object.Signature(); sig != nil {
		for _, vars := range []*types.Tuple{sig.Params(), sig.Results()} {
			for v := range vars.Variables() {
				candidates = append(candidates, v.Type())
			}
		}
	}
	if !slices.ContainsFunc(candidates, f.u.isNearlyWSGI) {
		return ""
	}
	return "a WSGI app is a func(environ map[string]any, start func(status string, headers [][2]string, excInfo error) " +
		"(write func([]byte) error)) iter.Seq[[]byte]; in place of one of its types an alias will do (type Start = func...), " +
		"a type of its own will not (type Start func...)"
}

// isNearlyWSGI reports whether the type is a function that has the parameters
// of a WSGI app, and yet another type.
func (u *universe) isNearlyWSGI(t types.Type) bool {
	sig, isFunc := t.Underlying().(*types.Signature)
	if !isFunc || u.isWSGI(t) || sig.Params().Len() != 2 || sig.Results().Len() != 1 {
		return false
	}
	app, isFunc := u.wsgi.(*types.Signature)
	if !isFunc {
		return false
	}
	environ, start := sig.Params().At(0).Type().Underlying(), sig.Params().At(1).Type().Underlying()
	_, starts := start.(*types.Signature)
	return starts && types.Identical(environ, app.Params().At(0).Type())
}
