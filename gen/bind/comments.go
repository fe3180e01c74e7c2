package bind

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/pastegen/pastegen/parse/source"
)

// fullDoc returns the doc comment of an object, after that of the object whose
// member it is.
func (p *packages) fullDoc(o object) string {
	own := strings.TrimSpace(p.doc(o))
	if o.of == nil {
		return own
	}
	return strings.TrimSpace(p.fullDoc(*o.of) + "\n\n" + own)
}

// comment returns what the source says of a parameter or a field of a factory:
// the comment above it or behind it on its line. A parameter has one only if it
// stands on a line of its own; that of another function than the factory, which
// makes an option, say, has that function's doc comment.
func (p *packages) comment(v *types.Var, factory object) string {
	fset, tree := p.tree(v.Pos())
	if tree == nil {
		return ""
	}
	line := p.fset.Position(v.Pos()).Line
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

// makes reports whether a declaration is that of the factory, or of what it is
// a member of.
func makes(d *ast.FuncDecl, factory object) bool {
	for o := &factory; o != nil; o = o.of {
		if funcName(d) == o.declName() {
			return true
		}
	}
	return false
}

// line returns the line in which an object is declared.
func (p *packages) line(o types.Object) source.Span {
	pos := p.fset.Position(o.Pos())
	f := p.anyFile(pos)
	if f == nil {
		return source.Span{}
	}
	start := f.LineStart(pos.Line)
	return f.Span(start, start+len(f.Line(pos.Line)))
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
