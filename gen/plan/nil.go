package plan

import (
	"go/types"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
)

// mayBeNil reports whether what a call makes for a section may be nil, which
// would panic at the first request only: a factory of the user's can return that
// where its type allows it. Those of Go and of the built-in parts do not.
func mayBeNil(c *bound.Call, base string) bool {
	r := c.Result
	if r.Settings || r.Path || r.Type == nil || c.Func.Name == "" || !isUsers(c.Func, base) || c.Func.Value && isDeclared(c.Func) {
		return false
	}
	switch r.Type.Underlying().(type) {
	case *types.Interface, *types.Pointer, *types.Signature:
		return true
	}
	return false
}

// isUsers reports whether a function, or what it is a member of in the end, is of
// a package of the user's.
func isUsers(fn bound.Func, base string) bool {
	if of, ok := fn.Of.(bound.New); ok {
		return isUsers(of.Call.Func, base)
	}
	if of, ok := fn.Of.(bound.Object); ok {
		return isUsers(of.Func, base)
	}
	return fn.Pkg != nil && !strings.HasPrefix(fn.Pkg.Path(), base+"/") && IsForeign(fn.Pkg.Path(), base)
}

// isDeclared reports whether an object is a function or a method, and not a
// variable or a field that holds one.
func isDeclared(fn bound.Func) bool {
	if fn.Recv != "" {
		return true
	}
	var found types.Object
	if of, ok := fn.Of.(bound.New); ok {
		found, _, _ = types.LookupFieldOrMethod(of.Call.Result.Type, true, of.Call.Func.Pkg, fn.Name)
	} else if fn.Of == nil {
		found = fn.Pkg.Scope().Lookup(fn.Name)
	}
	_, ok := found.(*types.Func)
	return ok
}

// refusesNil reports whether a step makes what must not be nil.
func refusesNil(s Step) bool {
	m, ok := s.(Make)
	return ok && m.NilAt != nil
}
