package bind

import (
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
)

// param is a place that takes a value: a parameter of a function, or a field
// of a struct that is one.
type param struct {
	*types.Var
	typ      types.Type // of one value: a variadic parameter's element
	key      string     // the key that fills it, in any spelling; empty for none
	also     []string   // other names of that key
	prefixes []string   // what the keys of a struct's fields may begin with; the first is their own
	of       string     // whose it is, in messages; empty for the factory's own
	hidden   []string   // fields of an embedded struct that others hide
	optional bool       // may stay at its zero value
	variadic bool
	ofOption bool // it is a parameter of an option's constructor
	tag      tag  // of a field
}

// names returns the normalised names of the keys that fill the parameter, each
// once, its own first.
func (p param) names() []string {
	var out []string
	for _, name := range append([]string{p.key}, p.also...) {
		if n := words.Normal(name); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// shape is one kind of parameter. The first of shapes that fits decides.
type shape struct {
	fits func(*filler, param) bool
	// offer tells which keys the parameter takes; nil for none.
	offer func(*filler, param)
	// fill makes the argument. It reports what is wrong; nil for a parameter
	// that stays at its zero value or could not be filled.
	fill func(*filler, param) bound.Arg
}

// shapes lists all kinds of parameters that a factory may have: a new one
// needs a line here and nothing elsewhere in this package.
func shapes() []shape {
	return []shape{
		{fits: (*filler).isNext, fill: (*filler).fillNext},
		{fits: (*filler).isGlobal, fill: give(bound.GlobalConf{})},
		{fits: (*filler).isLocal, fill: give(bound.LocalConf{})},
		{fits: (*filler).isContext, fill: give(bound.Ctx{})},
		{fits: (*filler).isLogger, fill: give(bound.Logger{})},
		{fits: (*filler).isLoader, fill: (*filler).fillLoader},
		{fits: (*filler).isNamedShared, offer: (*filler).offerKey, fill: (*filler).fillNamedShared},
		{fits: (*filler).isShared, fill: (*filler).fillShared},
		{fits: (*filler).isOptions, offer: (*filler).offerOptions, fill: (*filler).fillOptions},
		{fits: (*filler).isValue, offer: (*filler).offerKey, fill: (*filler).fillValue},
		{fits: (*filler).isMap, offer: (*filler).offerMap, fill: (*filler).fillMap},
		{fits: (*filler).isStruct, offer: (*filler).offerFields, fill: (*filler).fillStruct},
	}
}

// give fills a parameter with an argument that does not depend on keys.
func give(a bound.Arg) func(*filler, param) bound.Arg {
	return func(*filler, param) bound.Arg { return a }
}

func (f *filler) isNext(p param) bool { return f.next == p.Var }

func (f *filler) fillNext(p param) bound.Arg {
	_, asFunc := f.u.TakesHandler(p.typ)
	return bound.Next{Func: asFunc}
}

func (f *filler) isGlobal(p param) bool  { return f.global == p.Var }
func (f *filler) isLocal(p param) bool   { return f.local == p.Var }
func (f *filler) isContext(p param) bool { return types.Identical(p.typ, f.u.Context) }
func (f *filler) isLogger(p param) bool  { return types.Identical(p.typ, f.u.Logger) }

// pasteMaps finds Paste's own two parameters: map[string]string twice, side by
// side. They are the global and the local configuration if they are named so
// (or not at all), or if nothing else of the signature takes keys; in the
// latter case keys as of a map of that name are reported. Otherwise each is a
// map of its own.
func (f *filler) pasteMaps(sig *types.Signature) {
	params := sig.Params()
	for i := range params.Len() - 1 {
		a, b := params.At(i), params.At(i+1)
		if !isStringMap(a) || !isStringMap(b) || sig.Variadic() && i+2 == params.Len() {
			continue
		}
		named := called(a, "global") && called(b, "local")
		if !named && !f.takesNoKeys(sig, a, b) {
			continue
		}
		f.global, f.local = a, b
		if !named {
			f.checkMapKeys(a, b)
		}
		return
	}
}

func isStringMap(v *types.Var) bool {
	return types.Identical(v.Type(), types.NewMap(types.Typ[types.String], types.Typ[types.String]))
}

func called(v *types.Var, prefix string) bool {
	name := words.Normal(v.Name())
	return name == "" || strings.HasPrefix(name, prefix)
}

// takesNoKeys reports whether no parameter but the given ones takes keys.
func (f *filler) takesNoKeys(sig *types.Signature, except ...*types.Var) bool {
	for i := range sig.Params().Len() {
		p := f.param(sig, i)
		if slices.Contains(except, p.Var) {
			continue
		}
		if s := f.shapeOf(p); s == nil || s.offer != nil {
			return false
		}
	}
	return true
}

// param returns the i-th parameter of a signature.
func (f *filler) param(sig *types.Signature, i int) param {
	v := sig.Params().At(i)
	p := param{Var: v, typ: v.Type(), key: v.Name(), prefixes: []string{"", v.Name()}}
	if s, ok := v.Type().(*types.Slice); ok && sig.Variadic() && i == sig.Params().Len()-1 {
		p.typ, p.variadic, p.optional = s.Elem(), true, true
	}
	if p.key == "_" {
		p.key = ""
	}
	return f.withUnits(p)
}

// shapeOf returns the kind of a parameter, nil if there is none for it.
func (f *filler) shapeOf(p param) *shape {
	for i := range f.b.shapes {
		if s := &f.b.shapes[i]; s.fits(f, p) {
			return s
		}
	}
	return nil
}

// withUnits lets keys that name a unit too fill a duration: timeout_ms fills
// timeout.
func (f *filler) withUnits(p param) param {
	if !f.b.values.IsDuration(p.typ) || p.key == "" || value.NamesUnit(p.key) {
		return p
	}
	all := p.names()
	for _, word := range value.UnitNames() {
		for _, name := range all {
			p.also = append(p.also, name+"_"+word)
		}
	}
	return p
}
