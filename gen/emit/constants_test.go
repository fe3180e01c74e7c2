package emit

import (
	"go/constant"
	"go/types"
	"testing"
	"time"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/plan"
)

func TestConstantOf(t *testing.T) {
	_, span := testTypes()
	level := types.NewNamed(types.NewTypeName(0, types.NewPackage("log/slog", "slog"), "Level", nil), types.Typ[types.Int], nil)
	number, float, truth := types.Typ[types.Int], types.Typ[types.Float64], types.Typ[types.Bool]
	for _, c := range []struct {
		arg  bound.Const
		want string
	}{
		{bound.Const{Type: truth, Value: constant.MakeBool(true)}, "true"},
		{bound.Const{Type: number, Value: constant.MakeInt64(-5)}, "-5"},
		{bound.Const{Type: types.Typ[types.Uint64], Value: constant.MakeUint64(1<<64 - 1)}, "18446744073709551615"},
		{bound.Const{Type: float, Value: constant.MakeFloat64(0.1)}, "0.1"},
		{bound.Const{Type: float, Value: constant.MakeFloat64(1e300)}, "1e+300"},
		{bound.Const{Type: level, Value: constant.MakeInt64(4), Name: "LevelWarn"}, "slog.LevelWarn"},
		{bound.Const{Type: level, Value: constant.MakeInt64(4), Name: "LevelWarn", Typed: true}, "slog.LevelWarn"},
		{bound.Const{Type: span, Value: constant.MakeInt64(4), Typed: true}, "time.Duration(4)"},
		{bound.Const{Type: types.Universe.Lookup("rune").Type(), Value: constant.MakeInt64('ß'), Rune: true}, "'ß'"},
		{bound.Const{Type: types.Universe.Lookup("rune").Type(), Value: constant.MakeInt64('\n'), Rune: true}, `'\n'`},
	} {
		if got := code(constantOf(c.arg)); got != c.want {
			t.Errorf("%v is written as %s, want %s", c.arg, got, c.want)
		}
	}
}

// TestOwnType: a variable that is declared with the value must be of its type.
func TestOwnType(t *testing.T) {
	_, span := testTypes()
	text := types.NewNamed(types.NewTypeName(0, types.NewPackage("net/http", "http"), "Dir", nil), types.Typ[types.String], nil)
	one := constant.MakeInt64(1)
	w := &writer{kinds: kinds{source{&plan.Program{}}}}
	for _, c := range []struct {
		arg  bound.Arg
		want string
	}{
		{bound.Text{Type: types.Typ[types.String], Value: "x"}, `"x"`},
		{bound.Text{Type: text, Value: "x"}, `http.Dir("x")`},
		{bound.Const{Type: types.Typ[types.Int], Value: one}, "1"},
		{bound.Const{Type: types.Typ[types.Int64], Value: one}, "int64(1)"},
		{bound.Const{Type: span, Value: one}, "time.Duration(1)"},
		{bound.Const{Type: types.Typ[types.Int], Value: one, Rune: true}, `int('\x01')`},
		{bound.Const{Type: types.Typ[types.Bool], Value: constant.MakeBool(true)}, "true"},
		{bound.Const{Type: types.Typ[types.Float64], Value: constant.MakeFloat64(1)}, "float64(1)"},
		{bound.Duration{Type: span}, "time.Duration(0)"},
		{bound.Duration{Type: span, Nanos: 2e9}, "2 * time.Second"},
		{bound.Zero{Type: types.NewPointer(span)}, "(*time.Duration)(nil)"},
	} {
		if got := code(expr{w, plan.Make{}}.ownType(c.arg)); got != c.want {
			t.Errorf("%v is written as %s, want %s", c.arg, got, c.want)
		}
	}
}

func TestDurations(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                                  "0",
		time.Nanosecond:                    "time.Nanosecond",
		1500 * time.Microsecond:            "1500 * time.Microsecond",
		30 * time.Second:                   "30 * time.Second",
		90 * time.Second:                   "90 * time.Second",
		time.Hour:                          "time.Hour",
		48 * time.Hour:                     "48 * time.Hour",
		-5 * time.Minute:                   "-5 * time.Minute",
		time.Hour + time.Nanosecond:        "3600000000001 * time.Nanosecond",
		2*time.Second + 5*time.Millisecond: "2005 * time.Millisecond",
	} {
		if got := code(durationOf(d)); got != want {
			t.Errorf("%v is written as %s, want %s", d, got, want)
		}
	}
	_, span := testTypes()
	own := types.NewNamed(types.NewTypeName(0, types.NewPackage("example.com/app", "app"), "Timeout", nil), types.Typ[types.Int64], nil)
	if got := code(duration(bound.Duration{Type: span, Nanos: int64(time.Second)})); got != "time.Second" {
		t.Errorf("got %s", got)
	}
	if got := code(duration(bound.Duration{Type: own, Nanos: int64(time.Second)})); got != "app.Timeout(time.Second)" {
		t.Errorf("got %s", got)
	}
}
