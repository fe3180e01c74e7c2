package bind

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"

	"github.com/pastegen/pastegen/parse/diag"
)

// doc returns the doc comment of an object, empty if it has none. Export data
// holds no comments, so the declaring file is parsed.
func (p *packages) doc(o object) string {
	f := p.goFile(p.fset.Position(o.Pos()))
	if f == nil {
		return ""
	}
	tree, err := parser.ParseFile(token.NewFileSet(), "", f.Text(), parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
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

// declName returns the name that a declaration of the object has: "New", or
// "Server.New" for a method.
func (o object) declName() string {
	if fn, ok := o.Object.(*types.Func); ok {
		if recv := fn.Signature().Recv(); recv != nil {
			t := recv.Type()
			if p, ok := t.(*types.Pointer); ok {
				t = p.Elem()
			}
			if named, ok := t.(*types.Named); ok {
				return named.Obj().Name() + "." + o.Name()
			}
		}
	}
	return o.Name()
}

// deprecated warns of a factory that its doc comment calls deprecated.
func (b *binder) deprecated(j *job, o object) *diag.Diagnostic {
	why := b.pkgs.deprecation(o)
	if why == "" {
		return nil
	}
	return &diag.Diagnostic{
		Severity: diag.Warning,
		Code:     codeDeprecated,
		Message:  o.goName() + " is deprecated: " + why,
		Span:     j.factory.AttrSpan,
	}
}

// deprecation returns what a doc comment says in a paragraph that begins with
// "Deprecated:", empty if there is none. Only files with that word in them are
// parsed, once for each object.
func (p *packages) deprecation(o object) string {
	if why, ok := p.deprecations[o.Object]; ok {
		return why
	}
	why := ""
	if f := p.goFile(p.fset.Position(o.Pos())); f != nil && strings.Contains(f.Text(), "Deprecated: ") {
		for _, paragraph := range strings.Split(p.doc(o), "\n\n") {
			if text, ok := strings.CutPrefix(paragraph, "Deprecated: "); ok {
				why = sentence(text)
			}
		}
	}
	p.deprecations[o.Object] = why
	return why
}

// sentence puts a paragraph on one line, without its final stop.
func sentence(s string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(s), " "), ".")
}
