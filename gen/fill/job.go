package fill

import (
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
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

// ask is a node's request for a section.
type ask struct {
	from *parse.Common
	t    parse.ObjectType
	name parse.Text
	span source.Span
}

// Answer is what came of a name that was resolved.
type Answer struct {
	Node     parse.Node
	Problems diag.List
}

// endless reports whether something at or below a node stands inside itself.
func endless(n parse.Node) bool {
	for n := range parse.All(n) {
		if c, ok := n.(*parse.Composite); ok && c.Cycle {
			return true
		}
	}
	return false
}
