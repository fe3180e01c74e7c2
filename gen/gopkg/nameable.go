package gopkg

import "go/types"

// nameable reports whether names of types that are exported are enough to write a
// type.
func nameable(t types.Type, exports func(*types.TypeName) bool) bool {
	switch t := t.(type) {
	case *types.Basic:
		return true
	case *types.Named:
		return exports(t.Obj()) && allNameable(t.TypeArgs(), exports)
	case *types.Alias:
		return exports(t.Obj()) && allNameable(t.TypeArgs(), exports)
	case *types.Map:
		return nameable(t.Key(), exports) && nameable(t.Elem(), exports)
	case *types.Signature:
		return tupleNameable(t.Params(), exports) && tupleNameable(t.Results(), exports)
	case *types.Interface:
		return t.NumMethods() == 0
	case *types.Struct:
		return fieldsNameable(t, exports)
	case interface{ Elem() types.Type }: // pointer, slice, array
		return nameable(t.Elem(), exports)
	}
	return false
}

// fieldsNameable reports whether a literal of a struct type can be written: a field
// that is not exported belongs to its package.
func fieldsNameable(s *types.Struct, exports func(*types.TypeName) bool) bool {
	for v := range s.Fields() {
		if !v.Exported() || !nameable(v.Type(), exports) {
			return false
		}
	}
	return true
}

func allNameable(list *types.TypeList, exports func(*types.TypeName) bool) bool {
	for i := range list.Len() {
		if !nameable(list.At(i), exports) {
			return false
		}
	}
	return true
}

func tupleNameable(list *types.Tuple, exports func(*types.TypeName) bool) bool {
	for i := range list.Len() {
		if !nameable(list.At(i).Type(), exports) {
			return false
		}
	}
	return true
}
