package fill

import (
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/words"
)

// shape is one kind of parameter. The first of shapes that fits decides.
type shape struct {
	fits func(keys.Param) bool
	// offer tells which keys the parameter takes; nil for none.
	offer func(keys.Param)
	// fill makes the argument. It reports what is wrong; nil for a parameter
	// that stays at its zero value or could not be filled.
	fill func(keys.Param) bound.Arg
}

// give fills a parameter with an argument that does not depend on keys.
func give(a bound.Arg) func(keys.Param) bound.Arg {
	return func(keys.Param) bound.Arg { return a }
}

// shaped is what the shape of a parameter depends on.
type shaped struct {
	v        *types.Var
	typ      types.Type
	key      string
	ofOption bool
}

// forms knows the kinds of parameters.
type forms struct {
	*filler
	all   []shape
	known map[shaped]*shape
}

// offer notes the keys that a parameter takes. One of a type that no key can
// fill takes its own all the same, so that this alone is reported.
func (f *forms) offer(p keys.Param) {
	switch s := f.shapeOf(p); {
	case s == nil && len(f.keys.Get(p)) > 0:
		f.keys.Offer(p)
	case s == nil && len(f.keys.Under(p.Names()...)) > 0:
		f.keys.OfferMap(p)
	case s != nil && s.offer != nil:
		s.offer(p)
	}
}

func (f *forms) arg(p keys.Param) bound.Arg {
	var a bound.Arg
	switch s := f.shapeOf(p); {
	case s != nil:
		a = s.fill(p)
	case !p.Variadic || len(f.keys.Get(p)) > 0:
		f.tell.Unsupported(p)
	}
	switch {
	case p.Variadic:
		return loose(p, a)
	case a == nil:
		return bound.Zero{Type: p.Typ}
	}
	return a
}

// fillOne fills a parameter that has a shape; nil for one that was not filled.
func (f *forms) fillOne(p keys.Param) bound.Arg {
	if s := f.shapeOf(p); s != nil {
		return s.fill(p)
	}
	return nil
}

// newShapes lists all kinds of parameters that a factory may have: a new one
// needs a line here and nothing elsewhere in this package.
func (f *forms) newShapes() []shape {
	return []shape{
		{fits: f.isNext, fill: f.fillNext},
		{fits: f.isGlobal, fill: give(bound.GlobalConf{})},
		{fits: f.isLocal, fill: give(bound.LocalConf{})},
		{fits: f.isContext, fill: give(bound.Ctx{})},
		{fits: f.logs.isShared, fill: f.share.fillShared},
		{fits: f.logs.isLogger, fill: f.logs.fill},
		{fits: f.isLoader, fill: f.sections.fillLoader},
		{fits: f.share.isNamedShared, offer: f.reader.offerKey, fill: f.share.fillNamedShared},
		{fits: f.share.isShared, fill: f.share.fillShared},
		{fits: f.options.isOptions, offer: f.options.offerOptions, fill: f.options.fillOptions},
		{fits: f.packed.isPacked, offer: f.reader.offerKey, fill: f.packed.fill},
		{fits: f.composed.isComposed, offer: f.composed.offer, fill: f.composed.fill},
		{fits: f.isRead, offer: f.reader.offerKey, fill: f.reader.fillKey},
		{fits: f.maps.isMap, offer: f.maps.offerMap, fill: f.maps.fillMap},
		{fits: f.structs.isStruct, offer: f.structs.offerFields, fill: f.structs.fillStruct},
	}
}

func (f *forms) isRead(p keys.Param) bool { return f.reader.reading(p) != nil }

func (f *forms) isLoader(p keys.Param) bool { return f.u.IsLoader(p.Typ) }

func (f *forms) isNext(p keys.Param) bool { return f.next == p.Var }

func (f *forms) fillNext(p keys.Param) bound.Arg {
	_, asFunc := f.u.TakesHandler(p.Typ)
	return bound.Next{Func: asFunc}
}

func (f *forms) isGlobal(p keys.Param) bool { return f.global == p.Var }

func (f *forms) isLocal(p keys.Param) bool { return f.local == p.Var }

func (f *forms) isContext(p keys.Param) bool { return types.Identical(p.Typ, f.u.Context) }

// pasteMaps finds Paste's own two parameters: map[string]string twice, side by
// side. They are the global and the local configuration if they are named so
// (or not at all), or if nothing else of the signature takes keys; in the
// latter case keys as of a map of that name are reported. Otherwise each is a
// map of its own.
func (f *forms) pasteMaps(sig *types.Signature) {
	params := sig.Params()
	for i := range params.Len() - 1 {
		a, b := params.At(i), params.At(i+1)
		if !contract.IsStringMap(a) || !contract.IsStringMap(b) || sig.Variadic() && i+2 == params.Len() {
			continue
		}
		named := contract.Called(a, "global") && contract.Called(b, "local")
		if !named && !f.takesNoKeys(sig, a, b) {
			continue
		}
		f.global, f.local = a, b
		if !named {
			f.tell.CheckMapKeys(a, b)
		}
		return
	}
	f.globalAlone(sig)
}

// globalAlone finds Paste's global configuration where keys fill the parameters
// beside it, as those of Python's factory(global_conf, greeting): a map of that
// name, unless the section has entries of it. Where nothing else takes keys the
// map takes those of the section, if it has any.
func (f *forms) globalAlone(sig *types.Signature) {
	for v := range sig.Params().Variables() {
		switch words.Normal(v.Name()) {
		case "global", "globalconf", "globalconfig":
			takesKeys := f.takesNoKeys(sig, v) && (f.keys.Possible || len(f.keys.Settings) > 0)
			if contract.IsStringMap(v) && len(f.keys.Under(v.Name())) == 0 && !takesKeys {
				f.global = v
			}
		}
	}
}

// takesNoKeys reports whether no parameter but the given ones takes keys.
func (f *forms) takesNoKeys(sig *types.Signature, except ...*types.Var) bool {
	for i := range sig.Params().Len() {
		p := f.places.Param(sig, i)
		if slices.Contains(except, p.Var) {
			continue
		}
		if s := f.shapeOf(p); s == nil || s.offer != nil {
			return false
		}
	}
	return true
}

// shapeOf returns the kind of a parameter, nil if there is none for it.
func (f *forms) shapeOf(p keys.Param) *shape {
	k := shaped{p.Var, p.Typ, p.Key, p.OfOption}
	s, known := f.known[k]
	if !known {
		i := slices.IndexFunc(f.all, func(s shape) bool { return s.fits(p) })
		if i >= 0 {
			s = &f.all[i]
		}
		f.known[k] = s
	}
	return s
}

// loose makes the trailing arguments of a variadic parameter.
func loose(p keys.Param, a bound.Arg) bound.Arg {
	out := bound.Slice{Type: types.NewSlice(p.Typ), Variadic: true}
	if a == nil {
		return out
	}
	if list, ok := a.(bound.Slice); ok {
		out.Items = list.Items
		return out
	}
	if late, ok := a.(bound.Late); ok {
		late.Spread = true
		a = late
	}
	out.Items = []bound.Arg{a}
	return out
}
