package value

import (
	"go/constant"
	"go/types"
	"testing"
)

// TestCutConstant has texts with the package and the name of the constant that
// they may mean.
func TestCutConstant(t *testing.T) {
	for text, want := range map[string][2]string{
		"tls.VersionTLS13":             {"tls", "VersionTLS13"},
		" tls.VersionTLS13\n":          {"tls", "VersionTLS13"},
		"crypto/tls:VersionTLS13":      {"crypto/tls", "VersionTLS13"},
		"call:crypto/tls:VersionTLS13": {"crypto/tls", "VersionTLS13"},
		"VersionTLS13":                 {},
		"1.5":                          {},
		"tls.1":                        {},
		"a.b.C":                        {},
		"tls:":                         {},
		".X":                           {},
		"":                             {},
	} {
		if pkg, name := cutConstant(text); pkg != want[0] || name != want[1] {
			t.Errorf("%q is cut into %q and %q, want %q", text, pkg, name, want)
		}
	}
}

// TestSameKind has values of constants with the types that they may be of.
func TestSameKind(t *testing.T) {
	text, whole, half := constant.MakeString("x"), constant.MakeFloat64(2), constant.MakeFloat64(0.5)
	for _, tt := range []struct {
		value constant.Value
		t     types.Type
		want  bool
	}{
		{text, types.Typ[types.String], true}, {whole, types.Typ[types.String], false},
		{whole, types.Typ[types.Int], true}, {half, types.Typ[types.Int], false}, {text, types.Typ[types.Int], false},
		{whole, types.Typ[types.Float64], true}, {half, types.Typ[types.Float64], true}, {text, types.Typ[types.Float64], false},
		{text, types.NewSlice(types.Typ[types.String]), false},
	} {
		c := types.NewConst(0, nil, "c", types.Typ[types.UntypedFloat], tt.value)
		if got := sameKind(c, tt.t); got != tt.want {
			t.Errorf("%s for %s: %v", tt.value, tt.t, got)
		}
	}
}
