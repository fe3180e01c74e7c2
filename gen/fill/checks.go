package fill

import (
	"go/types"
	"reflect"

	"github.com/pastegen/pastegen/gen/assign"
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
)

// checks has the options of built-in parts check themselves.
type checks struct{ *filler }

// validate has the options of a built-in part check themselves, if their type
// has a method for that and all is known that the section says.
func (f *checks) validate(a bound.Struct) {
	named, ok := types.Unalias(a.Type).(*types.Named)
	if !ok || f.out.Failed || f.trial {
		return
	}
	options := f.env.Parts.Value(contract.PathOf(named.Obj()), named.Obj().Name())
	check, ok := options.(interface{ Validate() error })
	a.Ptr = false // options are what is pointed to
	if !ok || !assign.To(reflect.ValueOf(options).Elem(), a) {
		return
	}
	if err := check.Validate(); err != nil {
		for _, err := range eachError(err) {
			f.tell.Invalid(err)
		}
	}
}

func eachError(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}
