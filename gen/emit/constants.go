package emit

import (
	"fmt"
	"go/constant"
	"go/types"
	"strconv"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/bound"
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
