package fill

import (
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
)

// option is what gives a functional option: an exported function that returns a
// value of the option's type, perhaps with an error, or a function or variable
// that is one itself. Its name is the key, or the part of it behind With;
// without arguments it is a key for a bool.
type option struct {
	types.Object
	sig    *types.Signature // of the constructor; nil for what is an option itself
	params []keys.Param     // those that keys fill; for a bool one that stands for it
	flag   bool
}

// options fills lists of functional options.
type options struct {
	*filler
	known map[*types.Var][]option // the constructors for a parameter
}

// isOptions reports whether the parameter is a list of functional options, for
// whose type there are constructors. One that is a parameter of such a
// constructor is a list of references: options are not made of named options.
func (f *options) isOptions(p keys.Param) bool {
	if p.OfOption {
		return false
	}
	elem := f.elem(p)
	return elem != nil && f.isOptionType(elem) && len(f.constructors(p, elem)) > 0
}

// elem is the type of the elements of a list; nil for another parameter.
func (f *options) elem(p keys.Param) types.Type {
	if p.Variadic {
		return p.Typ
	}
	if s, ok := p.Typ.Underlying().(*types.Slice); ok && f.env.Pkgs.Nameable(p.Typ) {
		return s.Elem()
	}
	return nil
}

// isOptionType reports whether values of the type can be options: functions, or
// what an interface hides, that nothing else fills.
func (f *options) isOptionType(t types.Type) bool {
	_, isFunc := t.Underlying().(*types.Signature)
	_, isTypeParam := t.(*types.TypeParam)
	return (isFunc || types.IsInterface(t) && !isTypeParam) &&
		!f.u.IsApp(t) && !f.u.IsFilter(t) && f.env.Values.For(t) == nil
}

// constructors returns the constructors of an option type: those in the type's own
// package and in that of the function that takes it.
func (f *options) constructors(p keys.Param, t types.Type) []option {
	if known, ok := f.known[p.Var]; ok {
		return known
	}
	pkgs := []*types.Package{p.Pkg()}
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Pkg() != p.Pkg() {
		pkgs = append(pkgs, named.Obj().Pkg())
	}
	var out []option
	for _, pkg := range pkgs {
		whole, err := f.env.Pkgs.Import(pkg.Path())
		if err != nil {
			continue
		}
		for _, name := range whole.Scope().Names() {
			o := whole.Scope().Lookup(name)
			if !o.Exported() || o == f.object.Object {
				continue
			}
			if sig, ok := f.makesOption(o, t); ok {
				out = append(out, f.option(o, sig))
			}
		}
	}
	f.known[p.Var] = out
	return out
}

// makesOption reports whether an object gives an option of the type: by what it
// returns, then with its signature, or by itself.
func (f *options) makesOption(o types.Object, t types.Type) (*types.Signature, bool) {
	fn, isFunc := o.(*types.Func)
	if _, isVar := o.(*types.Var); !isFunc && !isVar {
		return nil, false
	}
	if f.u.Changes(t) && contract.IsOption(o.Type(), t) {
		return nil, true
	}
	if !isFunc || fn.Signature().TypeParams().Len() > 0 {
		return nil, false
	}
	r := f.u.Split(fn.Signature().Results())
	return fn.Signature(), r.Value != nil && !r.More && contract.IsOption(r.Value, t)
}

// option decides which keys are for an option.
func (f *options) option(o types.Object, sig *types.Signature) option {
	out := option{Object: o, sig: sig}
	names := []string{o.Name()}
	if rest, ok := strings.CutPrefix(o.Name(), "With"); ok && rest != "" {
		names = append(names, rest)
	}
	for i := range params(sig) {
		p := f.optionParam(out, i)
		if s := f.forms.shapeOf(p); s == nil || s.offer != nil {
			out.params = append(out.params, p)
		}
	}
	if len(out.params) == 0 {
		p := keys.Param{Var: types.NewParam(o.Pos(), o.Pkg(), o.Name(), types.Typ[types.Bool]), Typ: types.Typ[types.Bool]}
		out.params, out.flag = []keys.Param{p}, true
	}
	for i := range out.params {
		p := &out.params[i]
		all := names
		if len(out.params) > 1 {
			all = nil
			for _, name := range names {
				all = append(all, name+"."+p.Name())
			}
		}
		p.Key, p.Also, p.Prefixes = all[0], all[1:], all
		*p = f.places.WithUnits(*p)
	}
	return out
}

// params returns how many parameters a constructor has.
func params(sig *types.Signature) int {
	if sig == nil {
		return 0
	}
	return sig.Params().Len()
}

func (f *options) optionParam(o option, i int) keys.Param {
	p := f.places.Param(o.sig, i)
	p.Of, p.OfOption = o.Pkg().Name()+"."+o.Name(), true
	return p
}

// given returns where the first key for an option stands in the section, -1 if
// there is none.
func (f *options) given(o option) int {
	return slices.IndexFunc(f.keys.Settings, func(s parse.Setting) bool {
		one := keys.New(nil)
		one.Add(s)
		return slices.ContainsFunc(o.params, func(p keys.Param) bool { return f.members.isGiven(one, p) })
	})
}

func (f *options) offerOptions(p keys.Param) {
	if len(f.keys.Get(p)) > 0 {
		f.keys.Offer(p) // references to options
	}
	for _, o := range f.constructors(p, f.elem(p)) {
		for _, q := range o.params {
			if !f.structs.isStruct(q) || f.given(o) >= 0 || f.keys.Possible {
				f.forms.offer(q)
			}
		}
	}
}

// fillOptions makes the options that keys are for, in the order of the keys,
// after those that the parameter's own key refers to.
func (f *options) fillOptions(p keys.Param) bound.Arg {
	out := bound.Slice{Type: types.NewSlice(p.Typ)}
	if !p.Variadic {
		out.Type = p.Typ
	}
	if all := f.keys.Get(p); len(all) > 0 {
		named, _ := f.reader.value(p, f.env.reads.Several(value.Elem(out.Type)), f.reader.concealed(p, all[0])).(bound.Slice)
		out.Items = named.Items
	}
	wanted := slices.Clone(f.constructors(p, f.elem(p)))
	wanted = slices.DeleteFunc(wanted, func(o option) bool { return f.given(o) < 0 })
	slices.SortStableFunc(wanted, func(a, b option) int { return f.given(a) - f.given(b) })
	for _, o := range wanted {
		if a := f.fillOption(o); a != nil {
			out.Items = append(out.Items, a)
		}
	}
	return out
}

// isOn reports whether the key of an option without arguments asks for it.
func (f *options) isOn(p keys.Param) bool {
	s, ok := f.reader.setting(p)
	return ok && f.reader.isOn(p, s, "whether an option is used must be known when the server is generated")
}

// fillOption calls the constructor of an option, nil if it is not to be.
func (f *options) fillOption(o option) bound.Arg {
	if o.flag && !f.isOn(o.params[0]) {
		return nil
	}
	if o.sig == nil {
		return bound.Object{Func: bound.Func{Pkg: o.Pkg(), Name: o.Name(), Value: true}}
	}
	r := f.u.Split(o.sig.Results())
	call := &bound.Call{
		Func:   bound.Func{Pkg: o.Pkg(), Name: o.Name()},
		Result: r.As(bound.ValueRole),
	}
	for i := range o.sig.Params().Len() {
		p := f.optionParam(o, i)
		for _, q := range o.params {
			if q.Var == p.Var {
				p = q
			}
		}
		call.Args = append(call.Args, f.forms.arg(p))
	}
	s := f.keys.Settings[f.given(o)]
	return bound.New{Call: call, Name: o.Name(), From: bound.Origin{Key: s.Key, Span: s.Span}}
}
