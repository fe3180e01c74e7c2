package contract

import (
	"go/types"
	"strings"

	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/words"
)

// NeedsPointer reports whether a member is a method that only a variable of the
// type has, not a value.
func NeedsPointer(t types.Type, member types.Object) bool {
	if _, isFunc := member.(*types.Func); !isFunc {
		return false
	}
	return types.NewMethodSet(t).Lookup(member.Pkg(), member.Name()) == nil
}

// TypeWord is a word for values of a type.
func TypeWord(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return named.Obj().Name()
	}
	return "made"
}

// HasUnset reports whether a struct has a field that is nil and that no other
// package can set.
func HasUnset(t types.Type) bool {
	s, ok := t.Underlying().(*types.Struct)
	for i := 0; ok && i < s.NumFields(); i++ {
		_, isMap := s.Field(i).Type().Underlying().(*types.Map)
		if !s.Field(i).Exported() && (isMap || gopkg.IsNil(s.Field(i).Type())) {
			return true
		}
	}
	return false
}

// IsProper reports whether a type says what its values are for: any does not.
func IsProper(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.NumMethods() > 0
}

// IsMethodsOnly reports whether the type is a type parameter whose constraint
// asks for methods alone.
func IsMethodsOnly(t types.Type) bool {
	tp, ok := t.(*types.TypeParam)
	return ok && tp.Constraint().Underlying().(*types.Interface).IsMethodSet()
}

// IsStringMap reports whether a variable is a map[string]string.
func IsStringMap(v *types.Var) bool {
	return types.Identical(v.Type(), types.NewMap(types.Typ[types.String], types.Typ[types.String]))
}

// Called reports whether a parameter has no name, or one that begins so, however it
// is written.
func Called(v *types.Var, prefix string) bool {
	name := words.Normal(v.Name())
	return name == "" || strings.HasPrefix(name, prefix)
}

// PathOf is the import path of the package of an object; empty for none.
func PathOf(o types.Object) string {
	if o.Pkg() == nil {
		return ""
	}
	return o.Pkg().Path()
}
