package fill

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
)

// reading is how values of a type are read from what stands under a key: the
// name of a section, a text that converts, a reference to a Go object, or words
// of which each is read so.
type reading struct {
	typ    types.Type
	app    bool              // the name of an app's section
	filter bool              // that of a filter's
	text   *value.Conversion // nil for none
	item   *reading          // how each word is read; nil for a single value
}

// waits reports whether a text cannot be read before the program starts.
func (r *reading) waits(text parse.Text) bool {
	return len(text.Variables()) > 0 && (r.text == nil || r.text.Waits())
}

// readings knows how values of types are read, and looks at each type once.
type readings struct {
	types  *contract.Types
	pkgs   *gopkg.Loader
	values *value.Table
	known  map[types.Type]*reading // nil for a type of which no value can be read
}

// of returns how a value of a type is read from all that stands under a key;
// nil if it cannot be.
func (rs *readings) of(t types.Type) *reading {
	r, known := rs.known[t]
	if known {
		return r
	}
	if r = rs.single(t); r == nil {
		r = rs.list(t)
	}
	rs.known[t] = r
	return r
}

// single returns how one word gives a value of a type; nil if none does.
func (rs *readings) single(t types.Type) *reading {
	r := &reading{typ: t, app: rs.types.IsApp(t), filter: rs.types.IsFilter(t)}
	if r.app || r.filter {
		return r
	}
	r.text = rs.values.For(t)
	if r.text != nil && rs.pkgs.Nameable(t) || rs.isObject(t) {
		return r
	}
	return nil
}

// list returns how words give the items of a slice or an array; nil if they do
// not.
func (rs *readings) list(t types.Type) *reading {
	elem := value.Elem(t)
	if elem == nil || !rs.pkgs.Nameable(t) {
		return nil
	}
	item := rs.single(elem)
	if item == nil {
		return nil
	}
	return &reading{typ: t, text: rs.values.For(t), item: item}
}

// several returns how words give the loose arguments of a variadic parameter.
func (rs *readings) several(elem types.Type) *reading {
	item := rs.single(elem)
	if item == nil {
		return nil
	}
	t := types.NewSlice(elem)
	return &reading{typ: t, text: rs.values.For(t), item: item}
}

// isObject reports whether only a Go object can be a value of the type: it is a
// function, an interface, or a struct without options. Its value is then a
// reference as in "use = call:", with or without the "call:".
func (rs *readings) isObject(t types.Type) bool {
	if _, ok := t.(*types.TypeParam); ok || types.Identical(t, rs.types.Err) {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Signature:
		return true
	case *types.Interface:
		return u.NumMethods() > 0
	case *types.Pointer:
		s, _, _ := gopkg.StructOf(t)
		return s != nil && (!hasOptions(s) || isWhole(u.Elem()))
	case *types.Struct:
		_, literal := types.Unalias(t).(*types.Struct)
		return !literal && (!hasOptions(u) || isWhole(t))
	}
	return false
}
