package parse

import (
	"fmt"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// Roots resolves every section that Paste can be asked for and that is not a
// part of what another one makes, in the file's order: what Tree, DOT and
// Mermaid draw. A bare section such as [server] is among them only if it has
// keys that are for Paste. The resources, which Paste knows nothing of, come
// first.
func (c *Config) Roots() ([]Node, diag.List) {
	var problems diag.List
	resolved := map[*ini.Section]Node{}
	reached := map[*ini.Section]bool{}
	resolve := func(l Loadable) {
		if reached[l.Section] || l.Bare && !saysWhatItIs(l.Section) {
			return
		}
		n, ds := c.ResolveLoadable(l)
		problems.Add(ds...)
		resolved[l.Section] = n
		reach(n, reached)
		reached[l.Section] = true
	}
	for _, l := range c.Unreferenced() {
		resolve(l)
	}
	loadable, _ := c.Loadables()
	var roots []Node
	resources, ds := c.Resources()
	problems.Add(ds...)
	for _, n := range resources {
		roots = append(roots, n)
	}
	for _, l := range loadable {
		resolve(l)
		if n := resolved[l.Section]; n != nil {
			roots = append(roots, n)
		}
	}
	return roots, problems
}

// reach notes the sections that a node and its parts come from.
func reach(n Node, reached map[*ini.Section]bool) {
	c := n.Context()
	reached[c.Section] = true
	for _, v := range c.Via {
		reached[v.Section] = true
	}
	for _, b := range branches(n) {
		reach(b.node, reached)
	}
}

// branch is a part of a node, with what it is to the node: "filter", "/v1".
type branch struct {
	label string
	node  Node
}

// branches returns the parts of a node in the order in which a request meets
// them.
func branches(n Node) []branch {
	switch n := n.(type) {
	case *Pipeline:
		var out []branch
		for _, f := range n.Filters {
			out = append(out, branch{"", f})
		}
		return append(out, branch{"", n.App})
	case *FilterApp:
		return []branch{{"", n.Filter}, {"next", n.Next}}
	case *FilterWith:
		return []branch{{"", n.Filter}, {"next", n.Next}}
	case *Composite:
		return n.branches()
	}
	return nil
}

func (n *Composite) branches() []branch {
	var mounts []Mount
	switch {
	case n.URLMap != nil:
		mounts = n.URLMap.mounts
	case n.Cascade != nil:
		mounts = append(n.Cascade.Apps[:len(n.Cascade.Apps):len(n.Cascade.Apps)], n.Cascade.bad...)
	}
	var out []branch
	for _, m := range mounts {
		out = append(out, branch{m.Key.Key, m.App})
	}
	if n.URLMap != nil && n.URLMap.NotFound != nil {
		out = append(out, branch{"not_found_app", n.URLMap.NotFound})
	}
	return out
}

// kindOf names the kind of a node as JSON does.
func kindOf(n Node) string {
	switch n.(type) {
	case *App:
		return "app"
	case *Composite:
		return "composite"
	case *Pipeline:
		return "pipeline"
	case *FilterApp:
		return "filter-app"
	case *FilterWith:
		return "filter-with"
	case *Filter:
		return "filter"
	case *Server:
		return "server"
	case *Resource:
		return "resource"
	}
	return "" // a *Failed
}

// factoryOf returns what makes a node, nil for one that is made of others.
func factoryOf(n Node) *Factory {
	switch n := n.(type) {
	case *App:
		return n.Factory
	case *Composite:
		return n.Factory
	case *Filter:
		return n.Factory
	case *Server:
		return n.Factory
	case *Resource:
		return n.Factory
	}
	return nil
}

// caption returns what there is to say of a node, each part if there is one: its
// kind and name, its factory, and where it stands.
func (c *Config) caption(n Node) []string {
	common := n.Context()
	out := []string{kindOf(n), "", ""}
	if f, ok := n.(*Failed); ok {
		out[0] = f.Type.String()
		if f.Section == nil {
			out[0] += " " + f.Ref
		}
		out[1] = "fails: " + f.Class
	}
	if s := common.Section; s != nil {
		_, name, bare := splitName(s.Name)
		if bare {
			name = "[" + s.Name + "]"
		}
		out[0] += " " + name
		out[2] = c.at(s.Header)
	} else {
		out[2] = c.at(common.Span)
	}
	if f := factoryOf(n); f != nil {
		out[1] = f.String()
	}
	if m, ok := n.(*Composite); ok && m.Cycle {
		out[1] = "inside itself"
	}
	return out
}

// at is a place as "file:line".
func (c *Config) at(s source.Span) string {
	if !s.IsValid() {
		return ""
	}
	return fmt.Sprintf("%s:%d", c.RelName(s.File), s.Position().Line)
}
