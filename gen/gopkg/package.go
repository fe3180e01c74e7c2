package gopkg

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// Package is a package whose types were read.
type Package struct {
	*types.Package
	src     *sources
	listing *listing
	names   map[string][]types.Object // exported, by normalised name
	notes   []directive
	Faults  diag.List // directives that mean nothing
}

func newPackage(pkg *types.Package, src *sources, l *listing) *Package {
	p := &Package{Package: pkg, src: src, listing: l, names: index(pkg.Scope())}
	p.readDirectives()
	return p
}

// byName returns the objects whose Go names match each dotted piece of attr. A
// name that is written exactly as in Go means that one alone.
func (p *Package) byName(attr string) []Object {
	pieces := strings.Split(attr, ".")
	var out []Object
	for _, o := range exact(p.names[words.Normal(pieces[0])], pieces[0]) {
		out = append(out, Object{Object: o})
	}
	for _, name := range pieces[1:] {
		var next []Object
		for _, o := range out {
			next = append(next, o.members(name)...)
		}
		out = next
	}
	return out
}

// index lists the exported objects of a scope that may be factories.
func index(scope *types.Scope) map[string][]types.Object {
	out := map[string][]types.Object{}
	for _, name := range scope.Names() {
		switch o := scope.Lookup(name).(type) {
		case *types.Func, *types.Var, *types.TypeName:
			if o.Exported() {
				out[words.Normal(name)] = append(out[words.Normal(name)], o)
			}
		}
	}
	return out
}

// exported returns the names a misspelt attr may have meant: those of the
// package, or of the methods of the type that its first piece means.
func (p *Package) exported(attr string) []string {
	first, _, dotted := strings.Cut(attr, ".")
	var out []string
	for _, objects := range p.names {
		for _, o := range objects {
			out = append(out, o.Name())
		}
	}
	for _, o := range p.names[words.Normal(first)] {
		if !dotted {
			break
		}
		for _, m := range MembersOf(Object{Object: o}.Made()) {
			out = append(out, o.Name()+"."+m.Name())
		}
	}
	for _, n := range p.notes {
		if n.kind == "factory" {
			out = append(out, n.name)
		}
	}
	slices.Sort(out)
	return out
}

// Objects returns what of a package can be named in a reference, in the order
// of the names. Methods that serve requests themselves are left out, since
// their type does for them, and those of types that are not meant to be used
// without the function that makes them.
func (p *Package) Objects() []Object {
	var out []Object
	for _, name := range p.Scope().Names() {
		if !token.IsExported(name) {
			continue
		}
		for _, o := range p.names[words.Normal(name)] {
			if o.Name() != name {
				continue
			}
			out = append(out, Object{Object: o})
			if t, ok := o.(*types.TypeName); ok && !p.constructs(t) {
				out = append(out, typeMethods(t)...)
			}
		}
	}
	return out
}

// constructs reports whether a function of the package returns a value of the
// type, or a pointer to one.
func (p *Package) constructs(t *types.TypeName) bool {
	for _, objects := range p.names {
		for _, o := range objects {
			if _, ok := o.(*types.Func); !ok {
				continue
			}
			made := Object{Object: o}.Made()
			if ptr, ok := made.(*types.Pointer); ok {
				made = ptr.Elem()
			}
			if made != nil && types.Identical(made, t.Type()) {
				return true
			}
		}
	}
	return false
}

// Find returns the object that the name part of a reference means. A problem has
// no place yet: it is the name's.
func (p *Package) Find(attr string) (Object, *diag.Diagnostic) {
	switch all := merge(p.byDirective(attr), p.byName(attr)); len(all) {
	case 1:
		return p.usable(all[0])
	case 0:
		return Object{}, noName(p, attr)
	default:
		return Object{}, p.manyNames(attr, all)
	}
}

// Entry returns the object that is an entry point of that name and one of the
// kinds. A problem has no place yet: it is the name's.
func (p *Package) Entry(kinds []string, entry string) (Object, *diag.Diagnostic) {
	var all []Object
	var others, names []string
	for _, d := range p.notes {
		switch {
		case d.kind == "factory":
		case !slices.Contains(kinds, d.kind):
			if d.name == entry {
				others = append(others, d.kind)
			}
		case d.name == entry:
			all = merge(all, p.object(d))
		case !slices.Contains(names, d.name):
			names = append(names, d.name)
		}
	}
	switch len(all) {
	case 1:
		return p.usable(all[0])
	case 0:
		return Object{}, noEntry(p, entry, kinds[0], others, names)
	}
	return Object{}, p.manyNames(entry, all)
}

// usable returns the object that was found, unless it is a method of nil.
func (p *Package) usable(o Object) (Object, *diag.Diagnostic) {
	if !o.OfNil() {
		return o, nil
	}
	d := &diag.Diagnostic{
		Code:    problem.Shape,
		Message: o.GoName() + " is a method of nothing: the zero value of " + o.Recv.Name() + ", on which it would be called, holds nil",
		Hint:    "name a variable of that type, or the method of one or of what a function returns: New." + o.Name(),
	}
	if span := p.src.Declared(o); span.IsValid() {
		d.Related = []diag.Related{{Span: span, Note: o.GoName() + " is declared here"}}
	}
	return Object{}, d
}

func (p *Package) manyNames(attr string, all []Object) *diag.Diagnostic {
	slices.SortStableFunc(all, func(x, y Object) int { return cmp.Compare(x.GoName(), y.GoName()) })
	d := &diag.Diagnostic{
		Code:    problem.ManyNames,
		Message: words.Quote(attr) + " may mean " + words.List(goNames(all), "or"),
		Hint:    "write the Go name exactly, or give the one you mean a name of its own: //paste:factory NAME",
	}
	for _, o := range all {
		if span := p.src.Declared(o); span.IsValid() {
			d.Related = append(d.Related, diag.Related{Span: span, Note: o.GoName() + " is declared here"})
		}
	}
	return d
}

func noName(pkg *Package, attr string) *diag.Diagnostic {
	hint := diag.DidYouMean(strings.ReplaceAll(attr, "_", ""), pkg.exported(attr))
	if hint == "" {
		hint = "case and \"_\" do not matter, but the name must be exported; " +
			"a comment //paste:factory " + attr + " above a function gives it this name"
	}
	return &diag.Diagnostic{
		Code:    problem.NoName,
		Message: "package " + words.Quote(pkg.Path()) + " has no exported name like " + words.Quote(attr),
		Hint:    hint,
	}
}

func noEntry(pkg *Package, entry, kind string, others, names []string) *diag.Diagnostic {
	d := &diag.Diagnostic{
		Code:    problem.NoEntry,
		Message: "package " + words.Quote(pkg.Path()) + " has no " + kind + " " + words.Quote(entry),
		Hint:    diag.DidYouMean(entry, names),
	}
	switch {
	case len(others) > 0:
		d.Message += ", but a " + strings.Join(others, ", ") + " of that name"
	case d.Hint == "" && len(names) > 0:
		d.Hint = "it has " + words.List(names, "and")
	case d.Hint == "":
		d.Hint = "write //paste:" + kind + " " + entry + " above the function that makes it"
	}
	return d
}

// readDirectives reads the directives of a package. Only files that hold one
// are parsed, and the standard library has none.
func (p *Package) readDirectives() {
	if p.listing.Standard {
		return
	}
	for _, name := range slices.Concat(p.listing.GoFiles, p.listing.CgoFiles) {
		f := p.src.file(filepath.Join(p.listing.Dir, name))
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
					p.note(c.Text, goName, f.Span(fset.Position(c.Pos()).Offset, fset.Position(c.End()).Offset))
				}
			})
		}
	}
}

// note takes a line of a doc comment that may be a directive.
func (p *Package) note(line, goName string, span source.Span) {
	text, ok := strings.CutPrefix(line, directivePrefix)
	if !ok {
		return
	}
	said := append(strings.Fields(text), "main")
	d := directive{said[0], said[1], goName}
	kinds := directiveKinds()
	fault := diag.Diagnostic{Code: problem.Tag, Span: span}
	switch {
	case !slices.Contains(kinds, d.kind):
		fault.Message = "unknown directive " + words.Quote(directivePrefix+d.kind)
		if fault.Hint = diag.DidYouMean(d.kind, kinds); fault.Hint == "" {
			fault.Hint = "there are " + words.List(kinds, "and")
		}
	case len(p.object(d)) == 0:
		fault.Message = "directive on " + goName + ", which other packages cannot use"
		fault.Hint = "export it"
	default:
		p.notes = append(p.notes, d)
		return
	}
	p.Faults.Add(fault)
}

// object returns what the directive stands on, none if that is not exported.
func (p *Package) object(d directive) []Object {
	name, method, _ := strings.Cut(d.goName, ".")
	if !token.IsExported(name) || method != "" && !token.IsExported(method) {
		return nil
	}
	return p.byName(d.goName)
}

// byDirective returns the objects that //paste:factory gives a name.
func (p *Package) byDirective(attr string) []Object {
	var out []Object
	for _, d := range p.notes {
		if d.kind == "factory" && d.name == attr {
			out = merge(out, p.object(d))
		}
	}
	return out
}
