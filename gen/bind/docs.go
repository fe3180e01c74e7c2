package bind

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"

	"github.com/pastegen/pastegen/parse/diag"
)

// doc returns the doc comment of an object, empty if it has none. Export data
// holds no comments, so the declaring file is parsed.
func (p *packages) doc(o object) string {
	pos := p.fset.Position(o.Pos())
	f := p.goFile(pos)
	if f == nil {
		return ""
	}
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, "", f.Text(), parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return ""
	}
	for _, d := range tree.Decls {
		if doc := declDoc(d, o.Name(), func(p token.Pos) bool { return fset.Position(p).Line == pos.Line }); doc != nil {
			return doc.Text()
		}
	}
	return ""
}

// declDoc returns the comment of the name that a declaration makes on the line
// asked for, nil if it makes none there.
func declDoc(d ast.Decl, name string, here func(token.Pos) bool) *ast.CommentGroup {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.Name == name && here(d.Name.Pos()) {
			return d.Doc
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				if s.Name.Name == name {
					return either(s.Doc, d.Doc)
				}
			case *ast.ValueSpec:
				if s.Names[0].Name == name {
					return either(s.Doc, d.Doc)
				}
			}
		}
	}
	return nil
}

// deprecated warns of a factory whose doc comment has a paragraph that begins
// with "Deprecated:". Only files with that word in them are parsed.
func (b *binder) deprecated(j *job, o object) *diag.Diagnostic {
	f := b.pkgs.goFile(b.pkgs.fset.Position(o.Pos()))
	if f == nil || !strings.Contains(f.Text(), "Deprecated: ") {
		return nil
	}
	for _, paragraph := range strings.Split(b.pkgs.doc(o), "\n\n") {
		if why, ok := strings.CutPrefix(paragraph, "Deprecated: "); ok {
			return &diag.Diagnostic{
				Severity: diag.Warning,
				Code:     codeDeprecated,
				Message:  o.goName() + " is deprecated: " + sentence(why),
				Span:     j.factory.AttrSpan,
			}
		}
	}
	return nil
}

// sentence puts a paragraph on one line, without its final stop.
func sentence(s string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(s), " "), ".")
}
