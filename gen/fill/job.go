package fill

import (
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/refer"
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
}

// Find returns the object that a job's reference means in a package.
func Find(pkg *gopkg.Package, l Job, t refer.Target) (gopkg.Object, *diag.Diagnostic) {
	find := pkg.Find
	if t.Egg {
		find = func(name string) (gopkg.Object, *diag.Diagnostic) {
			if l.Role == bound.ValueRole {
				return pkg.Entry(gopkg.ValueKinds(), name)
			}
			return pkg.Entry(gopkg.EntryKinds(l.Node.Context().Type), name)
		}
	}
	o, d := find(t.Attr)
	if d != nil {
		d.Span = l.Factory.AttrSpan
	}
	return o, d
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
