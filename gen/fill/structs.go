package fill

import (
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/tag"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// structs fills structs field by field.
type structs struct{ *filler }

// isStruct reports whether the parameter is a struct of options, or a pointer to
// one: keys fill its exported fields.
func (f *structs) isStruct(p keys.Param) bool {
	s, t, _ := gopkg.StructOf(p.Typ)
	return s != nil && !reading.IsWhole(t) && reading.HasOptions(s) && f.env.Pkgs.Nameable(t) && f.env.Values.For(p.Typ) == nil
}

// wanted reports whether the fields of a struct must be looked into. Those of a
// field only if it is embedded or a key lies below its own, which also ends
// recursive types; those of an embedded pointer only if a key is for one of them,
// so that it stays nil without.
func (f *structs) wanted(p keys.Param) bool {
	_, _, ptr := gopkg.StructOf(p.Typ)
	switch {
	case p.IsField() && p.Embedded():
		return !ptr || f.keys.Possible || slices.ContainsFunc(f.places.Fields(p), func(field keys.Param) bool { return f.members.isGiven(f.keys, field) })
	case p.IsField():
		return f.keys.HasPrefix(p) || f.globalHas(p)
	}
	return true
}

// globalHas reports whether the global configuration has keys for the fields of a
// field that takes them from there.
func (f *structs) globalHas(p keys.Param) bool {
	return p.Tag.Global == tag.OwnName && slices.ContainsFunc(f.j.Node.Context().Global, func(s parse.Setting) bool {
		_, ok := words.CutAny(s.Key, p.Names())
		return ok
	})
}

func (f *structs) offerFields(p keys.Param) {
	if f.wanted(p) {
		for _, field := range f.places.Fields(p) {
			f.forms.offer(field)
			f.tell.CheckTag(field)
		}
	}
	if own := f.keys.Get(p); len(own) > 0 && len(f.keys.Takers(own[0])) == 0 {
		f.keys.Offer(p) // a reference to a whole struct
	}
}

// fillStruct makes a composite literal of the fields that keys fill and those
// that are injected. All others stay at their zero values.
func (f *structs) fillStruct(p keys.Param) bound.Arg {
	if f.isReferred(p) {
		return f.fillReference(p)
	}
	if !f.wanted(p) {
		return nil
	}
	_, named, ptr := gopkg.StructOf(p.Typ)
	out := bound.Struct{Type: named, Ptr: ptr}
	for _, field := range f.places.Fields(p) {
		if a := f.fillField(field); a != nil {
			out.Fields = append(out.Fields, bound.Field{Name: field.Name(), Value: a})
		}
	}
	out.Fields = f.packed.withoutFolder(p, out.Fields)
	if len(out.Fields) == 0 && p.Optional {
		return nil
	}
	f.check.validate(out)
	return out
}

// isReferred reports whether a key is for the struct as a whole.
func (f *structs) isReferred(p keys.Param) bool {
	own := f.keys.Get(p)
	return len(own) > 0 && slices.ContainsFunc(f.keys.Takers(own[0]), func(taker keys.Param) bool { return taker.Var == p.Var })
}

// fillReference makes a struct what a reference names.
func (f *structs) fillReference(p keys.Param) bound.Arg {
	s, ok := f.reader.setting(p)
	if !ok {
		return nil
	}
	return f.reader.one(p, &reading.Reading{Type: p.Typ}, s.Word(), s.Key)
}

func (f *structs) fillField(p keys.Param) bound.Arg {
	switch s := f.forms.shapeOf(p); {
	case p.Tag.Ignored:
		return nil
	case s != nil:
		return s.fill(p)
	case p.Tag.Required || len(f.keys.Get(p)) > 0 || len(f.keys.Under(p.Names()...)) > 0:
		f.tell.Unsupported(p)
	}
	return nil
}
