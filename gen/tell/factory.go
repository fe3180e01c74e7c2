package tell

import (
	"cmp"
	"go/types"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse/diag"
)

// Factory says why an object cannot be the factory of its section.
type Factory struct{ *About }

// Deprecated warns of a factory that its doc comment calls deprecated, or that
// of a function whose result has it.
func (f *Factory) Deprecated() {
	for of := &f.Object; of != nil; of = of.Of {
		if why := f.Pkgs.Deprecation(*of); why != "" {
			f.Report(deprecated(of.GoName(), why, f.Factory.AttrSpan))
		}
	}
}

// NoFactory says why a variable that is neither a handler nor a function does
// not do.
func (f *Factory) NoFactory() {
	if _, ok := f.Types.MakesApp(f.Object.Type()); ok {
		f.WrongRole(bound.AppRole)
	} else {
		f.WrongShape()
	}
}

// ZeroValue reports a method of a type whose values a function must make.
func (f *Factory) ZeroValue(recv *types.TypeName, constructor string) {
	f.Report(diag.Diagnostic{
		Code:    problem.Shape,
		Message: "factory " + f.Object.GoName() + " is a method of a value that only its own package can make",
		Span:    f.Factory.Span,
		Label:   "the zero value lacks what " + recv.Pkg().Name() + "." + constructor + " sets",
		Related: f.DeclaredHere(),
		Hint:    "write " + words.Quote(constructor+strings.TrimPrefix(f.Object.Attr(), recv.Name())) + ": the keys then fill the parameters of " + constructor,
	})
}

// Generic reports a generic function whose type arguments cannot be told.
func (f *Factory) Generic(o gopkg.Object, why string) {
	f.Report(diag.Diagnostic{
		Code:    problem.Shape,
		Message: "factory " + f.Object.GoName() + " is generic, and " + why,
		Span:    f.Factory.Span,
		Related: f.DeclaredHere(),
		Hint:    "write a function that calls it with the types you mean",
	})
}

// WrongShape reports a factory that its section cannot use whatever it makes,
// and returns false for its caller to return.
func (f *Factory) WrongShape() bool {
	f.Report(diag.Diagnostic{
		Code:    problem.Shape,
		Message: "factory " + f.Object.GoName() + " has the wrong shape",
		Span:    f.Factory.Span,
		Label:   "used here as " + contract.RoleName(f.Role),
		Related: f.DeclaredHere(),
		Hint:    cmp.Or(f.memberHint(), f.Types.NearlyWSGI(f.Object.Type(), f.Object.Signature()), contract.Fits(f.Role)),
	})
	return false
}

// memberHint names the methods of what the object is or makes that would do in
// its place; empty if there are none.
func (f *Factory) memberHint() string {
	made := f.Object.Type()
	if _, isType := f.Object.Object.(*types.TypeName); isType && gopkg.IsNil(made) {
		return ""
	}
	if sig := f.Object.Signature(); sig != nil {
		r := f.Types.Split(sig.Results())
		if r.Value == nil || r.More {
			return ""
		}
		made = r.Value
	}
	_, name, _ := strings.Cut(f.Object.GoName(), ".") // behind the package's
	var members []string
	for _, m := range gopkg.MethodsOf(made) {
		if f.makesRole(m.Type()) {
			members = append(members, name+"."+m.Name())
		}
	}
	if len(members) == 0 {
		return ""
	}
	return "a method of its value does: write " + words.List(members, "or")
}

// makesRole reports whether a value of the type is what the section needs.
func (f *Factory) makesRole(t types.Type) (ok bool) {
	switch f.Role {
	case bound.FilterRole:
		_, ok = f.Types.MakesFilter(t)
	case bound.ServerRole:
		ok = f.Types.MakesServer(t)
	case bound.AppRole:
		_, ok = f.Types.MakesApp(t)
	}
	return ok
}

// WrongRole reports a factory that makes something else than is needed, and
// returns false as WrongShape does.
func (f *Factory) WrongRole(makes bound.Role) bool {
	hint := contract.Fits(f.Role)
	if makes == bound.FilterRole {
		hint = "make it a [filter:...], and name that in a pipeline or with \"filter-with\""
	}
	f.Report(diag.Diagnostic{
		Code:    problem.Role,
		Message: f.Object.GoName() + " makes " + contract.RoleName(makes) + ", not " + contract.RoleName(f.Role),
		Span:    f.Factory.Span,
		Label:   "used here as " + contract.RoleName(f.Role),
		Related: f.DeclaredHere(),
		Hint:    hint,
	})
	return false
}

// ManyHandlers reports a filter with several parameters for the handler behind it,
// and returns false as WrongShape does.
func (f *Factory) ManyHandlers(handlers []*types.Var) bool {
	var names []string
	for _, v := range handlers {
		names = append(names, v.Name())
	}
	f.Report(diag.Diagnostic{
		Code:    problem.Shape,
		Message: "factory " + f.Object.GoName() + " takes " + words.List(names, "and") + ", so it is not clear which handler it wraps",
		Span:    f.Factory.Span,
		Label:   "used here as a filter",
		Related: f.DeclaredHere(),
		Hint:    "name sections for all but one of them: " + words.Written(handlers[1].Name()) + " = ...",
	})
	return false
}
