package fill

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

// refuser says why an object cannot be the factory of its section.
type refuser struct{ *filler }

// deprecated warns of a factory that its doc comment calls deprecated, or that
// of a function whose result has it.
func (f *refuser) deprecated() {
	for of := &f.object; of != nil; of = of.Of {
		if why := f.env.Pkgs.Deprecation(*of); why != "" {
			f.report(isDeprecated(of.GoName(), why, f.j.Factory.AttrSpan))
		}
	}
}

// noFactory says why a variable that is neither a handler nor a function does
// not do.
func (f *refuser) noFactory() *bound.Call {
	if _, ok := f.u.MakesApp(f.object.Type()); ok {
		f.wrongRole(bound.AppRole)
	} else {
		f.wrongShape()
	}
	return nil
}

// zeroValue reports a method of a type whose values a function must make.
func (f *refuser) zeroValue(constructor string) *bound.Call {
	recv := f.made.root().Recv
	f.report(diag.Diagnostic{
		Code:    problem.Shape,
		Message: "factory " + f.object.GoName() + " is a method of a value that only its own package can make",
		Span:    f.j.Factory.Span,
		Label:   "the zero value lacks what " + recv.Pkg().Name() + "." + constructor + " sets",
		Related: f.declaredHere(),
		Hint:    "write " + words.Quote(constructor+strings.TrimPrefix(f.object.Attr(), recv.Name())) + ": the keys then fill the parameters of " + constructor,
	})
	return nil
}

func (f *refuser) generic(o gopkg.Object, why string) {
	f.report(diag.Diagnostic{
		Code:    problem.Shape,
		Message: "factory " + f.object.GoName() + " is generic, and " + why,
		Span:    f.j.Factory.Span,
		Related: f.declaredHere(),
		Hint:    "write a function that calls it with the types you mean",
	})
}

// declaredHere points to the Go declaration of the factory, and says what it is.
func (f *refuser) declaredHere() []diag.Related {
	span := f.env.Pkgs.Declared(f.object)
	if !span.IsValid() {
		return nil
	}
	return []diag.Related{{Span: span, Note: "declared here as " + f.describe()}}
}

// describe says what the Go object is: "func(string) error", "type Server struct".
func (f *refuser) describe() string {
	t := f.object.Type()
	if _, ok := f.object.Object.(*types.TypeName); ok {
		if !f.u.IsHandler(types.NewPointer(t)) {
			return "a type without the method ServeHTTP"
		}
		return "a type over " + f.tell.typeString(t.Underlying())
	}
	return f.tell.typeString(t)
}

// wrongShape reports a factory that its section cannot use whatever it makes,
// and returns false for its caller to return.
func (f *refuser) wrongShape() bool {
	f.report(diag.Diagnostic{
		Code:    problem.Shape,
		Message: "factory " + f.object.GoName() + " has the wrong shape",
		Span:    f.j.Factory.Span,
		Label:   "used here as " + contract.RoleName(f.j.Role),
		Related: f.declaredHere(),
		Hint:    cmp.Or(f.memberHint(), f.u.NearlyWSGI(f.object.Type(), f.object.Signature()), contract.Fits(f.j.Role)),
	})
	return false
}

// memberHint names the methods of what the object is or makes that would do in
// its place; empty if there are none.
func (f *refuser) memberHint() string {
	made := f.object.Type()
	if _, isType := f.object.Object.(*types.TypeName); isType && gopkg.IsNil(made) {
		return ""
	}
	if sig := f.object.Signature(); sig != nil {
		r := f.u.Split(sig.Results())
		if r.Value == nil || r.More {
			return ""
		}
		made = r.Value
	}
	_, name, _ := strings.Cut(f.object.GoName(), ".") // behind the package's
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
func (f *refuser) makesRole(t types.Type) (ok bool) {
	switch f.j.Role {
	case bound.FilterRole:
		_, ok = f.u.MakesFilter(t)
	case bound.ServerRole:
		ok = f.u.MakesServer(t)
	case bound.AppRole:
		_, ok = f.u.MakesApp(t)
	}
	return ok
}

// wrongRole reports a factory that makes something else than is needed, and
// returns false as wrongShape does.
func (f *refuser) wrongRole(makes bound.Role) bool {
	hint := contract.Fits(f.j.Role)
	if makes == bound.FilterRole {
		hint = "make it a [filter:...], and name that in a pipeline or with \"filter-with\""
	}
	f.report(diag.Diagnostic{
		Code:    problem.Role,
		Message: f.object.GoName() + " makes " + contract.RoleName(makes) + ", not " + contract.RoleName(f.j.Role),
		Span:    f.j.Factory.Span,
		Label:   "used here as " + contract.RoleName(f.j.Role),
		Related: f.declaredHere(),
		Hint:    hint,
	})
	return false
}

func (f *refuser) manyHandlers(handlers handlers) bool {
	var names []string
	for _, v := range handlers.all {
		names = append(names, v.Name())
	}
	f.report(diag.Diagnostic{
		Code:    problem.Shape,
		Message: "factory " + f.object.GoName() + " takes " + words.List(names, "and") + ", so it is not clear which handler it wraps",
		Span:    f.j.Factory.Span,
		Label:   "used here as a filter",
		Related: f.declaredHere(),
		Hint:    "name sections for all but one of them: " + words.Written(handlers.all[1].Name()) + " = ...",
	})
	return false
}
