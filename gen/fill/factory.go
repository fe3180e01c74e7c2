package fill

import (
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
)

// factory decides what the Go object is good for, and calls it.
type factory struct{ *filler }

// call returns nil if the object cannot be the section's factory.
func (f *factory) call() *bound.Call {
	if t, ok := f.object.Object.(*types.TypeName); ok {
		return f.literal(t)
	}
	if name := f.makers.constructor(); name != "" {
		f.refuse.ZeroValue(f.makers.root().Recv, name)
		return nil
	}
	all, ok := f.makers.owners()
	if !ok {
		return nil
	}
	if f.isAsItStands() {
		result, ok := f.valueResult(f.handlerParams(all))
		if !ok {
			return nil
		}
		f.makers.offerAll(all)
		return &bound.Call{Func: f.makers.funcOf(f.object, true), Result: result}
	}
	sig := f.object.Signature()
	if sig == nil {
		f.refuse.NoFactory()
		return nil
	}
	if sig, ok = f.generics.instance(f.object, sig); !ok {
		return nil
	}
	all = append(all, maker{f.object, sig})
	result, ok := f.result(sig, f.handlerParams(all))
	if !ok {
		return nil
	}
	f.makers.offerAll(all)
	call := &bound.Call{Func: f.makers.funcOf(f.object, false), Args: f.makers.args(all[len(all)-1]), Result: result}
	if f.object.Of == nil {
		call.Sets = f.members.fillMembers()
	}
	return call
}

// isAsItStands reports whether the object is not called: it is an app, or the
// member of a value that is one or is a filter.
func (f *factory) isAsItStands() bool {
	t := f.object.Type()
	_, app := f.u.MakesApp(t)
	_, filter := f.u.MakesFilter(t)
	switch f.j.Role {
	case bound.AppRole:
		return app
	case bound.FilterRole:
		return f.object.Of != nil && (app || filter)
	}
	return false
}

// literal uses a type as a factory: a struct's fields are the keys, and a
// pointer to it serves HTTP; a map takes all keys, and serves HTTP itself.
func (f *factory) literal(t *types.TypeName) *bound.Call {
	named, ok := types.Unalias(t.Type()).(*types.Named)
	if !ok || f.j.Role == bound.ServerRole {
		f.refuse.WrongShape()
		return nil
	}
	if named, ok = f.generics.literal(named); !ok {
		return nil
	}
	if _, ok := named.Underlying().(*types.Map); ok {
		return f.mapLiteral(t, named)
	}
	m, ok := f.u.MakesApp(types.NewPointer(named))
	if _, isStruct := named.Underlying().(*types.Struct); !ok || !isStruct {
		f.refuse.WrongShape()
		return nil
	}
	result := bound.Result{Role: f.j.Role, Type: types.NewPointer(named)}
	m.Settle(&result)
	p := whole(t, named)
	p.Typ = result.Type
	if f.j.Role == bound.FilterRole {
		if result, ok = f.filterResult(result, f.handlerFields(p)); !ok {
			return nil
		}
	}
	f.structs.offerFields(p)
	return literalOf(t, f.structs.fillStruct(p), result)
}

// literalOf is the call that stands for a literal of a type.
func literalOf(t *types.TypeName, a bound.Arg, r bound.Result) *bound.Call {
	return &bound.Call{Func: bound.Func{Pkg: t.Pkg(), Recv: t.Name()}, Args: []bound.Arg{a}, Result: r}
}

// whole is a type, perhaps with type arguments, as a parameter whose keys are
// those of the section.
func whole(t *types.TypeName, typ types.Type) keys.Param {
	return keys.Param{Var: types.NewParam(t.Pos(), t.Pkg(), "", typ), Typ: typ, Prefixes: []string{""}}
}

func (f *factory) mapLiteral(t *types.TypeName, named types.Type) *bound.Call {
	p := whole(t, named)
	m, ok := f.u.MakesApp(named)
	if !ok || f.j.Role != bound.AppRole || !f.maps.isMap(p) {
		f.refuse.WrongShape()
		return nil
	}
	result := bound.Result{Role: bound.AppRole, Type: named}
	m.Settle(&result)
	f.maps.offerMap(p)
	return literalOf(t, f.maps.fillMap(p), result)
}

// resourceResult decides how a resource's factory makes it. What it returns is
// closed after the last request, if it returns no clean-up function and has a
// method Close or Shutdown.
func (f *factory) resourceResult(out bound.Result) (bound.Result, bool) {
	if out.Type == nil || !f.env.Pkgs.Nameable(out.Type) {
		return out, f.refuse.WrongShape()
	}
	if out.Cleanup == bound.NoCleanup {
		out.Closer, out.Cleanup = f.u.Closing(out.Type)
	}
	return out, true
}

// result decides how a factory of that signature makes what the section needs,
// and finds the parameter that takes the wrapped handler. It reports why if
// the factory does not fit.
func (f *factory) result(sig *types.Signature, handlers handlers) (bound.Result, bool) {
	r := f.u.Split(sig.Results())
	out := r.As(f.j.Role)
	if r.More && !(r.Path && f.j.Role == bound.AppRole) {
		return out, f.refuse.WrongShape()
	}
	switch f.j.Role {
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
func (f *factory) valueResult(handlers handlers) (bound.Result, bool) {
	out := bound.Result{Role: f.j.Role, Type: f.object.Type()}
	if f.j.Role == bound.FilterRole {
		return f.filterResult(out, handlers)
	}
	return f.appResult(out, handlers)
}

func (f *factory) appResult(out bound.Result, handlers handlers) (bound.Result, bool) {
	if out.Type == nil {
		return out, f.refuse.WrongShape()
	}
	m, ok := f.u.MakesApp(out.Type)
	if !ok {
		if _, ok := f.u.MakesFilter(out.Type); ok {
			return out, f.refuse.WrongRole(bound.FilterRole)
		}
		return out, f.refuse.WrongShape()
	}
	m.Settle(&out)
	if _, composite := f.j.Node.(*parse.Composite); !composite && len(handlers.free) > 0 {
		return out, f.refuse.WrongRole(bound.FilterRole)
	}
	return out, true
}

func (f *factory) filterResult(out bound.Result, handlers handlers) (bound.Result, bool) {
	if out.Type == nil {
		return out, f.refuse.WrongShape()
	}
	if m, ok := f.u.MakesFilter(out.Type); ok {
		m.Settle(&out)
		return out, true
	}
	m, ok := f.u.MakesApp(out.Type)
	if !ok {
		return out, f.refuse.WrongShape()
	}
	m.Settle(&out)
	handlers = handlers.only(func(v *types.Var) bool { return f.u.IsWSGI(v.Type()) == m.WSGI })
	if len(handlers.all) == 0 {
		return out, f.refuse.WrongRole(bound.AppRole)
	}
	if f.next = handlers.next(); f.next == nil {
		return out, f.refuse.ManyHandlers(handlers.all)
	}
	out.Wraps = true
	return out, true
}

func (f *factory) serverResult(out bound.Result, handlers handlers) (bound.Result, bool) {
	switch {
	case f.isSetter(out):
		return out, f.refuse.WrongShape()
	case out.Type == nil && handlers.next() != nil:
		f.next, out.Wraps = handlers.next(), true
		return out, true
	case out.Type != nil && f.u.MakesServer(out.Type):
		return out, true
	case out.Type != nil && f.isSettings(out.Type):
		out.Settings = true
		return out, true
	case out.Type == nil:
		return out, f.refuse.WrongShape()
	}
	if _, ok := f.u.MakesApp(out.Type); ok {
		return out, f.refuse.WrongRole(bound.AppRole)
	}
	return out, f.refuse.WrongShape()
}

// isSettings reports whether the type is that of what package serve takes.
func (f *factory) isSettings(t types.Type) bool {
	return value.IsNamed(t, f.env.Parts.Path("serve"), "Server")
}

// isSetter reports whether the object is a method that takes what it is given
// and returns at once, as far as can be told: one that serves may fail, or ends
// with its context.
func (f *factory) isSetter(out bound.Result) bool {
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

// addHandler notes a parameter if it is there for an app.
func (f *factory) addHandler(h *handlers, p keys.Param) {
	if takes, _ := f.u.TakesHandler(p.Type()); !takes && !f.u.IsWSGI(p.Type()) {
		return
	}
	h.all = append(h.all, p.Var)
	if len(f.keys.Get(p)) == 0 {
		h.free = append(h.free, p.Var)
	}
}

// handlerParams returns the handlers among the parameters of all makers.
func (f *factory) handlerParams(all []maker) handlers {
	var out handlers
	for _, m := range all {
		for i := range m.sig.Params().Len() {
			f.addHandler(&out, f.places.Param(m.sig, i))
		}
	}
	return out
}

// handlerFields returns the handlers among the exported fields of a struct.
func (f *factory) handlerFields(p keys.Param) handlers {
	var out handlers
	for _, field := range f.places.Fields(p) {
		f.addHandler(&out, field)
	}
	return out
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
