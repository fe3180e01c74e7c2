package fill

import (
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/tag"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// structs fills structs field by field.
type structs struct{ *filler }

// isStruct reports whether the parameter is a named struct of options, or a
// pointer to one: keys fill its exported fields.
func (f *structs) isStruct(p param) bool {
	s, t, _ := gopkg.StructOf(p.typ)
	_, literal := types.Unalias(t).(*types.Struct)
	return s != nil && !literal && !reading.IsWhole(t) && reading.HasOptions(s) && f.env.Pkgs.Nameable(t) && f.env.Values.For(p.typ) == nil
}

// wanted reports whether the fields of a struct must be looked into. Those of a
// field only if it is embedded or a key lies below its own, which also ends
// recursive types; an embedded pointer never is, and stays nil.
func (f *structs) wanted(p param) bool {
	_, _, ptr := gopkg.StructOf(p.typ)
	switch {
	case p.IsField() && p.Embedded():
		return !ptr
	case p.IsField():
		return f.keys.hasPrefix(p) || f.globalHas(p)
	}
	return true
}

// globalHas reports whether the global configuration has keys for the fields of a
// field that takes them from there.
func (f *structs) globalHas(p param) bool {
	return p.tag.Global == tag.OwnName && slices.ContainsFunc(f.j.Node.Context().Global, func(s parse.Setting) bool {
		_, ok := words.CutAny(s.Key, p.names())
		return ok
	})
}

func (f *structs) offerFields(p param) {
	if f.wanted(p) {
		for _, field := range f.places.fields(p) {
			f.forms.offer(field)
			f.tell.checkTag(field)
		}
	}
	if own := f.keys.get(p); len(own) > 0 && len(f.keys.takers(own[0])) == 0 {
		f.keys.offer(p) // a reference to a whole struct
	}
}

// fillStruct makes a composite literal of the fields that keys fill and those
// that are injected. All others stay at their zero values.
func (f *structs) fillStruct(p param) bound.Arg {
	if f.isReferred(p) {
		return f.fillReference(p)
	}
	if !f.wanted(p) {
		return nil
	}
	_, named, ptr := gopkg.StructOf(p.typ)
	out := bound.Struct{Type: named, Ptr: ptr}
	for _, field := range f.places.fields(p) {
		if a := f.fillField(field); a != nil {
			out.Fields = append(out.Fields, bound.Field{Name: field.Name(), Value: a})
		}
	}
	out.Fields = f.packed.withoutFolder(p, out.Fields)
	if len(out.Fields) == 0 && p.optional {
		return nil
	}
	f.check.validate(out)
	return out
}

// isReferred reports whether a key is for the struct as a whole.
func (f *structs) isReferred(p param) bool {
	own := f.keys.get(p)
	return len(own) > 0 && slices.ContainsFunc(f.keys.takers(own[0]), func(taker param) bool { return taker.Var == p.Var })
}

// fillReference makes a struct what a reference names.
func (f *structs) fillReference(p param) bound.Arg {
	s, ok := f.reader.setting(p)
	if !ok {
		return nil
	}
	return f.reader.one(p, &reading.Reading{Type: p.typ}, s.Word(), s.Key)
}

func (f *structs) fillField(p param) bound.Arg {
	switch s := f.forms.shapeOf(p); {
	case p.tag.Ignored:
		return nil
	case s != nil:
		return s.fill(p)
	case p.tag.Required || len(f.keys.get(p)) > 0 || len(f.keys.under(p.names()...)) > 0:
		f.tell.unsupported(p)
	}
	return nil
}
