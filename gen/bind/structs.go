package bind

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/value"
)

// isStruct reports whether the parameter is a named struct of options, or a
// pointer to one: keys fill its exported fields.
func (f *filler) isStruct(p param) bool {
	s, t, _ := gopkg.StructOf(p.typ)
	_, literal := types.Unalias(t).(*types.Struct)
	return s != nil && !literal && !isWhole(t) && hasOptions(s) && f.nameable(t) && f.conversion(p.typ) == nil
}

// isWhole reports whether a struct of the standard library has exported fields that
// nobody fills one by one: a template.
func isWhole(t types.Type) bool {
	return value.IsNamed(t, "html/template", "Template") || value.IsNamed(t, "text/template", "Template")
}

// fields returns the exported fields of a parameter's struct as parameters. A
// field that is a struct itself takes keys below its own; an embedded one is as
// if its fields were the outer's, except those that the outer has itself.
func (f *filler) fields(p param) []param {
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
		field := f.newField(p, v, parseTag(s.Tag(i)))
		if v.Embedded() {
			field.hidden = outer
		}
		out = append(out, field)
	}
	return out
}

func (f *filler) newField(p param, v *types.Var, t tag) param {
	field := param{Var: v, typ: v.Type(), optional: !t.required, tag: t, prefixes: p.prefixes, of: p.of}
	for _, prefix := range p.prefixes {
		field.also = append(field.also, strings.TrimPrefix(prefix+"."+cmp.Or(t.key, v.Name()), "."))
	}
	if !v.Embedded() {
		field.prefixes = field.also
	}
	field.key, field.also = field.also[0], field.also[1:]
	return f.withUnits(field)
}

// wanted reports whether the fields of a struct must be looked into. Those of a
// field only if it is embedded or a key lies below its own, which also ends
// recursive types; an embedded pointer never is, and stays nil.
func (f *filler) wanted(p param) bool {
	_, _, ptr := gopkg.StructOf(p.typ)
	switch {
	case p.IsField() && p.Embedded():
		return !ptr
	case p.IsField():
		return f.keys.hasPrefix(p)
	}
	return true
}

func (f *filler) offerFields(p param) {
	if f.wanted(p) {
		for _, field := range f.fields(p) {
			f.offer(field)
			f.checkTag(field)
		}
	}
	if own := f.keys.get(p); len(own) > 0 && len(f.keys.takers(own[0])) == 0 {
		f.keys.offer(p) // a reference to a whole struct
	}
}

// fillStruct makes a composite literal of the fields that keys fill and those
// that are injected. All others stay at their zero values.
func (f *filler) fillStruct(p param) bound.Arg {
	if f.isReferred(p) {
		return f.fillReference(p)
	}
	if !f.wanted(p) {
		return nil
	}
	_, named, ptr := gopkg.StructOf(p.typ)
	out := bound.Struct{Type: named, Ptr: ptr}
	for _, field := range f.fields(p) {
		if a := f.fillField(field); a != nil {
			out.Fields = append(out.Fields, bound.Field{Name: field.Name(), Value: a})
		}
	}
	if len(out.Fields) == 0 && p.optional {
		return nil
	}
	f.validate(out)
	return out
}

// isReferred reports whether a key is for the struct as a whole.
func (f *filler) isReferred(p param) bool {
	own := f.keys.get(p)
	return len(own) > 0 && slices.ContainsFunc(f.keys.takers(own[0]), func(taker param) bool { return taker.Var == p.Var })
}

// fillReference makes a struct what a reference names.
func (f *filler) fillReference(p param) bound.Arg {
	s, ok := f.setting(p)
	if !ok {
		return nil
	}
	return f.refer(p, p.typ, s.Word(), s.Key)
}

func (f *filler) fillField(p param) bound.Arg {
	switch s := f.shapeOf(p); {
	case p.tag.ignored:
		return nil
	case s != nil:
		return s.fill(f, p)
	case p.tag.required || len(f.keys.get(p)) > 0:
		f.unsupported(p)
	}
	return nil
}

// handlerFields returns the handlers among the exported fields of a struct.
func (f *filler) handlerFields(p param) handlers {
	var out handlers
	for _, field := range f.fields(p) {
		f.addHandler(&out, field)
	}
	return out
}

// hasOptions reports whether keys could fill a struct: it has an exported
// field, or no field at all.
func hasOptions(s *types.Struct) bool {
	for i := range s.NumFields() {
		if s.Field(i).Exported() {
			return true
		}
	}
	return s.NumFields() == 0
}
