package fill

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
)

// generics finds the type arguments of generic functions.
type generics struct {
	*filler
	args      map[types.Object][]types.Type     // of generic functions
	instances map[types.Object]*types.Signature // what those make of them
}

// instance returns the signature of a function; that of a generic one with the
// type arguments that follow from what the section gives its parameters: the
// type of an object that a reference names, and string for a text, or a number
// or bool if the constraint does not allow string. It reports a function whose
// type arguments do not follow. A trial, which has no keys, takes all for texts.
func (f *generics) instance(o gopkg.Object, sig *types.Signature) (*types.Signature, bool) {
	if sig == nil || sig.TypeParams().Len() == 0 && sig.RecvTypeParams().Len() == 0 {
		return sig, true
	}
	if known := f.instances[o.Object]; known != nil {
		return known, true
	}
	inferred := map[*types.TypeParam]types.Type{}
	for i := range sig.Params().Len() {
		f.infer(f.places.Param(sig, i), inferred)
	}
	args, instance, ok := f.instantiate(o, sig, sig.TypeParams(), inferred)
	if !ok {
		return nil, false
	}
	f.args[o.Object], f.instances[o.Object] = args, instance.(*types.Signature)
	return f.instances[o.Object], true
}

// instantiate gives a generic type its arguments: what was inferred, or what else
// each can only be. It reports a type whose arguments do not follow.
func (f *generics) instantiate(o gopkg.Object, t types.Type, params *types.TypeParamList, inferred map[*types.TypeParam]types.Type) ([]types.Type, types.Type, bool) {
	args, ok := f.arguments(params, inferred)
	if !ok {
		f.refuse.Generic(o, "nothing says what its type parameters are")
		return nil, nil, false
	}
	instance, err := types.Instantiate(nil, t, args, true)
	if err != nil {
		f.refuse.Generic(o, err.Error())
		return nil, nil, false
	}
	return args, instance, true
}

// literal returns a type with the type arguments that follow from what the section
// gives its fields, or that its constraints leave no choice of; a type that is not
// generic, or has its arguments, as it is. It reports what it cannot tell.
func (f *generics) literal(t *types.Named) (*types.Named, bool) {
	if t.TypeParams().Len() == 0 || t.TypeArgs().Len() > 0 {
		return t, true
	}
	inferred := map[*types.TypeParam]types.Type{}
	if _, ok := t.Underlying().(*types.Struct); ok {
		for _, field := range f.places.Fields(keys.Param{Typ: t, Prefixes: []string{""}}) {
			f.infer(field, inferred)
		}
	}
	_, instance, ok := f.instantiate(f.object, t, t.TypeParams(), inferred)
	if !ok {
		return nil, false
	}
	return instance.(*types.Named), true
}

// arguments returns what was inferred of all type parameters, or what else each
// can only be.
func (f *generics) arguments(all *types.TypeParamList, inferred map[*types.TypeParam]types.Type) ([]types.Type, bool) {
	var args []types.Type
	for tp := range all.TypeParams() {
		t := inferred[tp]
		if t == nil {
			t = f.onlyTerm(tp.Constraint().Underlying().(*types.Interface))
		}
		if t == nil && f.trial {
			t = f.textType(tp, "1")
		}
		if t == nil {
			return nil, false
		}
		args = append(args, t)
	}
	return args, len(args) > 0
}

// infer finds what a parameter says of type parameters.
func (f *generics) infer(p keys.Param, inferred map[*types.TypeParam]types.Type) {
	all := f.keys.Get(p)
	if len(all) == 0 {
		all = keys.SettingsOf(f.keys.Under(p.Names()...))
	}
	if len(all) == 0 {
		return
	}
	t := p.Typ
	if m, ok := t.Underlying().(*types.Map); ok && !value.IsSet(t) {
		t = m.Elem()
	}
	if elem := value.Elem(t); elem != nil {
		t = elem
	}
	w := all[0].Word()
	if words := all[0].Words(); (p.Variadic || value.Elem(p.Typ) != nil) && len(words) > 0 {
		w = words[0]
	}
	if tp, ok := t.(*types.TypeParam); ok && inferred[tp] == nil {
		if arg := f.textType(tp, string(w.Text)); arg != nil {
			inferred[tp] = arg
			return
		}
	}
	if f.env.reads.IsObject(t) || contract.IsMethodsOnly(t) {
		if o, ok := f.peek(p, t, w); ok {
			contract.Unify(t, o, inferred)
		}
	}
}

// textType returns the type that a text becomes where the constraint leaves it
// open; nil if no text can fill it.
func (f *generics) textType(tp *types.TypeParam, text string) types.Type {
	constraint := tp.Constraint().Underlying().(*types.Interface)
	if contract.IsMethodsOnly(tp) && constraint.NumMethods() > 0 {
		if f.u.IsApp(constraint) {
			return tp.Constraint()
		}
		return nil
	}
	for _, kind := range []types.BasicKind{types.String, types.Int, types.Float64, types.Bool} {
		t := types.Type(types.Typ[kind])
		if !types.Satisfies(t, constraint) {
			continue
		}
		if _, bad := f.env.Values.For(t).Convert(value.Input{Text: parse.Text(text)}); bad == nil {
			return t
		}
	}
	return f.onlyTerm(constraint)
}

// onlyTerm returns the type of a constraint that allows just one.
func (f *generics) onlyTerm(constraint *types.Interface) types.Type {
	if constraint.NumEmbeddeds() != 1 {
		return nil
	}
	u, ok := constraint.EmbeddedType(0).(*types.Union)
	if !ok || u.Len() != 1 || f.env.Values.For(u.Term(0).Type()) == nil {
		return nil
	}
	return u.Term(0).Type()
}

// peek returns the type of the object that a word names, or of what it makes
// if a function without keys is not what is asked for. It reports nothing.
func (f *generics) peek(p keys.Param, t types.Type, w parse.Word) (types.Type, bool) {
	if !w.Text.IsConst() {
		return nil, false
	}
	o, _ := f.refer.meant(p, w)
	if o.Object == nil {
		return nil, false
	}
	if name, isType := o.Object.(*types.TypeName); isType {
		return types.NewPointer(name.Type()), true
	}
	_, wantsFunc := t.Underlying().(*types.Signature)
	if sig := o.Signature(); sig != nil && !wantsFunc {
		return o.Made(), o.Made() != nil
	}
	return o.Type(), true
}
