package parse

import (
	"iter"
	"slices"

	"github.com/pastegen/pastegen/parse/ini"
)

// Part is a node directly below another, with what it is to that one: a key of
// a URL map such as "/v1", "next" behind a filter; mostly empty.
type Part struct {
	Label string
	Node  Node
}

// Parts returns the nodes directly below n in the order in which a request
// meets them, those of a URL map in the file's, those that fail and those that
// are shadowed among them. What a factory makes by itself has none, so what the
// factory of a composite other than a URL map would ask for is not among them,
// unless that was guessed.
func Parts(n Node) []Part {
	switch n := n.(type) {
	case *Pipeline:
		var out []Part
		for _, f := range n.Filters {
			out = append(out, Part{"", f})
		}
		return append(out, Part{"", n.App})
	case *FilterApp:
		return []Part{{"", n.Filter}, {"next", n.Next}}
	case *FilterWith:
		return []Part{{"", n.Filter}, {"next", n.Next}}
	case *Composite:
		return n.parts()
	}
	return nil
}

// All returns n and all nodes below it, each before its Parts.
func All(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) { all(n, yield) }
}

func all(n Node, yield func(Node) bool) bool {
	return yield(n) && !slices.ContainsFunc(Parts(n), func(p Part) bool { return !all(p.Node, yield) })
}

// Whole is All with what would be below nodes that failed.
func Whole(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) { whole(n, yield) }
}

func whole(n Node, yield func(Node) bool) bool {
	below := Parts(n)
	if f, ok := n.(*Failed); ok {
		for _, n := range f.Rest {
			below = append(below, Part{Node: n})
		}
	}
	return yield(n) && !slices.ContainsFunc(below, func(p Part) bool { return !whole(p.Node, yield) })
}

// Sections returns the sections that nodes come from, some of them more than
// once.
func Sections(nodes iter.Seq[Node]) iter.Seq[*ini.Section] {
	return func(yield func(*ini.Section) bool) {
		for n := range nodes {
			c := n.Context()
			if c.Section != nil && !yield(c.Section) {
				return
			}
			for _, v := range c.Via {
				if !yield(v.Section) {
					return
				}
			}
		}
	}
}
