package bind

import (
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
)

// result decides how a factory of that signature makes what the section needs,
// and finds the parameter that takes the wrapped handler. It reports why if
// the factory does not fit.
func (f *filler) result(sig *types.Signature, handlers handlers) (bound.Result, bool) {
	r := f.u.Split(sig.Results())
	out := r.As(f.j.role)
	if r.More {
		return out, f.wrongShape()
	}
	switch f.j.role {
	case bound.ValueRole:
		return f.resourceResult(out)
	case bound.FilterRole:
		return f.filterResult(out, handlers)
	case bound.ServerRole:
		return f.serverResult(out, handlers)
	}
	return f.appResult(out, handlers)
}

// valueResult is result for an object that is not called.
func (f *filler) valueResult(handlers handlers) (bound.Result, bool) {
	out := bound.Result{Role: f.j.role, Type: f.object.Type()}
	if f.j.role == bound.FilterRole {
		return f.filterResult(out, handlers)
	}
	return f.appResult(out, handlers)
}

func (f *filler) appResult(out bound.Result, handlers handlers) (bound.Result, bool) {
	if out.Type == nil {
		return out, f.wrongShape()
	}
	m, ok := f.u.MakesApp(out.Type)
	if !ok {
		if _, ok := f.u.MakesFilter(out.Type); ok {
			return out, f.wrongRole(bound.FilterRole)
		}
		return out, f.wrongShape()
	}
	m.Settle(&out)
	if _, composite := f.j.node.(*parse.Composite); !composite && len(handlers.free) > 0 {
		return out, f.wrongRole(bound.FilterRole)
	}
	return out, true
}

func (f *filler) filterResult(out bound.Result, handlers handlers) (bound.Result, bool) {
	if out.Type == nil {
		return out, f.wrongShape()
	}
	if m, ok := f.u.MakesFilter(out.Type); ok {
		m.Settle(&out)
		return out, true
	}
	m, ok := f.u.MakesApp(out.Type)
	if !ok {
		return out, f.wrongShape()
	}
	m.Settle(&out)
	handlers = handlers.only(func(v *types.Var) bool { return f.u.IsWSGI(v.Type()) == m.WSGI })
	if len(handlers.all) == 0 {
		return out, f.wrongRole(bound.AppRole)
	}
	if f.next = handlers.next(); f.next == nil {
		return out, f.manyHandlers(handlers)
	}
	out.Wraps = true
	return out, true
}

func (f *filler) serverResult(out bound.Result, handlers handlers) (bound.Result, bool) {
	switch {
	case f.isSetter(out):
		return out, f.wrongShape()
	case out.Type == nil && handlers.next() != nil:
		f.next, out.Wraps = handlers.next(), true
		return out, true
	case out.Type != nil && f.u.MakesServer(out.Type):
		return out, true
	case out.Type != nil && f.isSettings(out.Type):
		out.Settings = true
		return out, true
	case out.Type == nil:
		return out, f.wrongShape()
	}
	if _, ok := f.u.MakesApp(out.Type); ok {
		return out, f.wrongRole(bound.AppRole)
	}
	return out, f.wrongShape()
}

// isSettings reports whether the type is that of what package serve takes.
func (f *filler) isSettings(t types.Type) bool {
	return value.IsNamed(t, f.b.catalog.Path("serve"), "Server")
}

// isSetter reports whether the object is a method that takes what it is given
// and returns at once, as far as can be told: one that serves may fail, or ends
// with its context.
func (f *filler) isSetter(out bound.Result) bool {
	isMethod := f.object.Of != nil || f.object.Recv != nil
	if !isMethod || out.Type != nil || out.Error {
		return false
	}
	params := f.object.Signature().Params()
	for i := range params.Len() {
		if types.Identical(params.At(i).Type(), f.u.Context) {
			return false
		}
	}
	return true
}

// handlers are the parameters, or fields, that are there for one app.
type handlers struct{ all, free []*types.Var } // free: no key fills them

// next returns the one that takes the app to be wrapped: the only one, or the
// only one that no key fills; nil if that is not clear.
func (h handlers) next() *types.Var {
	switch {
	case len(h.all) == 1:
		return h.all[0]
	case len(h.free) == 1:
		return h.free[0]
	}
	return nil
}

// only returns those that fit.
func (h handlers) only(fits func(*types.Var) bool) handlers {
	without := func(v *types.Var) bool { return !fits(v) }
	return handlers{slices.DeleteFunc(slices.Clone(h.all), without), slices.DeleteFunc(slices.Clone(h.free), without)}
}

// addHandler notes a parameter if it is there for an app.
func (f *filler) addHandler(h *handlers, p param) {
	if takes, _ := f.u.TakesHandler(p.Type()); !takes && !f.u.IsWSGI(p.Type()) {
		return
	}
	h.all = append(h.all, p.Var)
	if len(f.keys.get(p)) == 0 {
		h.free = append(h.free, p.Var)
	}
}

// handlerParams returns the handlers among the parameters of all makers.
func (f *filler) handlerParams(made []maker) handlers {
	var out handlers
	for _, m := range made {
		for i := range m.sig.Params().Len() {
			f.addHandler(&out, f.param(m.sig, i))
		}
	}
	return out
}
