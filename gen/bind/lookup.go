package bind

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/diag"
)

// object is the Go object that the name part of a reference means.
type object struct {
	types.Object                 // a *types.Func, *types.Var or *types.TypeName
	recv         *types.TypeName // for a method, the type it is called on
	ptr          bool            // the method needs a pointer
	// of is what it is a method or field of: a variable, or a function whose
	// result has it; nil for none.
	of *object
}

// signature returns the signature of a function, method or variable of
// function type, nil for anything else.
func (o object) signature() *types.Signature {
	if _, ok := o.Object.(*types.TypeName); ok {
		return nil
	}
	sig, _ := o.Type().Underlying().(*types.Signature)
	return sig
}

// goName returns the name as a Go file that imports the package writes it.
func (o object) goName() string {
	if o.of != nil {
		return o.of.goName() + "." + o.Name()
	}
	if o.recv != nil {
		return o.recv.Pkg().Name() + "." + o.recv.Name() + "." + o.Name()
	}
	return o.Pkg().Name() + "." + o.Name()
}

// normal returns a name without what INI files and Go write differently: case
// and "_", "-", ".".
func normal(name string) string {
	return strings.ToLower(strings.Map(func(c rune) rune {
		if c == '_' || c == '-' || c == '.' {
			return -1
		}
		return c
	}, name))
}

// index lists the exported objects of a scope that may be factories.
func index(scope *types.Scope) map[string][]types.Object {
	out := map[string][]types.Object{}
	for _, name := range scope.Names() {
		switch o := scope.Lookup(name).(type) {
		case *types.Func, *types.Var, *types.TypeName:
			if o.Exported() {
				out[normal(name)] = append(out[normal(name)], o)
			}
		}
	}
	return out
}

// find returns the object that a reference's name part means.
func (b *binder) find(pkg *goPackage, j *job, t target) (object, *diag.Diagnostic) {
	if t.egg {
		return b.findEntry(pkg, j, t.attr)
	}
	all := pkg.byDirective(t.attr)
	all = merge(all, pkg.byName(t.attr))
	switch len(all) {
	case 1:
		return b.usable(j, all[0])
	case 0:
		return object{}, noName(pkg, j, t.attr)
	}
	return object{}, b.manyNames(j, t.attr, all)
}

// merge appends the objects that are not there yet.
func merge(all, more []object) []object {
	for _, o := range more {
		if !slices.ContainsFunc(all, func(other object) bool { return other.Object == o.Object }) {
			all = append(all, o)
		}
	}
	return all
}

// byName returns the objects whose Go names match each dotted piece of attr. A
// name that is written exactly as in Go means that one alone.
func (p *goPackage) byName(attr string) []object {
	pieces := strings.Split(attr, ".")
	var out []object
	for _, o := range exact(p.names[normal(pieces[0])], pieces[0]) {
		out = append(out, object{Object: o})
	}
	for _, name := range pieces[1:] {
		var next []object
		for _, o := range out {
			next = append(next, o.members(name)...)
		}
		out = next
	}
	return out
}

// members returns the exported members of an object that match a name: the
// methods of a type, and the methods and fields of a variable and of what a
// function returns.
func (o object) members(name string) []object {
	if t, ok := o.Object.(*types.TypeName); ok {
		return methods(t, name)
	}
	var found []types.Object
	for _, m := range membersOf(o.made()) {
		if normal(m.Name()) == normal(name) {
			found = append(found, m)
		}
	}
	var out []object
	for _, m := range exact(found, name) {
		out = append(out, object{Object: m, of: &o})
	}
	return out
}

// made returns the type of what a reference to the object's members starts
// from: the variable's, or the function's first result; nil for no result.
func (o object) made() types.Type {
	if _, ok := o.Object.(*types.Func); !ok {
		return o.Type()
	}
	results := o.signature().Results()
	if results.Len() == 0 {
		return nil
	}
	return results.At(0).Type()
}

// membersOf returns the exported methods and fields of a variable of the type.
func membersOf(t types.Type) []types.Object {
	if t == nil {
		return nil
	}
	var out []types.Object
	if s, _, _ := structType(t); s != nil {
		for i := range s.NumFields() {
			if v := s.Field(i); v.Exported() && !v.Embedded() {
				out = append(out, v)
			}
		}
	}
	for _, m := range methodsOf(t) {
		out = append(out, m)
	}
	return out
}

// methodsOf returns the exported methods that a variable of the type has, those
// of a pointer to it among them, by name.
func methodsOf(t types.Type) []*types.Func {
	if _, isPtr := types.Unalias(t).(*types.Pointer); !isPtr && !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	var out []*types.Func
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		if m, ok := set.At(i).Obj().(*types.Func); ok && m.Exported() {
			out = append(out, m)
		}
	}
	return out
}

// exact returns the object of that very name alone, if there is one.
func exact(objects []types.Object, name string) []types.Object {
	for _, o := range objects {
		if o.Name() == name {
			return []types.Object{o}
		}
	}
	return objects
}

// methods returns the exported methods of a type, or of a pointer to it, that
// match a name.
func methods(t *types.TypeName, name string) []object {
	var found []types.Object
	set := types.NewMethodSet(types.NewPointer(t.Type()))
	for i := range set.Len() {
		if o := set.At(i).Obj(); o.Exported() && normal(o.Name()) == normal(name) {
			found = append(found, o)
		}
	}
	var out []object
	byValue := types.NewMethodSet(t.Type())
	for _, o := range exact(found, name) {
		out = append(out, object{Object: o, recv: t, ptr: byValue.Lookup(o.Pkg(), o.Name()) == nil})
	}
	return out
}

// ofNil reports whether an object is a method that would be called on nil: the
// zero value of its type is, or what is embedded there and has the method.
func (o object) ofNil() bool {
	if o.recv == nil {
		return false
	}
	t := o.recv.Type()
	path := types.NewMethodSet(types.NewPointer(t)).Lookup(o.Pkg(), o.Name()).Index()
	for _, i := range path[:len(path)-1] {
		if isNil(t) {
			return true
		}
		s, _, _ := structType(t)
		t = s.Field(i).Type()
	}
	return isNil(t)
}

// isNil reports whether the zero value of a type is nil and good for nothing.
// Slices and maps can be read.
func isNil(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Signature, *types.Chan, *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// exported returns the names a misspelt attr may have meant: those of the
// package, or of the methods of the type that its first piece means.
func (p *goPackage) exported(attr string) []string {
	first, _, dotted := strings.Cut(attr, ".")
	var out []string
	for _, objects := range p.names {
		for _, o := range objects {
			out = append(out, o.Name())
		}
	}
	for _, o := range p.names[normal(first)] {
		if !dotted {
			break
		}
		for _, m := range membersOf(object{Object: o}.made()) {
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

func noName(pkg *goPackage, j *job, attr string) *diag.Diagnostic {
	hint := diag.DidYouMean(strings.ReplaceAll(attr, "_", ""), pkg.exported(attr))
	if hint == "" {
		hint = "case and \"_\" do not matter, but the name must be exported; " +
			"a comment //paste:factory " + attr + " above a function gives it this name"
	}
	return &diag.Diagnostic{
		Code:    codeNoName,
		Message: "package " + quote(pkg.Path()) + " has no exported name like " + quote(attr),
		Span:    j.factory.AttrSpan,
		Hint:    hint,
	}
}

// usable returns the object that was found, unless it is a method of nil.
func (b *binder) usable(j *job, o object) (object, *diag.Diagnostic) {
	if !o.ofNil() {
		return o, nil
	}
	d := &diag.Diagnostic{
		Code:    codeShape,
		Message: o.goName() + " is a method of nothing: the zero value of " + o.recv.Name() + ", on which it would be called, holds nil",
		Span:    j.factory.AttrSpan,
		Hint:    "name a variable of that type, or the method of one or of what a function returns: New." + o.Name(),
	}
	if span := b.pkgs.declared(o); span.IsValid() {
		d.Related = []diag.Related{{Span: span, Note: o.goName() + " is declared here"}}
	}
	return object{}, d
}

func (b *binder) manyNames(j *job, attr string, all []object) *diag.Diagnostic {
	slices.SortStableFunc(all, func(x, y object) int { return cmp.Compare(x.goName(), y.goName()) })
	d := &diag.Diagnostic{
		Code:    codeManyNames,
		Message: quote(attr) + " may mean " + list(goNames(all), "or"),
		Span:    j.factory.AttrSpan,
		Hint:    "write the Go name exactly, or give the one you mean a name of its own: //paste:factory NAME",
	}
	for _, o := range all {
		if span := b.pkgs.declared(o); span.IsValid() {
			d.Related = append(d.Related, diag.Related{Span: span, Note: o.goName() + " is declared here"})
		}
	}
	return d
}

func goNames(all []object) []string {
	var out []string
	for _, o := range all {
		out = append(out, o.goName())
	}
	return out
}
