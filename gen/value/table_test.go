package value

import (
	"go/types"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
)

// TestLate: nothing converts at the start what is written with the digits 0 to 7, nor
// what has no converter for that.
func TestLate(t *testing.T) {
	late := func(in Input) bound.Converter { return bound.Converter{Func: "AsInt", Type: in.Type} }
	for _, tt := range []struct {
		late  func(Input) bound.Converter
		octal bool
		want  bool
	}{{late, false, true}, {late, true, false}, {nil, false, false}} {
		c := &Conversion{nil, &row{late: tt.late}, types.Typ[types.Int]}
		got := c.Late(Input{Octal: tt.octal})
		if (got != nil) != tt.want || got != nil && (got.Func != "AsInt" || got.Type != types.Typ[types.Int]) {
			t.Errorf("octal %v: %+v", tt.octal, got)
		}
	}
}
