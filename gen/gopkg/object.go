package gopkg

import (
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/words"
)

// Object is the Go object that the name part of a reference means.
type Object struct {
	types.Object                 // a *types.Func, *types.Var or *types.TypeName
	Recv         *types.TypeName // for a method, the type it is called on
	Ptr          bool            // the method needs a pointer
	// of is what it is a method or field of: a variable, or a function whose
	// result has it; nil for none.
	Of *Object
	// Alias is what messages call it, which is built in, in place of its name in
	// Go; empty for that.
	Alias string
}

// Signature returns the signature of a function, method or variable of
// function type, nil for anything else.
func (o Object) Signature() *types.Signature {
	if _, ok := o.Object.(*types.TypeName); ok {
		return nil
	}
	sig, _ := o.Type().Underlying().(*types.Signature)
	return sig
}

// GoName returns the name as a Go file that imports the package writes it, or
// the Alias.
func (o Object) GoName() string {
	if o.Alias != "" {
		return o.Alias
	}
	if o.Of != nil {
		return o.Of.GoName() + "." + o.Name()
	}
	if o.Recv != nil {
		return o.Recv.Pkg().Name() + "." + o.Recv.Name() + "." + o.Name()
	}
	return o.Pkg().Name() + "." + o.Name()
}

// Attr returns the name part of a reference to the object.
func (o Object) Attr() string {
	if o.Of != nil {
		return o.Of.Attr() + "." + o.Name()
	}
	if o.Recv != nil {
		return o.Recv.Name() + "." + o.Name()
	}
	return o.Name()
}

// declName returns the name that a declaration of the object has: "New", or
// "Server.New" for a method.
func (o Object) declName() string {
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

// Made returns the type of what a reference to the object's members starts
// from: the variable's, or the function's first result; nil for no result.
func (o Object) Made() types.Type {
	if _, ok := o.Object.(*types.Func); !ok {
		return o.Type()
	}
	results := o.Signature().Results()
	if results.Len() == 0 {
		return nil
	}
	return results.At(0).Type()
}

// Members returns the exported members of an object that match a name: the
// methods of a type, and the methods and fields of a variable and of what a
// function returns.
func (o Object) Members(name string) []Object {
	if t, ok := o.Object.(*types.TypeName); ok {
		return methods(t, name)
	}
	var found []types.Object
	for _, m := range membersOf(o.Made()) {
		if words.Normal(m.Name()) == words.Normal(name) {
			found = append(found, m)
		}
	}
	var out []Object
	for _, m := range exact(found, name) {
		out = append(out, Object{Object: m, Of: &o})
	}
	return out
}

// ofNil reports whether an object is a method that would be called on nil: the
// zero value of its type is, or what is embedded there and has the method.
func (o Object) ofNil() bool {
	if o.Recv == nil {
		return false
	}
	t := o.Recv.Type()
	path := types.NewMethodSet(types.NewPointer(t)).Lookup(o.Pkg(), o.Name()).Index()
	for _, i := range path[:len(path)-1] {
		if IsNil(t) {
			return true
		}
		s, _, _ := StructOf(t)
		t = s.Field(i).Type()
	}
	return IsNil(t)
}

// merge appends the objects that are not there yet.
func merge(all, more []Object) []Object {
	for _, o := range more {
		if !slices.ContainsFunc(all, func(other Object) bool { return other.Object == o.Object }) {
			all = append(all, o)
		}
	}
	return all
}

func goNames(all []Object) []string {
	var out []string
	for _, o := range all {
		out = append(out, o.GoName())
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
func methods(t *types.TypeName, name string) []Object {
	var found []types.Object
	set := types.NewMethodSet(types.NewPointer(t.Type()))
	for i := range set.Len() {
		if o := set.At(i).Obj(); o.Exported() && words.Normal(o.Name()) == words.Normal(name) {
			found = append(found, o)
		}
	}
	var out []Object
	byValue := types.NewMethodSet(t.Type())
	for _, o := range exact(found, name) {
		out = append(out, Object{Object: o, Recv: t, Ptr: byValue.Lookup(o.Pkg(), o.Name()) == nil})
	}
	return out
}

// typeMethods returns the methods of a type's zero value.
func typeMethods(t *types.TypeName) []Object {
	if types.IsInterface(t.Type()) {
		return nil
	}
	var out []Object
	for _, m := range MethodsOf(t.Type()) {
		if m.Name() != "ServeHTTP" {
			out = append(out, methods(t, m.Name())...)
		}
	}
	return out
}

// membersOf returns the exported methods and fields of a variable of the type.
func membersOf(t types.Type) []types.Object {
	if t == nil {
		return nil
	}
	var out []types.Object
	if s, _, _ := StructOf(t); s != nil {
		for i := range s.NumFields() {
			if v := s.Field(i); v.Exported() && !v.Embedded() {
				out = append(out, v)
			}
		}
	}
	for _, m := range MethodsOf(t) {
		out = append(out, m)
	}
	return out
}

// MethodsOf returns the exported methods that a variable of the type has, those
// of a pointer to it among them, by name.
func MethodsOf(t types.Type) []*types.Func {
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

// StructOf returns the struct that a parameter is or points to.
func StructOf(t types.Type) (s *types.Struct, named types.Type, ptr bool) {
	named = t
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		named, ptr = p.Elem(), true
	}
	s, _ = named.Underlying().(*types.Struct)
	return s, named, ptr
}

// IsNil reports whether the zero value of a type is nil and good for nothing.
// Slices and maps can be read.
func IsNil(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Signature, *types.Chan, *types.Pointer, *types.Interface:
		return true
	}
	return false
}
