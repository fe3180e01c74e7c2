// Package reading decides how values of a Go type are read from what stands under a
// key: as the name of a section, a text that converts, a reference to a Go object, or
// words of which each is read so.
package reading

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
)

// Reading is how values of a type are read from what stands under a key: the
// name of a section, a text that converts, a reference to a Go object, or words
// of which each is read so.
type Reading struct {
	Type   types.Type
	App    bool              // the name of an app's section
	Filter bool              // that of a filter's
	Text   *value.Conversion // nil for none
	Item   *Reading          // how each word is read; nil for a single value
}

// Waits reports whether a text cannot be read before the program starts.
func (r *Reading) Waits(text parse.Text) bool {
	return len(text.Variables()) > 0 && (r.Text == nil || r.Text.Waits())
}

// Table knows how values of types are read, and looks at each type once.
type Table struct {
	types  *contract.Types
	pkgs   *gopkg.Loader
	values *value.Table
	known  map[types.Type]*Reading // nil for a type of which no value can be read
}

// NewTable makes a table for types of loaded packages.
func NewTable(std *contract.Types, pkgs *gopkg.Loader, values *value.Table) *Table {
	return &Table{std, pkgs, values, map[types.Type]*Reading{}}
}

// Of returns how a value of a type is read from all that stands under a key;
// nil if it cannot be.
func (rs *Table) Of(t types.Type) *Reading {
	r, known := rs.known[t]
	if known {
		return r
	}
	if r = rs.Single(t); r == nil {
		r = rs.list(t)
	}
	rs.known[t] = r
	return r
}

// Single returns how one word gives a value of a type; nil if none does.
func (rs *Table) Single(t types.Type) *Reading {
	r := &Reading{Type: t, App: rs.types.IsApp(t), Filter: rs.types.IsFilter(t)}
	if r.App || r.Filter {
		return r
	}
	r.Text = rs.values.For(t)
	if r.Text != nil && rs.pkgs.Nameable(t) || rs.IsObject(t) {
		return r
	}
	return nil
}

// list returns how words give the items of a slice, an array or a set; nil if
// they do not.
func (rs *Table) list(t types.Type) *Reading {
	elem := value.Elem(t)
	if elem == nil || !rs.pkgs.Nameable(t) {
		return nil
	}
	item := rs.Single(elem)
	if item == nil || value.IsSet(t) && (item.Text == nil || types.IsInterface(elem)) {
		return nil
	}
	return &Reading{Type: t, Item: item}
}

// Several returns how words give the loose arguments of a variadic parameter.
func (rs *Table) Several(elem types.Type) *Reading {
	item := rs.Single(elem)
	if item == nil {
		return nil
	}
	t := types.NewSlice(elem)
	return &Reading{Type: t, Text: rs.values.For(t), Item: item}
}

// IsMap reports whether the type is a map of what one key fills, from what the
// name of an entry converts to.
func (rs *Table) IsMap(t types.Type) bool {
	m, ok := t.Underlying().(*types.Map)
	return ok && rs.pkgs.Nameable(t) && !types.IsInterface(m.Key()) && rs.values.For(m.Key()) != nil && rs.Of(m.Elem()) != nil
}

// IsObject reports whether only a Go object can be a value of the type: it is a
// function, an interface, or a struct without options. Its value is then a
// reference as in "use = call:", with or without the "call:".
func (rs *Table) IsObject(t types.Type) bool {
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
		return s != nil && (!HasOptions(s) || IsWhole(u.Elem()))
	case *types.Struct:
		_, literal := types.Unalias(t).(*types.Struct)
		return !literal && (!HasOptions(u) || IsWhole(t))
	}
	return false
}

// IsWhole reports whether a struct of the standard library has exported fields
// that nobody fills one by one: a template.
func IsWhole(t types.Type) bool {
	return value.IsNamed(t, "html/template", "Template") || value.IsNamed(t, "text/template", "Template")
}

// HasOptions reports whether keys could fill a struct: it has an exported
// field, or no field at all.
func HasOptions(s *types.Struct) bool {
	for i := range s.NumFields() {
		if s.Field(i).Exported() {
			return true
		}
	}
	return s.NumFields() == 0
}
