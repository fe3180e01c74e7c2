package bind

import (
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/parse"
)

// results is what a factory's result list holds: a value, then perhaps a
// clean-up function, then perhaps an error.
type results struct {
	value   types.Type // nil if there is none
	cleanup Cleanup
	err     bool
	more    bool // something else besides
}

func (u *universe) split(list *types.Tuple) results {
	var r results
	n := list.Len()
	if n > 0 && types.Identical(list.At(n-1).Type(), u.err) {
		r.err = true
		n--
	}
	if n > 1 {
		if r.cleanup = u.cleanup(list.At(n - 1).Type()); r.cleanup != NoCleanup {
			n--
		}
	}
	if n > 0 {
		r.value = list.At(0).Type()
	}
	r.more = n > 1
	return r
}

// cleanup returns which kind of clean-up function the type is.
func (u *universe) cleanup(t types.Type) Cleanup {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || !u.onlyError(sig.Results()) {
		return NoCleanup
	}
	hasErr := sig.Results().Len() == 1
	switch params := sig.Params(); {
	case params.Len() == 0 && !hasErr:
		return CleanupFunc
	case params.Len() == 0:
		return CleanupErr
	case params.Len() == 1 && hasErr && types.Identical(params.At(0).Type(), u.context):
		return CleanupContext
	}
	return NoCleanup
}

// result decides how a factory of that signature makes what the section needs,
// and finds the parameter that takes the wrapped handler. It reports why if
// the factory does not fit.
func (f *filler) result(sig *types.Signature) (Result, bool) {
	r := f.u.split(sig.Results())
	out := Result{Role: f.j.role, Type: r.value, Error: r.err, Cleanup: r.cleanup}
	handlers := f.handlerParams(sig)
	if r.more {
		return out, f.wrongShape()
	}
	switch f.j.role {
	case FilterRole:
		return f.filterResult(out, handlers)
	case ServerRole:
		return f.serverResult(out, handlers)
	}
	return f.appResult(out, handlers)
}

func (f *filler) appResult(out Result, handlers []*types.Var) (Result, bool) {
	if out.Type == nil {
		return out, f.wrongShape()
	}
	m, ok := f.u.makesApp(out.Type)
	if !ok {
		if _, ok := f.u.makesFilter(out.Type); ok {
			return out, f.wrongRole(FilterRole)
		}
		return out, f.wrongShape()
	}
	out.set(m)
	if _, composite := f.j.node.(*parse.Composite); !composite && len(handlers) > 0 {
		return out, f.wrongRole(FilterRole)
	}
	return out, true
}

func (f *filler) filterResult(out Result, handlers []*types.Var) (Result, bool) {
	if out.Type == nil {
		return out, f.wrongShape()
	}
	if m, ok := f.u.makesFilter(out.Type); ok {
		out.set(m)
		return out, true
	}
	m, ok := f.u.makesApp(out.Type)
	if !ok {
		return out, f.wrongShape()
	}
	out.set(m)
	handlers = slices.DeleteFunc(handlers, func(v *types.Var) bool { return f.u.isWSGI(v.Type()) != m.wsgi })
	switch len(handlers) {
	case 0:
		return out, f.wrongRole(AppRole)
	case 1:
		f.next, out.Wraps = handlers[0], true
		return out, true
	}
	return out, f.manyHandlers(handlers)
}

func (f *filler) serverResult(out Result, handlers []*types.Var) (Result, bool) {
	switch {
	case out.Type == nil && len(handlers) == 1:
		f.next, out.Wraps = handlers[0], true
		return out, true
	case out.Type != nil && f.u.makesServer(out.Type):
		return out, true
	case out.Type == nil:
		return out, f.wrongShape()
	}
	if _, ok := f.u.makesApp(out.Type); ok {
		return out, f.wrongRole(AppRole)
	}
	return out, f.wrongShape()
}

// handlerParams returns the parameters that are there for one app.
func (f *filler) handlerParams(sig *types.Signature) []*types.Var {
	var out []*types.Var
	for i := range sig.Params().Len() {
		v := sig.Params().At(i)
		if takes, _ := f.u.takesHandler(v.Type()); takes || f.u.isWSGI(v.Type()) {
			out = append(out, v)
		}
	}
	return out
}
