package gopkg

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// Package is a package whose types were read.
type Package struct {
	*types.Package
	src    *sources
	names  map[string][]types.Object // exported, by normalised name
	notes  []directive
	Faults diag.List // directives that mean nothing
	part   bool
	dir    string   // where its files lie; empty for a built-in or standard package
	files  []string // those that belong to it
	Group  string   // of a built-in package: where lists show its parts
	Doc    string   // likewise: its doc comment
}

// newPackage reads the directives of a listed package. The standard library has
// none.
func newPackage(pkg *types.Package, src *sources, l *listing) *Package {
	p := &Package{Package: pkg, src: src, names: index(pkg.Scope())}
	if l.Standard {
		return p
	}
	p.dir, p.files = l.Dir, slices.Concat(l.GoFiles, l.CgoFiles)
	for _, name := range p.files {
		p.readDirectives(filepath.Join(p.dir, name))
	}
	return p
}

// newPart reads the directives of a built-in package.
func newPart(pkg *types.Package, src *sources, files []string) *Package {
	p := &Package{Package: pkg, src: src, names: index(pkg.Scope()), part: true}
	for _, file := range files {
		p.readDirectives(partScheme + file)
	}
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
			next = append(next, o.Members(name)...)
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
		for _, m := range membersOf(Object{Object: o}.Made()) {
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
		case d.kind == "factory" && !slices.Contains(kinds, d.kind), d.kind == draftKind:
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

// HasEntry reports whether a directive names an entry point of one of the kinds;
// of whatever kind if there are none.
func (p *Package) HasEntry(name string, kinds ...string) bool {
	return slices.ContainsFunc(p.notes, func(d directive) bool {
		return d.kind != "factory" && d.kind != draftKind && d.name == name && (len(kinds) == 0 || slices.Contains(kinds, d.kind))
	})
}

// usable returns the object that was found, unless it is a method of nil.
func (p *Package) usable(o Object) (Object, *diag.Diagnostic) {
	if !o.ofNil() {
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

// hintLeftOut has a problem with a name tell that a file which does not belong to
// the package has it, if one does.
func (p *Package) hintLeftOut(d *diag.Diagnostic, name string) {
	if note, ok := p.leftOut(name); ok {
		d.Related, d.Unwritten, d.Hint = append(d.Related, note), false, ""
	}
}

func noName(pkg *Package, attr string) *diag.Diagnostic {
	hint := diag.DidYouMean(strings.ReplaceAll(attr, "_", ""), pkg.exported(attr))
	unwritten := hint == ""
	if unwritten {
		hint = "case and \"_\" do not matter, but the name must be exported; " +
			"a comment //paste:factory " + attr + " above a function gives it this name"
	}
	d := &diag.Diagnostic{
		Code:    problem.NoName,
		Message: "package " + words.Quote(pkg.Path()) + " has no exported name like " + words.Quote(attr),
		Hint:    hint, Unwritten: unwritten,
	}
	pkg.hintLeftOut(d, attr)
	return d
}

func noEntry(pkg *Package, entry, kind string, others, names []string) *diag.Diagnostic {
	d := &diag.Diagnostic{
		Code:    problem.NoEntry,
		Message: "package " + words.Quote(pkg.Path()) + " has no " + kind + " " + words.Quote(entry),
		Hint:    diag.DidYouMean(entry, names),
	}
	d.Unwritten = d.Hint == "" && len(others) == 0
	switch {
	case len(others) > 0:
		d.Message += ", but a " + strings.Join(others, ", ") + " of that name"
	case d.Hint == "" && len(names) > 0:
		d.Hint = "it has " + words.List(names, "and")
	case d.Hint == "":
		d.Hint = "write //paste:" + kind + " " + entry + " above the function that makes it"
	}
	pkg.hintLeftOut(d, entry)
	return d
}

// readDirectives reads the directives of a file, which is parsed only if it holds
// one.
func (p *Package) readDirectives(path string) {
	f := p.src.file(path)
	if f == nil || !strings.Contains(f.Text(), parts.Prefix) {
		return
	}
	fset, tree := p.src.parse(f).fset, p.src.parse(f).file
	if tree == nil {
		return // it compiled, so this cannot be
	}
	if p.part && tree.Doc != nil {
		p.readPackageComment(tree.Doc)
	}
	for _, d := range tree.Decls {
		docs(d, func(doc *ast.CommentGroup, goName string) {
			for _, c := range doc.List {
				p.note(c.Text, goName, f.Span(fset.Position(c.Pos()).Offset, fset.Position(c.End()).Offset))
			}
		})
	}
}

// readPackageComment reads what stands above the package clause of a file of a
// built-in package.
func (p *Package) readPackageComment(doc *ast.CommentGroup) {
	p.Doc = strings.TrimSpace(p.Doc + "\n\n" + doc.Text())
	for _, c := range doc.List {
		if group, ok := strings.CutPrefix(c.Text, parts.Prefix+parts.Group+" "); ok {
			p.Group = strings.TrimSpace(group)
		}
	}
}

// note takes a line of a doc comment that may be a directive.
func (p *Package) note(line, goName string, span source.Span) {
	text, ok := strings.CutPrefix(line, parts.Prefix)
	if !ok {
		return
	}
	said := strings.Fields(text)
	if len(said) == 0 {
		said = []string{""}
	}
	d := directive{said[0], "main", said[1:], goName}
	if len(said) > 1 {
		d.name = said[1]
	}
	kinds := directiveKinds()
	if p.part {
		kinds = append(kinds, parts.StandsFor)
	}
	fault := diag.Diagnostic{Code: problem.Tag, Span: span}
	switch {
	case !slices.Contains(kinds, d.kind):
		fault.Message = "unknown directive " + words.Quote(parts.Prefix+d.kind)
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

// Part is a factory that is built in.
type Part struct {
	Object
	Kind  string   // of its entry points: "filter_factory"
	Own   string   // its name with pastegen; empty for none
	Names []string // all its names, those of others first: "egg:Paste#gzip", "paste.gzipper:make_gzip_middleware"
}

// Parts returns the factories of a built-in package, in the order of their
// directives.
func (p *Package) Parts() []Part {
	var all []Part
	for _, d := range p.notes {
		objects := p.object(d)
		if len(objects) == 0 || d.kind == "factory" || d.kind == draftKind {
			continue
		}
		i := slices.IndexFunc(all, func(q Part) bool { return q.Object.Object == objects[0].Object })
		if i < 0 {
			i = len(all)
			all = append(all, Part{Object: objects[0]})
		}
		if d.kind == parts.StandsFor {
			all[i].Names = append(all[i].Names, d.said...)
		} else {
			all[i].Kind, all[i].Own = d.kind, strings.Join(d.said[:min(1, len(d.said))], "")
		}
	}
	for i, q := range all {
		if q.Own != "" {
			all[i].Names = append(q.Names, parts.Names([]string{q.Kind, q.Own})...)
		}
	}
	return slices.DeleteFunc(all, func(q Part) bool { return q.Kind == "" })
}

// Named returns the factories of a built-in package that have a name.
func (p *Package) Named(name string) []Part {
	return slices.DeleteFunc(p.Parts(), func(q Part) bool {
		return !slices.ContainsFunc(q.Names, func(own string) bool { return parts.Normal(own) == parts.Normal(name) })
	})
}

// Standing returns the object of a built-in package that stands for a name,
// whether it is an entry point or not.
func (p *Package) Standing(name string) (o Object, ok bool) {
	for _, d := range p.notes {
		names := d.said
		if d.kind != parts.StandsFor {
			names = parts.Names([]string{d.kind, d.name})
		}
		isNamed := slices.ContainsFunc(names, func(own string) bool { return parts.Normal(own) == parts.Normal(name) })
		if objects := p.object(d); isNamed && len(objects) > 0 {
			return objects[0], true
		}
	}
	return Object{}, false
}
