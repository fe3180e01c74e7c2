package contract

import "go/types"

// Changes reports whether an option of the type is an interface, or a function
// that does nothing but change what it is given: func(*Server), func(*Server)
// error.
func (u *Types) Changes(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		return types.IsInterface(t)
	}
	if sig.Params().Len() != 1 || !u.onlyError(sig.Results()) {
		return false
	}
	_, isPointer := sig.Params().At(0).Type().Underlying().(*types.Pointer)
	return isPointer
}

// IsOption reports whether a value of a type is an option. What implements an
// interface may do so for other ends, unless only one package can.
func IsOption(value, option types.Type) bool {
	if i, ok := option.Underlying().(*types.Interface); ok && !types.Identical(value, option) {
		sealed := false
		for m := range i.Methods() {
			sealed = sealed || !m.Exported()
		}
		return sealed && types.Implements(value, i)
	}
	return types.AssignableTo(value, option)
}
