package keys

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/tag"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
)

// Param is a place that takes a value: a parameter of a function, or a field
// of a struct that is one.
type Param struct {
	*types.Var
	Typ      types.Type // of one value: a variadic parameter's element
	Key      string     // the key that fills it, in any spelling; empty for none
	Also     []string   // other names of that key
	Prefixes []string   // what the keys of a struct's fields may begin with; the first is their own
	Of       string     // whose it is, in messages; empty for the factory's own
	hidden   []string   // fields of an embedded struct that others hide
	Optional bool       // may stay at its zero value
	Variadic bool
	OfOption bool    // it is a parameter of an option's constructor
	Tag      tag.Tag // of a field
}

// Names returns the normalised names of the keys that fill the parameter, each
// once, its own first.
func (p Param) Names() []string {
	var out []string
	for _, name := range append([]string{p.Key}, p.Also...) {
		if n := words.Normal(name); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// Places names the keys of parameters and fields.
type Places struct{ Values *value.Table }

// Param returns the i-th parameter of a signature.
func (l Places) Param(sig *types.Signature, i int) Param {
	v := sig.Params().At(i)
	p := Param{Var: v, Typ: v.Type(), Key: v.Name(), Prefixes: []string{"", v.Name()}}
	if s, ok := v.Type().(*types.Slice); ok && sig.Variadic() && i == sig.Params().Len()-1 {
		p.Typ, p.Variadic, p.Optional = s.Elem(), true, true
	}
	if p.Key == "_" {
		p.Key = ""
	}
	return l.WithUnits(p)
}

// WithUnits lets keys that name a unit too fill a duration: timeout_ms fills
// timeout.
func (l Places) WithUnits(p Param) Param {
	if !l.Values.IsDuration(p.Typ) || p.Key == "" || words.NamesUnit(p.Key) {
		return p
	}
	all := p.Names()
	for _, word := range words.UnitNames() {
		for _, name := range all {
			p.Also = append(p.Also, name+"_"+word)
		}
	}
	return p
}

// Fields returns the exported fields of a parameter's struct as parameters. A
// field that is a struct itself takes keys below its own; an embedded one is as
// if its fields were the outer's, except those that the outer has itself. One
// tagged "-" is left out.
func (l Places) Fields(p Param) []Param {
	s, _, _ := gopkg.StructOf(p.Typ)
	outer := p.hidden
	for i := range s.NumFields() {
		outer = append(outer[:len(outer):len(outer)], s.Field(i).Name())
	}
	var out []Param
	for i := range s.NumFields() {
		v := s.Field(i)
		if !v.Exported() || slices.Contains(p.hidden, v.Name()) {
			continue
		}
		t := tag.Parse(s.Tag(i))
		if t.Key == "-" { // as encoding/json has it
			continue
		}
		field := l.newField(p, v, t)
		if v.Embedded() {
			field.hidden = outer
		}
		out = append(out, field)
	}
	return out
}

func (l Places) newField(p Param, v *types.Var, t tag.Tag) Param {
	field := Param{Var: v, Typ: v.Type(), Optional: !t.Required, Tag: t, Prefixes: p.Prefixes, Of: p.Of}
	for _, prefix := range p.Prefixes {
		field.Also = append(field.Also, strings.TrimPrefix(prefix+"."+cmp.Or(t.Key, v.Name()), "."))
	}
	if p.Tag.Global == tag.OwnName && t.Global == "" {
		field.Tag.Global = tag.OwnName // what counts for a struct counts for its fields
	}
	if !v.Embedded() {
		field.Prefixes = field.Also
	}
	field.Key, field.Also = field.Also[0], field.Also[1:]
	return l.WithUnits(field)
}
