package contract

import "go/types"

// Unify finds the type parameters in t that make it the type of an argument.
func Unify(t, arg types.Type, inferred map[*types.TypeParam]types.Type) {
	if tp, ok := t.(*types.TypeParam); ok {
		if inferred[tp] == nil {
			inferred[tp] = arg
		}
		return
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		if other, ok := types.Unalias(arg).(*types.Named); ok {
			for i := range min(named.TypeArgs().Len(), other.TypeArgs().Len()) {
				Unify(named.TypeArgs().At(i), other.TypeArgs().At(i), inferred)
			}
			return
		}
	}
	switch t := t.Underlying().(type) {
	case *types.Signature:
		if other, ok := arg.Underlying().(*types.Signature); ok {
			unifyTuples(t.Params(), other.Params(), inferred)
			unifyTuples(t.Results(), other.Results(), inferred)
		}
	case *types.Map:
		if other, ok := arg.Underlying().(*types.Map); ok {
			Unify(t.Key(), other.Key(), inferred)
			Unify(t.Elem(), other.Elem(), inferred)
		}
	case interface{ Elem() types.Type }:
		if other, ok := arg.Underlying().(interface{ Elem() types.Type }); ok {
			Unify(t.Elem(), other.Elem(), inferred)
		}
	}
}

func unifyTuples(t, arg *types.Tuple, inferred map[*types.TypeParam]types.Type) {
	for i := range min(t.Len(), arg.Len()) {
		Unify(t.At(i).Type(), arg.At(i).Type(), inferred)
	}
}
