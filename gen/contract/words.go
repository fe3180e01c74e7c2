package contract

import (
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
)

// RoleName is what a factory for a role makes, with its article.
func RoleName(r bound.Role) string {
	switch r {
	case bound.FilterRole:
		return "a filter"
	case bound.ServerRole:
		return "a server"
	case bound.ValueRole:
		return "a resource"
	}
	return "an app"
}

// Fits says what a factory for a role looks like.
func Fits(r bound.Role) string {
	switch r {
	case bound.FilterRole:
		return "a filter's factory takes or returns the handler to wrap: func(next http.Handler, ...) http.Handler, " +
			"or func(global, local map[string]string) func(http.Handler) http.Handler, say"
	case bound.ServerRole:
		return "a server takes the handler and runs: func(ctx context.Context, h http.Handler, ...) error, " +
			"or a function that returns such a one"
	case bound.ValueRole:
		return "a resource's factory returns a value of an exported type, perhaps with a clean-up function and an error: " +
			"func(driverName, dataSourceName string) (*sql.DB, error), say"
	}
	return "an app's factory returns an http.Handler, perhaps with a clean-up function and an error: " +
		"func(global, local map[string]string) (http.Handler, error), say"
}

// NearlyWSGI says what a WSGI app is of an object that is, makes or takes what is
// nearly one; sig is nil for what is no function. It is empty for what is nothing
// like it.
func (u *Types) NearlyWSGI(t types.Type, sig *types.Signature) string {
	candidates := []types.Type{t}
	if sig != nil {
		for _, vars := range []*types.Tuple{sig.Params(), sig.Results()} {
			for v := range vars.Variables() {
				candidates = append(candidates, v.Type())
			}
		}
	}
	if !slices.ContainsFunc(candidates, u.isNearlyWSGI) {
		return ""
	}
	return "a WSGI app is a func(environ map[string]any, start func(status string, headers [][2]string, excInfo error) " +
		"(write func([]byte) error)) iter.Seq[[]byte]; in place of one of its types an alias will do (type Start = func...), " +
		"a type of its own will not (type Start func...)"
}
