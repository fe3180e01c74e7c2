package keys

import (
	"go/token"
	"go/types"
	"testing"
)

// TestTakerNames has keys as users write them.
func TestTakerNames(t *testing.T) {
	for _, tt := range []struct {
		taker       Taker
		short, name string
	}{
		{Taker{Param: named("maxAge")}, "max_age", "max_age"},
		{Taker{Param: named("AddOrigin", "add_origin", "origin", "gin")}, "origin", "add_origin"},
		{Taker{Param: named("origin", "cors.origin")}, "origin", "origin"},
		{Taker{Param: named("WithEnv", "env"), Below: true}, "env.NAME", "with_env.NAME"},
		{Taker{Param: named("Sites.*.Root")}, "sites.NAME.root", "sites.NAME.root"},
	} {
		if got := tt.taker.ShortName(); got != tt.short {
			t.Errorf("in short %s, want %s", got, tt.short)
		}
		if got := tt.taker.name(); got != tt.name {
			t.Errorf("%s, want %s", got, tt.name)
		}
	}
}

func TestIsSame(t *testing.T) {
	at := func(pos token.Pos, name string) Param {
		return Param{Var: types.NewVar(pos, nil, name, types.Typ[types.Int])}
	}
	for _, tt := range []struct {
		p    Param
		want bool
	}{{at(1, "a"), true}, {at(2, "a"), false}, {at(1, "b"), false}, {at(2, "b"), false}} {
		if (Taker{Param: at(1, "a")}).IsSame(tt.p) != tt.want {
			t.Errorf("%s at %d is the same: %v", tt.p.Name(), tt.p.Pos(), !tt.want)
		}
	}
}
