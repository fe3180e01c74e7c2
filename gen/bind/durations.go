package bind

import (
	"go/ast"
	"go/types"
	"strconv"
)

// isDuration reports whether texts of the type are durations: it is
// time.Duration, or was declared as a type over that and has neither constants
// nor a textual form of its own.
func isDuration(f *filler, t types.Type) bool {
	return types.Identical(t, f.u.duration) || isOverDuration(f, t) && !isEnumeration(f, t) && !isTextual(f, t)
}

// isOverDuration reports whether the type was declared as one over
// time.Duration. Export data only tells that it is an int64, its declaration
// tells the rest.
func isOverDuration(f *filler, t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || !types.Identical(t.Underlying(), types.Typ[types.Int64]) {
		return false
	}
	p := f.b.pkgs
	over, known := p.durations[named.Obj()]
	if !known {
		over = p.isDeclaredDuration(named.Obj())
		p.durations[named.Obj()] = over
	}
	return over
}

// isDeclaredDuration reads the declaration "type T time.Duration".
func (p *packages) isDeclaredDuration(t *types.TypeName) bool {
	_, tree := p.tree(t.Pos())
	if tree == nil {
		return false
	}
	over := false
	ast.Inspect(tree, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok && spec.Name.Name == t.Name() {
			sel, ok := spec.Type.(*ast.SelectorExpr)
			over = ok && sel.Sel.Name == "Duration" && isPackage(tree, sel.X, "time")
		}
		_, isFunc := n.(*ast.FuncDecl)
		return !isFunc
	})
	return over
}

// isPackage reports whether an expression is the name by which a file imports a
// package, whose own name is its path.
func isPackage(file *ast.File, x ast.Expr, path string) bool {
	id, ok := x.(*ast.Ident)
	if !ok {
		return false
	}
	for _, spec := range file.Imports {
		if imported, err := strconv.Unquote(spec.Path.Value); err == nil && imported == path {
			return spec.Name == nil && id.Name == path || spec.Name != nil && id.Name == spec.Name.Name
		}
	}
	return false
}
