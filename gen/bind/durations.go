package bind

import (
	"go/types"
)

// isDuration reports whether texts of the type are durations: it is
// time.Duration, or was declared as a type over that and has neither constants
// nor a textual form of its own.
func isDuration(f *filler, t types.Type) bool {
	return types.Identical(t, f.u.Duration) || isOverDuration(f, t) && !isEnumeration(f, t) && !isTextual(f, t)
}

func isOverDuration(f *filler, t types.Type) bool { return f.b.pkgs.IsOverDuration(t) }
