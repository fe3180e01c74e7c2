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

// sliceLiteral has structs without the name of their type, each from a line of
// its own:
//
//	[]site.Rule{
//		{
//			Path: "/a",
//		},
//	}
func (l literals) sliceLiteral(a bound.Slice) *jen.Statement {
	bare := make([]jen.Code, len(a.Items))
	for i, item := range a.Items {
		lit, ok := item.(bound.Struct)
		if !ok || lit.Ptr || len(lit.Fields) == 0 || !isElem(a.Type, lit.Type) {
			return typeOf(a.Type).Values(l.args(a.Items)...)
		}
		bare[i] = l.structBody(lit, jen.Null())
	}
	if len(bare) == 0 {
		return typeOf(a.Type).Values()
	}
	return typeOf(a.Type).Custom(lines("{", "}"), bare...)
}

// isElem reports whether a type is that of the items of a slice or an array.
func isElem(list, t types.Type) bool {
	l, ok := list.Underlying().(interface{ Elem() types.Type })
	return ok && types.Identical(l.Elem(), t)
}

// mapLiteral has each entry on a line:
//
//	map[string]int{
//		"b": 1,
//		"a": 1,
//	}
func (l literals) mapLiteral(a bound.Map) *jen.Statement {
	if len(a.Entries) == 0 {
		return typeOf(a.Type).Values()
	}
	entries := make([]jen.Code, len(a.Entries))
	for i, e := range a.Entries {
		entries[i] = l.arg(e.Key).Op(":").Add(l.arg(e.Value))
	}
	return typeOf(a.Type).Custom(lines("{", "}"), entries...)
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
