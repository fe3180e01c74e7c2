package fill

import (
	"go/types"
	"reflect"
	"slices"

	"github.com/pastegen/pastegen/gen/assign"
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
)

// checks has the options of built-in parts check themselves.
type checks struct{ *filler }

// validate has the options of a built-in part check themselves, if their type
// has a method for that. Where a text is known only at the start, what is told
// is what is wrong with other keys whatever the text will be.
func (f *checks) validate(a bound.Struct) {
	named, ok := types.Unalias(a.Type).(*types.Named)
	if !ok || f.out.Failed || f.trial {
		return
	}
	a.Ptr = false // options are what is pointed to
	wrong := f.errors(named, a, "")
	if dependsOnEnv(a) {
		whatever := f.errors(named, a, anyText)
		wrong = slices.DeleteFunc(wrong, func(err error) bool {
			return !f.tell.IsKnown(err) || !slices.ContainsFunc(whatever, func(e error) bool { return e.Error() == err.Error() })
		})
	}
	for _, err := range wrong {
		f.tell.Invalid(err)
	}
}

// anyText is what variables of the environment may say; nobody has a reason to
// compare anything with it.
const anyText = "what-variables-of-the-environment-may-say-if-anybody-sets-them"

// errors are what the options say when variables of the environment say unknown.
func (f *checks) errors(named *types.Named, a bound.Struct, unknown assign.Unknown) []error {
	options := f.env.Parts.Value(contract.PathOf(named.Obj()), named.Obj().Name())
	check, ok := options.(interface{ Validate() error })
	if !ok || !unknown.To(reflect.ValueOf(options).Elem(), a) {
		return nil
	}
	return eachError(check.Validate())
}

// dependsOnEnv reports whether some of the options do.
func dependsOnEnv(a bound.Struct) bool {
	var depends bool
	bound.Walk(a, func(a bound.Arg) {
		text, ok := a.(bound.Text)
		depends = depends || ok && text.Value.UsesEnv()
	})
	return depends
}

func eachError(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}
