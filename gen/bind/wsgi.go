package bind

import (
	"go/types"
	"slices"
)

// wsgiHint tells what a WSGI app is when the factory is, makes or wraps what
// is nearly one; empty if it is nothing like it.
func (f *filler) wsgiHint() string {
	candidates := []types.Type{f.object.Type()}
	if sig := f.object.Signature(); sig != nil {
		for _, vars := range []*types.Tuple{sig.Params(), sig.Results()} {
			for v := range vars.Variables() {
				candidates = append(candidates, v.Type())
			}
		}
	}
	if !slices.ContainsFunc(candidates, f.u.IsNearlyWSGI) {
		return ""
	}
	return "a WSGI app is a func(environ map[string]any, start func(status string, headers [][2]string, excInfo error) " +
		"(write func([]byte) error)) iter.Seq[[]byte]; in place of one of its types an alias will do (type Start = func...), " +
		"a type of its own will not (type Start func...)"
}
