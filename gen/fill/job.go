package fill

import (
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// Job is a node that a factory makes.
type Job struct {
	Node    parse.Node
	Factory *parse.Factory
	Role    bound.Role
	// Elsewhere reports whether a key that has no effect here has one
	// elsewhere; nil for none.
	Elsewhere func(key string) bool
	// Moved: another place of the file says where the server listens.
	Moved bool
}
