package emit

import (
	"go/types"
	"strings"
	"testing"

	"github.com/dave/jennifer/jen"
)

// code is what an expression looks like in a file.
func code(expr *jen.Statement) string {
	return strings.TrimPrefix(jen.Var().Id("_").Op("=").Add(expr).GoString(), "var _ = ")
}

// typeCode is what a type looks like in a file.
func typeCode(t *jen.Statement) string {
	return strings.TrimPrefix(jen.Var().Id("_").Add(t).GoString(), "var _ ")
}

// testTypes are types to write: those of the universe, and two of a package.
func testTypes() (handler, duration *types.Named) {
	pkg := types.NewPackage("net/http", "http")
	serve := types.NewFunc(0, pkg, "ServeHTTP", types.NewSignatureType(nil, nil, nil, nil, nil, false))
	iface := types.NewInterfaceType([]*types.Func{serve}, nil).Complete()
	handler = types.NewNamed(types.NewTypeName(0, pkg, "Handler", nil), iface, nil)
	std := types.NewPackage("time", "time")
	return handler, types.NewNamed(types.NewTypeName(0, std, "Duration", nil), types.Typ[types.Int64], nil)
}

// generic is Set[int] of a package sets.
func generic(t *testing.T) types.Type {
	pkg := types.NewPackage("example.com/sets", "sets")
	set := types.NewNamed(types.NewTypeName(0, pkg, "Set", nil), types.NewStruct(nil, nil), nil)
	anything := types.Universe.Lookup("any").Type()
	set.SetTypeParams([]*types.TypeParam{types.NewTypeParam(types.NewTypeName(0, pkg, "T", nil), anything)})
	inst, err := types.Instantiate(nil, set, []types.Type{types.Typ[types.Int]}, true)
	if err != nil {
		t.Fatal(err)
	}
	return inst
}

func TestTypeOf(t *testing.T) {
	handler, duration := testTypes()
	text, number := types.Typ[types.String], types.Typ[types.Int]
	one := func(t types.Type) *types.Tuple { return types.NewTuple(types.NewParam(0, nil, "", t)) }
	for _, c := range []struct {
		typ  types.Type
		want string
	}{
		{text, "string"},
		{types.Universe.Lookup("byte").Type(), "byte"},
		{types.Universe.Lookup("error").Type(), "error"},
		{types.Universe.Lookup("any").Type(), "any"},
		{types.NewInterfaceType(nil, nil), "any"},
		{types.NewStruct(nil, nil), "struct{}"},
		{handler, "http.Handler"},
		{types.NewPointer(duration), "*time.Duration"},
		{generic(t), "sets.Set[int]"},
		{types.NewSlice(types.NewPointer(handler)), "[]*http.Handler"},
		{types.NewArray(types.Universe.Lookup("byte").Type(), 16), "[16]byte"},
		{types.NewMap(text, types.NewSlice(number)), "map[string][]int"},
		{types.NewChan(types.SendRecv, text), "chan string"},
		{types.NewChan(types.SendOnly, text), "chan<- string"},
		{types.NewChan(types.RecvOnly, text), "<-chan string"},
		{types.NewChan(types.SendRecv, types.NewChan(types.RecvOnly, text)), "chan (<-chan string)"},
		{types.NewSignatureType(nil, nil, nil, nil, nil, false), "func()"},
		{types.NewSignatureType(nil, nil, nil, one(handler), one(handler), false), "func(http.Handler) http.Handler"},
		{types.NewSignatureType(nil, nil, nil, one(types.NewSlice(text)), nil, true), "func(...string)"},
	} {
		if got := typeCode(typeOf(c.typ)); got != c.want {
			t.Errorf("%s is written as %s, want %s", c.typ, got, c.want)
		}
	}
}

func TestZero(t *testing.T) {
	handler, duration := testTypes()
	point := types.NewNamed(types.NewTypeName(0, types.NewPackage("image", "image"), "Point", nil), types.NewStruct(nil, nil), nil)
	for _, c := range []struct {
		typ  types.Type
		want string
	}{
		{types.Typ[types.String], `""`},
		{types.Typ[types.Bool], "false"},
		{types.Typ[types.Float64], "0"},
		{duration, "0"},
		{point, "image.Point{}"},
		{types.NewArray(types.Typ[types.Int], 2), "[2]int{}"},
		{types.NewPointer(point), "nil"},
		{types.NewSlice(point), "nil"},
		{types.NewMap(types.Typ[types.String], point), "nil"},
		{types.NewSignatureType(nil, nil, nil, nil, nil, false), "nil"},
		{handler, "nil"},
	} {
		if got := code(zero(c.typ)); got != c.want {
			t.Errorf("the zero value of %s is written as %s, want %s", c.typ, got, c.want)
		}
	}
}
