package gopkg

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/gen/parts"
)

// embedded type-checks the source of built-in parts, as far as others see it, in
// the universe of all other packages: so their types are the same.
type embedded struct {
	catalog *parts.Catalog
	fset    *token.FileSet
	others  func(path string) (*types.Package, error)
	views   map[string]view // by the package's name
	checked map[string]*types.Package
}

// view is what others see of a package.
type view struct {
	files   []*ast.File
	imports []string // paths that it needs
}

func newEmbedded(catalog *parts.Catalog, fset *token.FileSet, others func(path string) (*types.Package, error)) *embedded {
	return &embedded{catalog: catalog, fset: fset, others: others, views: map[string]view{}, checked: map[string]*types.Package{}}
}

// Import implements types.Importer.
func (e *embedded) Import(path string) (*types.Package, error) {
	path = e.catalog.Imported(path)
	p, ok := e.catalog.Holds(path)
	if !ok {
		return e.others(path)
	}
	if pkg := e.checked[p.Name]; pkg != nil {
		return pkg, nil
	}
	v, err := e.view(p)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: e, IgnoreFuncBodies: true}
	pkg, err := config.Check(path, e.fset, v.files, nil)
	if err != nil {
		return nil, fmt.Errorf("built-in package %s: %w", p.Name, err)
	}
	e.checked[p.Name] = pkg
	return pkg, nil
}

// std returns the packages of the standard library that others see the named
// packages use.
func (e *embedded) std(names []string) []string {
	found, seen := map[string]bool{}, map[string]bool{}
	for len(names) > 0 {
		path := e.catalog.Path(names[0])
		names = names[1:]
		p, ok := e.catalog.Holds(path)
		if !ok || seen[path] {
			continue
		}
		seen[path] = true
		v, _ := e.view(p)
		for _, imported := range v.imports {
			if inner, ok := e.catalog.Holds(e.catalog.Imported(imported)); ok {
				names = append(names, inner.Name)
			} else {
				found[imported] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// view parses a package and takes out what others do not see.
func (e *embedded) view(p parts.Package) (view, error) {
	if v, ok := e.views[p.Name]; ok {
		return v, nil
	}
	var v view
	for _, file := range p.Files {
		text, err := e.catalog.Text(file)
		if err != nil {
			return view{}, err
		}
		if !builds(file, text) {
			continue
		}
		tree, err := parser.ParseFile(e.fset, partScheme+file, text, parser.SkipObjectResolution)
		if err != nil {
			return view{}, err
		}
		v.files = append(v.files, tree)
	}
	v.prune()
	e.views[p.Name] = v
	return v, nil
}

// builds reports whether a file is for this system. What parts take and return is
// the same on all.
func builds(file, text string) bool {
	ctx := build.Default
	ctx.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	ok, err := ctx.MatchFile(path.Dir(file), path.Base(file))
	return ok || err != nil
}

// prune takes out the bodies of functions and all that is not exported nor needed
// by what is, and with that the imports for it.
func (v *view) prune() {
	needed := map[string]bool{}
	for before := -1; before < len(needed); {
		before = len(needed)
		for _, f := range v.files {
			for _, d := range f.Decls {
				note(d, needed)
			}
		}
	}
	imports := map[string]bool{}
	for _, f := range v.files {
		f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool { return !isNeeded(d, needed) && !isImport(d) })
		f.Comments = nil
		pruneImports(f, imports)
	}
	v.imports = slices.Sorted(maps.Keys(imports))
}

func isImport(d ast.Decl) bool {
	g, ok := d.(*ast.GenDecl)
	return ok && g.Tok == token.IMPORT
}

// isNeeded reports whether a declaration has an exported name, or one that
// another needs.
func isNeeded(d ast.Decl, needed map[string]bool) bool {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil {
			return d.Name.IsExported() && isWanted(receiver(d), needed)
		}
		return isWanted(d.Name.Name, needed)
	case *ast.GenDecl:
		return d.Tok != token.IMPORT && slices.ContainsFunc(declared(d), func(name string) bool { return isWanted(name, needed) })
	}
	return false
}

func isWanted(name string, needed map[string]bool) bool {
	return token.IsExported(name) || needed[name]
}

func receiver(d *ast.FuncDecl) string {
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if index, ok := t.(*ast.IndexExpr); ok {
		t = index.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

func declared(d *ast.GenDecl) []string {
	var out []string
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			out = append(out, s.Name.Name)
		case *ast.ValueSpec:
			for _, name := range s.Names {
				out = append(out, name.Name)
			}
		}
	}
	return out
}

// note adds the names that a declaration uses, if it is needed itself.
func note(d ast.Decl, needed map[string]bool) {
	if !isNeeded(d, needed) {
		return
	}
	if f, ok := d.(*ast.FuncDecl); ok {
		f.Body = nil
	}
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StructType:
			hideFields(n)
		case *ast.ValueSpec:
			if n.Type != nil && d.(*ast.GenDecl).Tok == token.VAR {
				n.Values = nil
			}
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok { // a package, or a name of this one
				needed[id.Name] = true
				return false
			}
		case *ast.Ident:
			needed[n.Name] = true
		}
		return true
	})
}

// hideFields makes fields that others do not see ints: what they are is nobody's
// business, and there are such fields.
func hideFields(s *ast.StructType) {
	for _, f := range s.Fields.List {
		if len(f.Names) > 0 && !slices.ContainsFunc(f.Names, (*ast.Ident).IsExported) {
			f.Type = ast.NewIdent("int")
		}
	}
}

// pruneImports leaves the imports whose names a file still uses, and notes them.
func pruneImports(f *ast.File, noted map[string]bool) {
	used := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok {
				used[id.Name] = true
			}
		}
		return true
	})
	f.Imports = nil
	for _, d := range f.Decls {
		if !isImport(d) {
			continue
		}
		g := d.(*ast.GenDecl)
		g.Specs = slices.DeleteFunc(g.Specs, func(s ast.Spec) bool {
			spec := s.(*ast.ImportSpec)
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil || !used[importName(spec, imported)] {
				return true
			}
			noted[imported] = true
			f.Imports = append(f.Imports, spec)
			return false
		})
	}
	f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool { return isImport(d) && len(d.(*ast.GenDecl).Specs) == 0 })
}

// importName is the name by which a file knows what it imports: packages of the
// standard library and built-in ones are called like the end of their paths, but
// for a version.
func importName(spec *ast.ImportSpec, imported string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	name := path.Base(imported)
	if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
		return path.Base(path.Dir(imported))
	}
	return name
}
