package parse

import "slices"

// Children returns the nodes directly below n, in the order of the file, none
// for what a factory makes by itself. What the factory of a composite of the
// user's own would ask for is not among them.
func Children(n Node) []Node {
	switch n := n.(type) {
	case *Pipeline:
		return append(slices.Clone(n.Filters), n.App)
	case *FilterApp:
		return []Node{n.Filter, n.Next}
	case *FilterWith:
		return []Node{n.Filter, n.Next}
	case *Composite:
		return n.children()
	}
	return nil
}

func (n *Composite) children() []Node {
	var nodes []Node
	if m := n.URLMap; m != nil {
		for _, r := range m.Routes {
			nodes = append(nodes, r.App)
		}
		if m.NotFound != nil {
			nodes = append(nodes, m.NotFound)
		}
	}
	if c := n.Cascade; c != nil {
		for _, m := range c.Apps {
			nodes = append(nodes, m.App)
		}
	}
	return nodes
}
