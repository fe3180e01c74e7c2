package fill

import (
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/words"
)

// maker is a function that is called with arguments from the section's keys:
// the factory, or one whose result the factory is a member of.
type maker struct {
	object gopkg.Object
	sig    *types.Signature // as its type arguments make it
}

// makers calls the object, and what it is a member of.
type makers struct{ *filler }

// owners returns the functions of whose results the object is a member, the first
// called first. It reports one that makes no single value.
func (f *makers) owners() ([]maker, bool) {
	var out []maker
	for o := f.object.Of; o != nil; o = o.Of {
		if _, ok := o.Object.(*types.Func); !ok {
			continue
		}
		sig, ok := f.generics.instance(*o, o.Signature())
		if !ok {
			return nil, false
		}
		if r := f.u.Split(sig.Results()); r.Value == nil || r.More {
			return nil, f.refuse.WrongShape()
		}
		out = append(out, maker{*o, sig})
	}
	slices.Reverse(out)
	return out, true
}

// offerAll has all parameters tell which keys they take, and then what is made
// with them: so that what takes the rest knows what the rest is.
func (f *makers) offerAll(all []maker) {
	for _, m := range all {
		f.forms.pasteMaps(m.sig)
		for i := range m.sig.Params().Len() {
			f.forms.offer(f.paramOf(m, i))
		}
	}
	if p, ok := f.receiver(f.root()); ok {
		f.structs.offerFields(p)
	}
	f.members.offerMembers(all)
}

// root is what the object is a member of, and that of, to the first that is in a
// package by itself.
func (f *makers) root() gopkg.Object { return rootOf(f.object) }

func rootOf(o gopkg.Object) gopkg.Object {
	for o.Of != nil {
		o = *o.Of
	}
	return o
}

// receiver is the value that the object's root is a method of, a struct: its
// fields are keys. It is not ok for another object.
func (f *makers) receiver(o gopkg.Object) (p keys.Param, ok bool) {
	if o.Recv == nil || o.Object != f.root().Object {
		return p, false
	}
	p = whole(o.Recv, o.Recv.Type())
	p.Typ = types.NewPointer(p.Typ)
	return p, f.structs.isStruct(p)
}

// fieldsOf is a receiver with the fields that keys fill; nil if they fill none.
func (f *makers) fieldsOf(o gopkg.Object) bound.Arg {
	p, ok := f.receiver(o)
	if !ok {
		return nil
	}
	s, ok := f.structs.fillStruct(p).(bound.Struct)
	if !ok || len(s.Fields) == 0 {
		return nil
	}
	call := literalOf(o.Recv, s, bound.Result{Role: bound.ValueRole, Type: p.Typ})
	return bound.New{Call: call, Name: o.Recv.Name(), Kept: true}
}

// constructor returns the function that makes values of the type whose zero
// value the object's root is a method of; empty if that does as well: it has
// nothing that only its own package could set.
func (f *makers) constructor() string {
	t := f.root().Recv
	if t == nil || !contract.HasUnset(t.Type()) || f.zeroIsOfUse(t) {
		return ""
	}
	pkg, err := f.env.Pkgs.Import(t.Pkg().Path())
	if err != nil {
		return ""
	}
	for _, name := range pkg.Scope().Names() {
		fn, ok := pkg.Scope().Lookup(name).(*types.Func)
		if !ok || !fn.Exported() {
			continue
		}
		r := f.u.Split(fn.Signature().Results())
		if r.Value != nil && (types.Identical(r.Value, t.Type()) || types.Identical(r.Value, types.NewPointer(t.Type()))) {
			return name
		}
	}
	return ""
}

// zeroIsOfUse reports whether a type's comment speaks of its zero value, which
// nobody does of one that cannot be used.
func (f *makers) zeroIsOfUse(t *types.TypeName) bool {
	return strings.Contains(strings.ToLower(words.Sentence(f.env.Pkgs.Doc(gopkg.Object{Object: t}))), "zero value")
}

// paramOf returns the i-th parameter of a maker.
func (f *makers) paramOf(m maker, i int) keys.Param {
	p := f.places.Param(m.sig, i)
	if m.object.Object != f.object.Object {
		p.Of = m.object.GoName()
	}
	return p
}

// args fills all parameters of a maker.
func (f *makers) args(m maker) []bound.Arg {
	args := make([]bound.Arg, m.sig.Params().Len())
	for i := range args {
		args[i] = f.forms.arg(f.paramOf(m, i))
	}
	return args
}

// funcOf names an object. What it is a member of is made with arguments from
// the section's keys.
func (f *makers) funcOf(o gopkg.Object, value bool) bound.Func {
	fn := bound.Func{Pkg: o.Pkg(), Name: o.Name(), Value: value, TypeArgs: f.generics.args[o.Object]}
	switch {
	case o.Of != nil:
		fn.Pkg, fn.Of = nil, f.owner(*o.Of, o.Object)
	case o.Recv != nil:
		if fields := f.fieldsOf(o); fields != nil {
			fn.Pkg, fn.Of = nil, fields
			break
		}
		fn.Pkg, fn.Recv, fn.RecvPtr = o.Recv.Pkg(), o.Recv.Name(), o.Ptr
	}
	return fn
}

// owner is the value that a member is taken of.
func (f *makers) owner(o gopkg.Object, member types.Object) bound.Arg {
	if resource := f.share.behind[o.Object]; resource != nil {
		return resource
	}
	if _, ok := o.Object.(*types.Func); !ok {
		return bound.Object{Func: f.funcOf(o, true)}
	}
	sig, ok := f.generics.instance(o, o.Signature())
	if !ok {
		return nil
	}
	r := f.u.Split(sig.Results())
	call := &bound.Call{
		Func:   f.funcOf(o, false),
		Args:   f.args(maker{o, sig}),
		Result: r.As(bound.ValueRole),
	}
	if f.object.Of != nil && o.Object == f.object.Of.Object {
		call.Sets = f.members.fillMembers()
	}
	return bound.New{Call: call, Name: contract.TypeWord(r.Value), Kept: contract.NeedsPointer(r.Value, member)}
}
