package emit

import (
	"go/types"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/bound"
)

// literals writes values of several parts.
type literals struct{ expr }

// structLiteral has each field on a line:
//
//	&site.Options{
//		Size: 1,
//	}
func (l literals) structLiteral(a bound.Struct) *jen.Statement {
	lit := typeOf(a.Type)
	if a.Ptr {
		lit = jen.Op("&").Add(lit)
	}
	return l.structBody(a, lit)
}

// structBody adds the fields of a literal to its type.
func (l literals) structBody(a bound.Struct, lit *jen.Statement) *jen.Statement {
	fields := make([]jen.Code, len(a.Fields))
	for i, f := range a.Fields {
		fields[i] = jen.Id(f.Name).Op(":").Add(l.arg(f.Value))
	}
	if len(fields) == 0 {
		return lit.Values()
	}
	return lit.Custom(lines("{", "}"), fields...)
}

// sliceLiteral has structs each from a line of its own:
//
//	[]site.Rule{
//		{
//			Path: "/a",
//		},
//	}
func (l literals) sliceLiteral(a bound.Slice) *jen.Statement {
	return l.sliceBody(a, typeOf(a.Type))
}

// sliceBody adds the items of a literal to its type.
func (l literals) sliceBody(a bound.Slice, lit *jen.Statement) *jen.Statement {
	items := make([]jen.Code, len(a.Items))
	long := len(items) > 0
	for i, item := range a.Items {
		fields, isStruct := item.(bound.Struct)
		long = long && isStruct && len(fields.Fields) > 0 && isElemStruct(a.Type, fields)
		items[i] = l.element(a.Type, item)
	}
	if long {
		return lit.Custom(lines("{", "}"), items...)
	}
	return lit.Values(items...)
}

// element is an item of a slice, or what a map has under a key: without the name
// of its type, where that is the one of the list.
func (l literals) element(list types.Type, a bound.Arg) jen.Code {
	if s, ok := a.(bound.Struct); ok && isElemStruct(list, s) {
		return l.structBody(s, jen.Null())
	}
	if s, ok := a.(bound.Slice); ok && isElem(list, s.Type) {
		return l.sliceBody(s, jen.Null())
	}
	if m, ok := a.(bound.Map); ok && isElem(list, m.Type) {
		return l.mapBody(m, jen.Null())
	}
	return l.arg(a)
}

// isElemStruct reports whether a struct, or the pointer to one, is of the type of the
// items.
func isElemStruct(list types.Type, s bound.Struct) bool {
	if s.Ptr {
		return isElem(list, types.NewPointer(s.Type))
	}
	return isElem(list, s.Type)
}

// isElem reports whether a type is that of the items of a slice, an array or a map.
func isElem(list, t types.Type) bool {
	l, ok := list.Underlying().(interface{ Elem() types.Type })
	return ok && types.Identical(l.Elem(), t)
}

// mapLiteral has each entry on a line:
//
//	map[string]site.Rule{
//		"b": {
//			Path: "/b",
//		},
//		"a": {},
//	}
func (l literals) mapLiteral(a bound.Map) *jen.Statement {
	return l.mapBody(a, typeOf(a.Type))
}

// mapBody adds the entries of a literal to its type.
func (l literals) mapBody(a bound.Map, lit *jen.Statement) *jen.Statement {
	if len(a.Entries) == 0 {
		return lit.Values()
	}
	entries := make([]jen.Code, len(a.Entries))
	for i, e := range a.Entries {
		entries[i] = l.arg(e.Key).Op(":").Add(l.element(a.Type, e.Value))
	}
	return lit.Custom(lines("{", "}"), entries...)
}

// settings has each setting on a line:
//
//	[]python.Setting{
//		{Key: "here", Value: dir},
//		{Key: "debug", Value: "true"},
//	}
func (l literals) settings(a bound.Settings) *jen.Statement {
	if len(a.List) == 0 {
		return typeOf(a.Type).Values()
	}
	entries := make([]jen.Code, len(a.List))
	for i, s := range a.List {
		entries[i] = jen.Values(jen.Id("Key").Op(":").Lit(s.Key), jen.Id("Value").Op(":").Add(l.text(s.Value)))
	}
	return typeOf(a.Type).Custom(lines("{", "}"), entries...)
}
