package emit

import (
	"fmt"
	"go/constant"
	"go/types"
	"strconv"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/plan"
)

// constantOf writes a constant as shortly as its type lets it: 5, 'x',
// slog.LevelWarn, int64(5).
func constantOf(a bound.Const) *jen.Statement {
	var code *jen.Statement
	switch {
	case a.Name != "" && a.Of != nil:
		code = jen.Qual(a.Of.Path(), a.Name)
	case a.Name != "":
		return jen.Qual(types.Unalias(a.Type).(*types.Named).Obj().Pkg().Path(), a.Name)
	case a.Rune:
		r, _ := constant.Int64Val(a.Value)
		code = jen.LitRune(rune(r))
	case a.Octal && constant.Sign(a.Value) != 0:
		code = jen.Op("0o" + inBase(a.Value, 8))
	case a.Hex:
		code = jen.Op(fmt.Sprintf("0x%02s", inBase(a.Value, 16)))
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

// inBase writes the digits of an integer that is not negative.
func inBase(v constant.Value, base int) string {
	n, _ := constant.Uint64Val(v)
	return strconv.FormatUint(n, base)
}

// ownType writes an argument for a variable that is declared with it, so that it
// must be of its type by itself: int64(5), where 5 would do for a parameter.
func (w *writer) ownType(a bound.Arg) *jen.Statement {
	switch c := a.(type) {
	case bound.Text:
		c.Typed = !types.Identical(c.Type, types.Typ[types.String])
		a = c
	case bound.Const:
		byItself := map[constant.Kind]types.Type{constant.Bool: types.Typ[types.Bool], constant.Int: types.Typ[types.Int]}[c.Value.Kind()]
		c.Typed = byItself == nil || c.Rune || !types.Identical(c.Type, byItself)
		a = c
	case bound.Duration:
		if c.Nanos == 0 {
			return typeOf(c.Type).Call(jen.Lit(0))
		}
	case bound.Zero:
		return jen.Parens(typeOf(c.Type)).Call(zero(c.Type))
	case bound.Next, bound.Ctx, bound.Logger, bound.GlobalConf, bound.LocalConf, bound.Struct, bound.Slice, bound.Map, bound.Pointer,
		bound.Object, bound.New, bound.File, bound.Files, bound.Textual, bound.Late, bound.ID, bound.Settings, bound.Where, bound.Shared, bound.App, bound.Filter, bound.Loader, plan.Held:
		// They are of their types however they are written.
	}
	return w.arg(plan.Make{}, a)
}

// duration writes a duration as its type needs it: 5 * time.Second, or
// site.Timeout(5 * time.Second).
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
