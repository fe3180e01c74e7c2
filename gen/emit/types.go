package emit

import (
	"fmt"
	"go/types"
	"strconv"

	"github.com/dave/jennifer/jen"
)

// typeOf writes a type, which must be one that bind finds fit to be written: all
// its names are exported, and it has no literal of an interface that is not empty.
func typeOf(t types.Type) *jen.Statement {
	switch t := t.(type) {
	case *types.Basic:
		return jen.Id(t.Name())
	case *types.Named:
		return named(t.Obj(), t.TypeArgs())
	case *types.Alias:
		return named(t.Obj(), t.TypeArgs())
	case *types.Pointer:
		return jen.Op("*").Add(typeOf(t.Elem()))
	case *types.Slice:
		return jen.Index().Add(typeOf(t.Elem()))
	case *types.Array:
		return jen.Index(jen.Lit(int(t.Len()))).Add(typeOf(t.Elem()))
	case *types.Map:
		return jen.Map(typeOf(t.Key())).Add(typeOf(t.Elem()))
	case *types.Chan:
		return channel(t)
	case *types.Signature:
		return signature(t)
	case *types.Interface:
		if t.NumMethods() == 0 {
			return jen.Id("any")
		}
	case *types.Struct:
		return jen.Struct(fields(t)...)
	}
	panic(fmt.Sprintf("emit: cannot write the type %s", t))
}

// fields writes the fields of a literal of a struct type, with their tags, which
// are part of the type.
func fields(s *types.Struct) []jen.Code {
	var list []jen.Code
	for i := range s.NumFields() {
		field := typeOf(s.Field(i).Type())
		if !s.Field(i).Embedded() {
			field = jen.Id(s.Field(i).Name()).Add(field)
		}
		switch tag := s.Tag(i); {
		case tag == "":
		case strconv.CanBackquote(tag):
			field.Op("`" + tag + "`")
		default:
			field.Lit(tag)
		}
		list = append(list, field)
	}
	return list
}

func named(obj *types.TypeName, args *types.TypeList) *jen.Statement {
	code := jen.Id(obj.Name())
	if obj.Pkg() != nil {
		code = jen.Qual(obj.Pkg().Path(), obj.Name())
	}
	if args.Len() == 0 {
		return code
	}
	list := make([]jen.Code, args.Len())
	for i := range list {
		list[i] = typeOf(args.At(i))
	}
	return code.Types(list...)
}

// channel puts channels that are sent in parentheses, since "chan <-chan T" is a
// chan<- chan T.
func channel(t *types.Chan) *jen.Statement {
	elem := typeOf(t.Elem())
	if _, ok := types.Unalias(t.Elem()).(*types.Chan); ok {
		elem = jen.Parens(elem)
	}
	switch t.Dir() {
	case types.SendOnly:
		return jen.Chan().Op("<-").Add(elem)
	case types.RecvOnly:
		return jen.Op("<-").Chan().Add(elem)
	}
	return jen.Chan().Add(elem)
}

func signature(t *types.Signature) *jen.Statement {
	params := tuple(t.Params())
	if t.Variadic() {
		last := t.Params().At(t.Params().Len() - 1).Type().(*types.Slice)
		params[len(params)-1] = jen.Op("...").Add(typeOf(last.Elem()))
	}
	return jen.Func().Params(params...).Params(tuple(t.Results())...)
}

func tuple(t *types.Tuple) []jen.Code {
	list := make([]jen.Code, t.Len())
	for i := range list {
		list[i] = typeOf(t.At(i).Type())
	}
	return list
}

// zero writes the zero value of a type.
func zero(t types.Type) *jen.Statement {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return jen.Lit("")
		case u.Info()&types.IsBoolean != 0:
			return jen.False()
		case u.Info()&types.IsNumeric != 0:
			return jen.Lit(0)
		}
	case *types.Struct, *types.Array:
		return typeOf(t).Values()
	}
	return jen.Nil()
}

func handlerType() *jen.Statement { return jen.Qual("net/http", "Handler") }
