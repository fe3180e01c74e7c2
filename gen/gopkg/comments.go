package gopkg

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/pastegen/pastegen/gen/words"
)

// Comments tells what the source of Go packages says that export data does not:
// doc comments, and what types were declared over.
type Comments struct {
	src          *sources
	deprecations map[types.Object]string
	durations    map[*types.TypeName]bool // whether they are over time.Duration
}

func newComments(src *sources) *Comments {
	return &Comments{src, map[types.Object]string{}, map[*types.TypeName]bool{}}
}

// FullDoc returns the doc comment of an object, after that of the object whose
// member it is.
func (c *Comments) FullDoc(o Object) string {
	own := strings.TrimSpace(c.Doc(o))
	if o.Of == nil {
		return own
	}
	return strings.TrimSpace(c.FullDoc(*o.Of) + "\n\n" + own)
}

// Doc returns the doc comment of an object, empty if it has none. Export data
// holds no comments, so the declaring file is parsed.
func (c *Comments) Doc(o Object) string {
	_, tree := c.src.tree(o.Pos())
	if tree == nil {
		return ""
	}
	name := o.declName()
	out := ""
	for _, d := range tree.Decls {
		docs(d, func(doc *ast.CommentGroup, declared string) {
			if declared == name {
				out = doc.Text()
			}
		})
	}
	return out
}

// Comment returns what the source says of a parameter or a field of a factory:
// the comment above it or behind it on its line. A parameter has one only if it
// stands on a line of its own; that of another function than the factory, which
// makes an option, say, has that function's doc comment.
func (c *Comments) Comment(v *types.Var, factory Object) string {
	fset, tree := c.src.tree(v.Pos())
	if tree == nil {
		return ""
	}
	line := c.src.fset.Position(v.Pos()).Line
	out := ""
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			if declares(n, v, fset, line) {
				out = text(n.Doc, n.Comment)
			}
		case *ast.FuncDecl:
			if fset.Position(n.Pos()).Line <= line && line <= fset.Position(n.Type.End()).Line {
				out = beside(fset, tree, n.Type.Params, v, line)
				if out == "" && !makes(n, factory) {
					out = n.Doc.Text()
				}
			}
		}
		return out == ""
	})
	return strings.TrimSpace(out)
}

// Deprecation returns what a doc comment says in a paragraph that begins with
// "Deprecated:", empty if there is none.
func (c *Comments) Deprecation(o Object) string {
	return c.DeprecationIn(o.Object, func() string { return c.Doc(o) })
}

// DeprecationIn is deprecation for a comment on an object. Only files with that
// word in them are parsed, once for each object.
func (c *Comments) DeprecationIn(o types.Object, comment func() string) string {
	if why, ok := c.deprecations[o]; ok {
		return why
	}
	why := ""
	if f := c.src.anyFile(c.src.fset.Position(o.Pos())); f != nil && strings.Contains(f.Text(), "Deprecated: ") {
		for _, paragraph := range strings.Split(comment(), "\n\n") {
			if text, ok := strings.CutPrefix(paragraph, "Deprecated: "); ok {
				why = words.Sentence(text)
			}
		}
	}
	c.deprecations[o] = why
	return why
}

// makes reports whether a declaration is that of the factory, or of what it is
// a member of.
func makes(d *ast.FuncDecl, factory Object) bool {
	for o := &factory; o != nil; o = o.Of {
		if funcName(d) == o.declName() {
			return true
		}
	}
	return false
}

// declares reports whether a field of a struct or a parameter is the one of
// that name on that line.
func declares(f *ast.Field, v *types.Var, fset *token.FileSet, line int) bool {
	for _, name := range f.Names {
		if name.Name == v.Name() && fset.Position(name.Pos()).Line == line {
			return true
		}
	}
	return len(f.Names) == 0 && v.Embedded() && fset.Position(f.Type.Pos()).Line == line
}

// text returns the text of the first comment that is there.
func text(comments ...*ast.CommentGroup) string {
	for _, c := range comments {
		if t := c.Text(); t != "" {
			return t
		}
	}
	return ""
}

// beside returns the comment of a parameter that has a line for itself. The
// parser gives comments to fields of structs only.
func beside(fset *token.FileSet, tree *ast.File, params *ast.FieldList, v *types.Var, line int) string {
	mine := 0
	for _, f := range params.List {
		if fset.Position(f.Pos()).Line != line {
			continue
		}
		if mine++; !declares(f, v, fset, line) || len(f.Names) > 1 {
			return ""
		}
	}
	if mine != 1 || fset.Position(params.Opening).Line == line {
		return ""
	}
	for _, c := range tree.Comments {
		inside := c.Pos() > params.Opening && c.Pos() < params.Closing
		if inside && (fset.Position(c.End()).Line == line-1 || fset.Position(c.Pos()).Line == line) {
			return c.Text()
		}
	}
	return ""
}

// docs calls visit with the doc comment of each name that a declaration makes.
func docs(d ast.Decl, visit func(doc *ast.CommentGroup, name string)) {
	one := func(doc *ast.CommentGroup, name string) {
		if doc != nil {
			visit(doc, name)
		}
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		one(d.Doc, funcName(d))
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				one(cmp.Or(s.Doc, d.Doc), s.Name.Name)
			case *ast.ValueSpec:
				one(cmp.Or(s.Doc, d.Doc), s.Names[0].Name)
			}
		}
	}
}

// funcName returns "Name", or "Type.Name" for a method.
func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name + "." + d.Name.Name
	}
	return d.Name.Name
}

// IsOverDuration reports whether the type was declared as one over
// time.Duration. Export data only tells that it is an int64, its declaration
// tells the rest.
func (c *Comments) IsOverDuration(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || !types.Identical(t.Underlying(), types.Typ[types.Int64]) {
		return false
	}
	over, known := c.durations[named.Obj()]
	if !known {
		over = c.isDeclaredDuration(named.Obj())
		c.durations[named.Obj()] = over
	}
	return over
}

// isDeclaredDuration reads the declaration "type T time.Duration".
func (c *Comments) isDeclaredDuration(t *types.TypeName) bool {
	_, tree := c.src.tree(t.Pos())
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
