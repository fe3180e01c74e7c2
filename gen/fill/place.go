package fill

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/tag"
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
	ofOption bool    // it is a parameter of an option's constructor
	tag      tag.Tag // of a field
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

// placer names the keys of parameters and fields.
type placer struct{ *filler }

// param returns the i-th parameter of a signature.
func (f *placer) param(sig *types.Signature, i int) param {
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

// withUnits lets keys that name a unit too fill a duration: timeout_ms fills
// timeout.
func (f *placer) withUnits(p param) param {
	if !f.env.Values.IsDuration(p.typ) || p.key == "" || words.NamesUnit(p.key) {
		return p
	}
	all := p.names()
	for _, word := range words.UnitNames() {
		for _, name := range all {
			p.also = append(p.also, name+"_"+word)
		}
	}
	return p
}

// fields returns the exported fields of a parameter's struct as parameters. A
// field that is a struct itself takes keys below its own; an embedded one is as
// if its fields were the outer's, except those that the outer has itself.
func (f *placer) fields(p param) []param {
	s, _, _ := gopkg.StructOf(p.typ)
	outer := p.hidden
	for i := range s.NumFields() {
		outer = append(outer[:len(outer):len(outer)], s.Field(i).Name())
	}
	var out []param
	for i := range s.NumFields() {
		v := s.Field(i)
		if !v.Exported() || slices.Contains(p.hidden, v.Name()) {
			continue
		}
		field := f.newField(p, v, tag.Parse(s.Tag(i)))
		if v.Embedded() {
			field.hidden = outer
		}
		out = append(out, field)
	}
	return out
}

func (f *placer) newField(p param, v *types.Var, t tag.Tag) param {
	field := param{Var: v, typ: v.Type(), optional: !t.Required, tag: t, prefixes: p.prefixes, of: p.of}
	for _, prefix := range p.prefixes {
		field.also = append(field.also, strings.TrimPrefix(prefix+"."+cmp.Or(t.Key, v.Name()), "."))
	}
	if p.tag.Global == tag.OwnName && t.Global == "" {
		field.tag.Global = tag.OwnName // what counts for a struct counts for its fields
	}
	if !v.Embedded() {
		field.prefixes = field.also
	}
	field.key, field.also = field.also[0], field.also[1:]
	return f.withUnits(field)
}
