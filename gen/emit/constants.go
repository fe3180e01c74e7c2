package emit

import (
	"go/constant"
	"go/types"
	"strconv"
	"time"

	"github.com/pastegen/pastegen/gen/bound"

	"github.com/dave/jennifer/jen"
)

func constantOf(a bound.Const) *jen.Statement {
	var code *jen.Statement
	switch {
	case a.Name != "":
		return jen.Qual(types.Unalias(a.Type).(*types.Named).Obj().Pkg().Path(), a.Name)
	case a.Rune:
		r, _ := constant.Int64Val(a.Value)
		code = jen.LitRune(rune(r))
	case a.Value.Kind() == constant.Float:
		f, _ := constant.Float64Val(a.Value)
		code = jen.Op(strconv.FormatFloat(f, 'g', -1, 64))
	default:
		code = jen.Op(a.Value.ExactString())
	}
	if a.Typed {
		return typeOf(a.Type).Call(code)
	}
	return code
}

// typed marks a constant as one to be written with its type, unless it has just
// that by itself.
func typed(a bound.Arg) bound.Arg {
	switch a := a.(type) {
	case bound.Text:
		a.Typed = !types.Identical(a.Type, types.Typ[types.String])
		return a
	case bound.Const:
		byItself := map[constant.Kind]types.Type{constant.Bool: types.Typ[types.Bool], constant.Int: types.Typ[types.Int]}[a.Value.Kind()]
		a.Typed = byItself == nil || a.Rune || !types.Identical(a.Type, byItself)
		return a
	}
	return a
}

// duration writes a duration as its type needs it.
func duration(a bound.Duration) *jen.Statement {
	expr := durationOf(time.Duration(a.Nanos))
	if named, ok := types.Unalias(a.Type).(*types.Named); ok && named.Obj().Pkg().Path() == "time" {
		return expr
	}
	return typeOf(a.Type).Call(expr)
}

// durationOf writes a duration in its largest whole unit.
func durationOf(d time.Duration) *jen.Statement {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{
		{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"},
		{time.Millisecond, "Millisecond"}, {time.Microsecond, "Microsecond"}, {time.Nanosecond, "Nanosecond"},
	} {
		if d == 0 || d%unit.size != 0 {
			continue
		}
		if d == unit.size {
			return jen.Qual("time", unit.name)
		}
		return jen.Lit(int(d/unit.size)).Op("*").Qual("time", unit.name)
	}
	return jen.Lit(0)
}
