package bind

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// isValue reports whether one key fills the parameter.
func (f *filler) isValue(p param) bool {
	if f.converts(p.typ) || p.variadic {
		return f.converts(p.typ)
	}
	elem := value.Elem(p.typ)
	return elem != nil && f.nameable(p.typ) && f.converts(elem)
}

// converts reports whether one word gives a value of the type: text that
// converts to it, the name of a section that makes one, or a reference to a Go
// object that is one.
func (f *filler) converts(t types.Type) bool {
	return f.isSection(t) || f.isFilterSection(t) || f.conversion(t) != nil && f.nameable(t) || f.isReference(t)
}

// nameable reports whether the generated file can write the type: its names
// are exported, by packages that may be imported there.
func (f *filler) nameable(t types.Type) bool {
	switch t := t.(type) {
	case *types.Basic:
		return true
	case *types.Named:
		return f.b.pkgs.Exports(t.Obj()) && f.allNameable(t.TypeArgs())
	case *types.Alias:
		return f.b.pkgs.Exports(t.Obj()) && f.allNameable(t.TypeArgs())
	case *types.Map:
		return f.nameable(t.Key()) && f.nameable(t.Elem())
	case *types.Signature:
		return f.tupleNameable(t.Params()) && f.tupleNameable(t.Results())
	case *types.Interface:
		return t.NumMethods() == 0
	case interface{ Elem() types.Type }: // pointer, slice, array
		return f.nameable(t.Elem())
	}
	return false
}

func (f *filler) allNameable(list *types.TypeList) bool {
	for i := range list.Len() {
		if !f.nameable(list.At(i)) {
			return false
		}
	}
	return true
}

func (f *filler) tupleNameable(list *types.Tuple) bool {
	for i := range list.Len() {
		if !f.nameable(list.At(i).Type()) {
			return false
		}
	}
	return true
}

func (f *filler) offerKey(p param) { f.keys.offer(p) }

func (f *filler) fillValue(p param) bound.Arg {
	s, ok := f.setting(p)
	if !ok {
		return nil
	}
	if p.variadic {
		return f.items(p, types.NewSlice(p.typ), s)
	}
	return f.value(p, p.typ, s)
}

// value converts a whole setting: to one value, or item by item to a slice.
func (f *filler) value(p param, t types.Type, s parse.Setting) bound.Arg {
	if f.isLate(t, s) {
		return f.late(p, t, s)
	}
	if f.converts(t) {
		return f.word(p, t, s.Word(), s.Key)
	}
	return f.items(p, t, s)
}

// items converts each word of a setting to an element of a slice or array; if
// the parameter's tag says so, what stands between commas.
func (f *filler) items(p param, list types.Type, s parse.Setting) bound.Arg {
	if f.isLate(list, s) {
		return f.late(p, list, s)
	}
	words := s.Words()
	if p.tag.comma {
		words = s.Items()
	}
	out := bound.Slice{Type: list}
	elem := value.Elem(list)
	for _, w := range words {
		if a := f.word(p, elem, w, s.Key); a != nil {
			out.Items = append(out.Items, a)
		}
	}
	switch array, ok := list.Underlying().(*types.Array); {
	case ok && len(words) != int(array.Len()):
		f.wrongLength(p, s, len(words), int(array.Len()))
	case !p.tag.comma:
		f.checkCommas(p, elem, words)
	}
	return out
}

// word converts one piece of text that stands under a key. It reports what does
// not convert.
func (f *filler) word(p param, t types.Type, w parse.Word, key string) bound.Arg {
	switch {
	case f.isSection(t):
		return f.section(p, t, w)
	case f.isFilterSection(t):
		return f.filterSection(p, t, w)
	}
	c := f.conversion(t)
	if c == nil {
		return f.refer(p, t, w, key)
	}
	a, bad := c.Convert(p.input(w, key))
	if bad != nil {
		f.noConversion(p, t, w, *bad)
		return nil
	}
	return a
}

func (f *filler) conversion(t types.Type) *value.Conversion { return f.b.values.For(t) }

// input is what a text under a key is converted with.
func (p param) input(w parse.Word, key string) value.Input {
	return value.Input{
		Text: w.Text, Name: words.LastName(p.key), From: bound.Origin{Key: key, Span: w.Span},
		Unit: p.tag.unit, Octal: p.tag.octal,
	}
}
