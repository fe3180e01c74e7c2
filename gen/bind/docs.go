package bind

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// doc returns the doc comment of an object, empty if it has none. Export data
// holds no comments, so the declaring file is parsed.
func (p *packages) doc(o object) string {
	_, tree := p.tree(o.Pos())
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

// anyFile is goFile, also for the standard library, whose positions do not say
// where Go is installed. Diagnostics do without: its lines change with Go.
func (p *packages) anyFile(pos token.Position) *source.File {
	if std, ok := strings.CutPrefix(filepath.ToSlash(pos.Filename), "$GOROOT/src/"); ok {
		if l := p.listed[path.Dir(std)]; l != nil {
			pos.Filename = filepath.Join(l.Dir, path.Base(std))
		}
	}
	return p.goFile(pos)
}

// tree parses the file in which a position lies; nil if that cannot be done.
func (p *packages) tree(pos token.Pos) (*token.FileSet, *ast.File) {
	f := p.anyFile(p.fset.Position(pos))
	if f == nil {
		return nil, nil
	}
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, "", f.Text(), parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, nil
	}
	return fset, tree
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

// deprecated warns of a factory that its doc comment calls deprecated, or that
// of a function whose result has it.
func (b *binder) deprecated(j *job, o object) {
	for of := &o; of != nil; of = of.of {
		if why := b.pkgs.deprecation(*of); why != "" {
			b.report(j, isDeprecated(of.goName(), why, j.factory.AttrSpan))
		}
	}
}

func isDeprecated(name, why string, span source.Span) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Warning,
		Code:     codeDeprecated,
		Message:  name + " is deprecated: " + why,
		Span:     span,
	}
}

// checkDeprecated warns of a key for a field, an option or a method that a
// comment calls deprecated.
func (f *filler) checkDeprecated(s parse.Setting, p param) {
	why := f.b.pkgs.deprecationIn(p.Var, func() string { return f.b.pkgs.comment(p.Var, f.object) })
	if why == "" {
		return
	}
	name := f.what(p)
	if !p.IsField() && p.of != "" {
		name = p.of // an option's constructor, a method
	}
	f.report(isDeprecated(name, why, s.KeySpan))
}

// deprecation returns what a doc comment says in a paragraph that begins with
// "Deprecated:", empty if there is none.
func (p *packages) deprecation(o object) string {
	return p.deprecationIn(o.Object, func() string { return p.doc(o) })
}

// deprecationIn is deprecation for a comment on an object. Only files with that
// word in them are parsed, once for each object.
func (p *packages) deprecationIn(o types.Object, comment func() string) string {
	if why, ok := p.deprecations[o]; ok {
		return why
	}
	why := ""
	if f := p.anyFile(p.fset.Position(o.Pos())); f != nil && strings.Contains(f.Text(), "Deprecated: ") {
		for _, paragraph := range strings.Split(comment(), "\n\n") {
			if text, ok := strings.CutPrefix(paragraph, "Deprecated: "); ok {
				why = sentence(text)
			}
		}
	}
	p.deprecations[o] = why
	return why
}

// sentence puts a paragraph on one line, without its final stop.
func sentence(s string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(s), " "), ".")
}
