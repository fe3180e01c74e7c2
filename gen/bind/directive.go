package bind

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// directive is a doc comment line "//paste:KIND NAME" on a function, method,
// variable or type: it is an entry point of that kind, or for "factory" has
// that name in MODULE:ATTR references. Without NAME it is "main".
type directive struct {
	kind, name string
	goName     string // "New", or "Server.New" for a method
}

// entryKinds returns the kinds of entry points that may stand where an object
// type is asked for, as paste.deploy.loadwsgi lists its egg protocols.
func entryKinds(t parse.ObjectType) []string {
	switch t {
	case parse.FilterType:
		return []string{"filter_factory", "filter_app_factory"}
	case parse.ServerType:
		return []string{"server_factory", "server_runner"}
	}
	return []string{"app_factory", "composite_factory", "composit_factory"}
}

// readDirectives reads the directives of a package. Only files that hold one
// are parsed, and the standard library has none.
func (p *packages) readDirectives(pkg *goPackage) {
	if pkg.listing.Standard {
		return
	}
	for _, name := range slices.Concat(pkg.listing.GoFiles, pkg.listing.CgoFiles) {
		f := p.sources.file(filepath.Join(pkg.listing.Dir, name))
		if f == nil || !strings.Contains(f.Text(), directivePrefix) {
			continue
		}
		fset := token.NewFileSet()
		tree, err := parser.ParseFile(fset, name, f.Text(), parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			continue // it compiled, so this cannot be
		}
		for _, d := range tree.Decls {
			docs(d, func(doc *ast.CommentGroup, goName string) {
				for _, c := range doc.List {
					pkg.note(c.Text, goName, f.Span(fset.Position(c.Pos()).Offset, fset.Position(c.End()).Offset))
				}
			})
		}
	}
}

const directivePrefix = "//paste:"

// note takes a line of a doc comment that may be a directive.
func (p *goPackage) note(line, goName string, span source.Span) {
	text, ok := strings.CutPrefix(line, directivePrefix)
	if !ok {
		return
	}
	words := append(strings.Fields(text), "main")
	d := directive{words[0], words[1], goName}
	kinds := directiveKinds()
	fault := diag.Diagnostic{Code: codeTag, Span: span}
	switch {
	case !slices.Contains(kinds, d.kind):
		fault.Message = "unknown directive " + quote(directivePrefix+d.kind)
		if fault.Hint = diag.DidYouMean(d.kind, kinds); fault.Hint == "" {
			fault.Hint = "there are " + list(kinds, "and")
		}
	case len(p.object(d)) == 0:
		fault.Message = "directive on " + goName + ", which other packages cannot use"
		fault.Hint = "export it"
	default:
		p.notes = append(p.notes, d)
		return
	}
	p.faults.Add(fault)
}

func directiveKinds() []string {
	out := []string{"factory"}
	for _, t := range []parse.ObjectType{parse.AppType, parse.FilterType, parse.ServerType} {
		out = append(out, entryKinds(t)...)
	}
	return out
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

// object returns what the directive stands on, none if that is not exported.
func (p *goPackage) object(d directive) []object {
	name, method, _ := strings.Cut(d.goName, ".")
	if !token.IsExported(name) || method != "" && !token.IsExported(method) {
		return nil
	}
	return p.byName(d.goName)
}

// byDirective returns the objects that //paste:factory gives a name.
func (p *goPackage) byDirective(attr string) []object {
	var out []object
	for _, d := range p.notes {
		if d.kind == "factory" && d.name == attr {
			out = merge(out, p.object(d))
		}
	}
	return out
}

// findEntry returns the object that is an egg's entry point of that name for
// what the job asks for.
func (b *binder) findEntry(pkg *goPackage, j *job, entry string) (object, *diag.Diagnostic) {
	kinds := entryKinds(j.node.Context().Type)
	var all []object
	var others, names []string
	for _, d := range pkg.notes {
		switch {
		case d.kind == "factory":
		case !slices.Contains(kinds, d.kind):
			if d.name == entry {
				others = append(others, d.kind)
			}
		case d.name == entry:
			all = merge(all, pkg.object(d))
		case !slices.Contains(names, d.name):
			names = append(names, d.name)
		}
	}
	switch len(all) {
	case 1:
		return b.usable(j, all[0])
	case 0:
		return object{}, noEntry(pkg, j, entry, kinds[0], others, names)
	}
	return object{}, b.manyNames(j, entry, all)
}

func noEntry(pkg *goPackage, j *job, entry, kind string, others, names []string) *diag.Diagnostic {
	d := &diag.Diagnostic{
		Code:    codeNoEntry,
		Message: "package " + quote(pkg.Path()) + " has no " + kind + " " + quote(entry),
		Span:    j.factory.AttrSpan,
		Hint:    diag.DidYouMean(entry, names),
	}
	switch {
	case len(others) > 0:
		d.Message += ", but a " + strings.Join(others, ", ") + " of that name"
	case d.Hint == "" && len(names) > 0:
		d.Hint = "it has " + list(names, "and")
	case d.Hint == "":
		d.Hint = "write //paste:" + kind + " " + entry + " above the function that makes it"
	}
	return d
}
