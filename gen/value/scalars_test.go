package value

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// TestToInt holds what Python 3.11's int() made of these texts; nil where it
// raises ValueError.
func TestToInt(t *testing.T) {
	for text, want := range map[string]any{
		"0": 0, "00": 0, "007": 7, "+5": 5, "-5": -5, " 7 ": 7, "1_000": 1000, "\t4\n": 4,
		"--5": nil, "1__0": nil, "_1": nil, "1_": nil, "1e3": nil, "1.0": nil, "": nil, "1 000": nil,
	} {
		a, bad := toInt(nil, Input{Type: types.Typ[types.Int], Text: parse.Text(text)})
		if (bad == nil) != (want != nil) || bad == nil && a.(bound.Const).Value.String() != fmt.Sprint(want) {
			t.Errorf("toInt(%q) = %v, %v, want %v", text, a, bad, want)
		}
	}
}

// TestNegativeZero: Go has no constant of it, and of all others it has.
func TestNegativeZero(t *testing.T) {
	for text, want := range map[string]bool{"-0": true, "-0.0": true, "0": false, "-1": false, "1": false, "-1e-3": false} {
		a, bad := toFloat(nil, Input{Type: types.Typ[types.Float64], Text: parse.Text(text)})
		if _, isCall := a.(bound.New); bad != nil || isCall != want {
			t.Errorf("%s is %+v, %+v", text, a, bad)
		}
	}
}

// TestToBool holds what paste.deploy.converters.asbool of PasteDeploy 3.0.1
// made of these texts; nil where it raises ValueError.
func TestToBool(t *testing.T) {
	for text, want := range map[string]any{
		"true": true, "YES": true, " on ": true, "y": true, "T": true, "1": true, "\tTrue\n": true,
		"false": false, "No": false, "off": false, "n": false, "f": false, "0": false,
		"": nil, "2": nil, "maybe": nil, "none": nil, "tru": nil,
	} {
		a, bad := toBool(nil, Input{Type: types.Typ[types.Bool], Text: parse.Text(text)})
		if (bad == nil) != (want != nil) || bad == nil && constant.BoolVal(a.(bound.Const).Value) != want {
			t.Errorf("toBool(%q) = %v, %v, want %v", text, a, bad, want)
		}
	}
}

func TestToDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30s": 30 * time.Second, "1m30s": 90 * time.Second, "250ms": 250 * time.Millisecond, "-1h": -time.Hour,
		"7d": 7 * 24 * time.Hour, "1d12h": 36 * time.Hour, "2w": 14 * 24 * time.Hour,
		"30": 30 * time.Second, "2.5": 2500 * time.Millisecond, " 1 ": time.Second, "0": 0, "1e-9": 1,
	} {
		a, bad := toDuration(nil, Input{Text: parse.Text(text)})
		if bad != nil || time.Duration(a.(bound.Duration).Nanos) != want {
			t.Errorf("toDuration(%q) = %v, %v, want %v", text, a, bad, want)
		}
	}
	for _, text := range []string{"", "s", "3 minutes", "d", "1h1d", "nan", "inf", "1e300", "9223372037", "-9223372037"} {
		if a, bad := toDuration(nil, Input{Text: parse.Text(text)}); bad == nil {
			t.Errorf("toDuration(%q) = %v", text, a)
		}
	}
}

// FuzzNumbers: what converts to a number type is a constant that Go's own type
// checker takes for that type.
func FuzzNumbers(f *testing.F) {
	for _, text := range []string{"1", "-128", "256", "1.5", "1e400", ".5", "5.", "1e-400", "0x1p4", "-0", "3.5e38", "1_0", "+7"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, basic := range types.Typ[types.Int : types.Float64+1] {
			convert := toInt
			if basic.Info()&types.IsFloat != 0 {
				convert = toFloat
			}
			a, bad := convert(nil, Input{Type: basic, Text: parse.Text(text)})
			if bad != nil {
				continue
			}
			if _, isCall := a.(bound.New); isCall && basic.Info()&types.IsFloat != 0 && strings.HasPrefix(strings.TrimSpace(text), "-") {
				continue // it is -0
			}
			value := a.(bound.Const).Value.ExactString()
			if v := a.(bound.Const).Value; v.Kind() == constant.Float {
				number, _ := constant.Float64Val(v)
				value = strconv.FormatFloat(number, 'g', -1, 64)
			}
			expr := fmt.Sprintf("%s(%s)", basic, value)
			if _, err := types.Eval(token.NewFileSet(), nil, token.NoPos, expr); err != nil {
				t.Errorf("%q: %s: %v", text, expr, err)
			}
		}
	})
}
