package fill

import (
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
)

// maker is a function that is called with arguments from the section's keys:
// the factory, or one whose result the factory is a member of.
type maker struct {
	object gopkg.Object
	sig    *types.Signature // as its type arguments make it
}

// needsPointer reports whether a member is a method that only a variable of the
// type has, not a value.
func needsPointer(t types.Type, member types.Object) bool {
	if _, isFunc := member.(*types.Func); !isFunc {
		return false
	}
	return types.NewMethodSet(t).Lookup(member.Pkg(), member.Name()) == nil
}

// typeWord is a word for values of a type.
func typeWord(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return named.Obj().Name()
	}
	return "made"
}

// makers knows the functions that must be called for the object to be there.
type makers struct{ *filler }

// makers returns the functions that must be called for the object to be there,
// the first called first. It reports one that makes no single value.
func (f *makers) makers() ([]maker, bool) {
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
			return nil, f.refuse.wrongShape()
		}
		out = append(out, maker{*o, sig})
	}
	slices.Reverse(out)
	return out, true
}

// offerAll has all parameters tell which keys they take, and then what is made
// with them: so that what takes the rest knows what the rest is.
func (f *makers) offerAll(made []maker) {
	for _, m := range made {
		f.forms.pasteMaps(m.sig)
		for i := range m.sig.Params().Len() {
			f.forms.offer(f.paramOf(m, i))
		}
	}
	f.attach.offerMembers(made)
}

// paramOf returns the i-th parameter of a maker.
func (f *makers) paramOf(m maker, i int) param {
	p := f.places.param(m.sig, i)
	if m.object.Object != f.object.Object {
		p.of = m.object.GoName()
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
		fn.Pkg, fn.Recv, fn.RecvPtr = o.Recv.Pkg(), o.Recv.Name(), o.Ptr
	}
	return fn
}

// owner is the value that a member is taken of.
func (f *makers) owner(o gopkg.Object, member types.Object) bound.Arg {
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
		call.Sets = f.attach.fillMembers()
	}
	return bound.New{Call: call, Name: typeWord(r.Value), Kept: needsPointer(r.Value, member)}
}
