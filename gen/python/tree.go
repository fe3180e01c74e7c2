package python

import (
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/eggs"
)

// tree describes a node for Python. What is Go below it becomes a child.
func (b *island) tree(n parse.Node) bound.Struct {
	var f fields
	switch n := n.(type) {
	case *parse.Pipeline:
		return b.pipeline(n)
	case *parse.FilterApp:
		f = b.section(n, "FilterApp")
		b.parts(&f, n.Filter, n.Next)
	case *parse.FilterWith:
		f = b.section(n, "FilteredWith")
		b.parts(&f, n.Filter, n.Next)
	default:
		return b.leaf(n)
	}
	return b.node(f)
}

// node is a python.Node of these fields.
func (b *island) node(f fields) bound.Struct { return bound.Struct{Type: b.runtime.node, Fields: f} }

// section starts a node with what says where it stands.
func (b *island) section(n parse.Node, kind string) fields {
	var f fields
	c := n.Context()
	if c.Section != nil {
		prefix, name, _ := parse.SplitName(c.Section.Name)
		f.text("Section", prefix+":"+name)
		f.add("Place", bound.Where{Section: c.Section.Name, Span: c.Section.Header})
	} else {
		f.text("Section", c.Ref)
	}
	f.add("Kind", bound.Const{Type: b.runtime.kind, Name: kind})
	return f
}

// parts adds the nodes that a node is made of, apps or filters.
func (b *island) parts(f *fields, nodes ...parse.Node) {
	list := bound.Slice{Type: b.runtime.nodes}
	for _, n := range nodes {
		list.Items = append(list.Items, b.part(n))
	}
	f.add("Nodes", list)
}

// part describes a node that may be Go.
func (b *island) part(n parse.Node) bound.Struct {
	if b.stays(n) {
		return b.tree(n)
	}
	if n.Context().Type == parse.FilterType {
		return b.goChild(n, "GoFilter", b.around(n))
	}
	return b.goChild(n, "GoChild", n)
}

// goChild describes what is Go, and which handler it is. One that a composite
// may ask for has the configuration it was built with, since that may ask with
// another.
func (b *island) goChild(n parse.Node, kind string, handler parse.Node) bound.Struct {
	f := b.section(n, kind)
	if b.offering {
		f.settings(b.runtime, "Global", n.Context().Global, confName)
	}
	f.text("Child", b.child(handler))
	return b.node(f)
}

// pipeline describes a pipeline whose first filter stays in Python. The filters up
// to the first of Go are of the island, and with it the rest is another app.
func (b *island) pipeline(n *parse.Pipeline) bound.Struct {
	f := b.section(n, "Pipeline")
	var nodes []parse.Node
	for i, filter := range n.Filters {
		if !b.stays(filter) {
			b.parts(&f, append(nodes, b.rest(n, i))...)
			return b.node(f)
		}
		nodes = append(nodes, filter)
	}
	b.parts(&f, append(nodes, n.App)...)
	return b.node(f)
}

// leaf describes what a factory makes.
func (b *island) leaf(n parse.Node) bound.Struct {
	b.shown = append(b.shown, n)
	c, f := n.Context(), parse.FactoryOf(n)
	kind := "App"
	if _, ok := n.(*parse.Filter); ok {
		kind = "Filter"
	}
	if IsCallable(f) {
		node := b.section(n, "Callable")
		node.text("Use", application(c))
		return b.node(node)
	}
	node := b.section(n, kind)
	node.text("Use", use(f))
	if f.Kind != parse.EggFactory {
		node.text("Protocol", c.Protocol)
	}
	node.settings(b.runtime, "Global", c.Global, confName)
	if list := b.local(c, f); len(list) > 0 {
		local := bound.Settings{Type: b.runtime.settings, List: list}
		if c.Section != nil {
			local.Section = c.Section.Name
		}
		node.add("Local", local)
	}
	if asked := b.in.Asked[n]; len(asked) > 0 {
		node.text("Loader", b.loader(n, asked))
	}
	return b.node(node)
}

// local is the local configuration of a node. Swift's loader, which is Paste
// Deploy's but for that, adds the name of the section, and the proxy server
// cannot do without. Other launchers listen at bind_port, too, and do not.
func (b *island) local(c *parse.Common, f *parse.Factory) []parse.Setting {
	if !b.swift || c.Section == nil || eggs.Normal(f.Dist) != "swift" {
		return c.Local
	}
	const key = "__name__"
	_, name, _ := parse.SplitName(c.Section.Name)
	list := slices.DeleteFunc(slices.Clone(c.Local), func(s parse.Setting) bool { return s.Key == key })
	return append(list, parse.Setting{Key: key, Value: parse.Text(name)})
}

// confName is what variables with global configurations are called.
const confName = "conf"

// use is a factory as the runtime package takes it.
func use(f *parse.Factory) string {
	switch {
	case f.Kind == parse.EggFactory:
		return "egg:" + f.Dist + "#" + f.Entry
	case f.Attr == "":
		return f.Module
	}
	return f.Module + ":" + f.Attr
}

// loader describes what the factory of a composite may ask for, and returns the
// name that its node has it by.
func (b *island) loader(n parse.Node, asked []bound.Named) string {
	name := unique(label(n), b.loaders)
	b.loaders[name] = true
	list := bound.Slice{Type: b.runtime.nodes}
	told := map[string]bool{}
	for _, a := range asked {
		if section := label(a.Node); !told[section] {
			told[section] = true
			list.Items = append(list.Items, b.offered(a.Node))
		}
	}
	var f fields
	f.text("Name", name)
	f.settings(b.runtime, "Defaults", withoutSets(n.Context().Global), confName)
	f.add("Nodes", list)
	b.tables = append(b.tables, bound.Struct{Type: b.runtime.loader, Fields: f})
	return name
}

// offered describes a section that a composite may ask for by name.
func (b *island) offered(n parse.Node) bound.Struct {
	before := b.offering
	b.offering = true
	defer func() { b.offering = before }()
	out := b.part(n)
	if b.stays(n) {
		if sets := sets(n.Context().Global); len(sets) > 0 {
			out.Fields = append(out.Fields, bound.Field{Name: "Set", Value: bound.Settings{Type: b.runtime.settings, List: sets}})
		}
	}
	return out
}

// sets are the settings that "set" lines make.
func sets(global []parse.Setting) []parse.Setting {
	var out []parse.Setting
	for _, s := range global {
		if s.Origin == conf.FromSet {
			out = append(out, s)
		}
	}
	return out
}

// withoutSets are all others.
func withoutSets(global []parse.Setting) []parse.Setting {
	var out []parse.Setting
	for _, s := range global {
		if s.Origin != conf.FromSet {
			out = append(out, s)
		}
	}
	return out
}
