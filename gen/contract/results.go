package contract

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
)

// Results is what a factory's result list holds: a value, then perhaps a
// clean-up function, then perhaps an error. In front of a handler may stand the
// path that it is for.
type Results struct {
	Value   types.Type // nil if there is none
	Path    bool       // a string stands in front; More is set too
	Cleanup bound.Cleanup
	Err     bool
	More    bool // something else besides
}

// As is the Result for a role, before it is known how that is made of the value.
func (r Results) As(role bound.Role) bound.Result {
	return bound.Result{Role: role, Type: r.Value, Path: r.Path, Error: r.Err, Cleanup: r.Cleanup}
}
