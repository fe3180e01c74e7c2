package python

import (
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// island is a tree of Python's objects in the making: one object to Go.
type island struct {
	*islands
	children []child
	shown    []parse.Node // that factories make
	offering bool         // what is described now is for composites that ask by name
}

// child is an app of Go that an island calls.
type child struct {
	name string
	node parse.Node // as it was resolved
}

// asApp returns the app that the island is.
func (b *island) asApp(n parse.Node) parse.Node {
	id := unique(label(n), b.ids)
	tree := b.tree(n)
	b.crossings.isIsland()
	children := b.handlers()
	b.nodes = append(b.nodes, named(id, tree))
	out := &parse.App{Common: *n.Context()}
	out.Local = parse.Core(n).Context().Local
	b.out.Calls[out] = b.runtime.app(b.resource, id, children)
	b.note(out, n)
	return out
}

// asFilter returns the filter that the island is.
func (b *island) asFilter(n parse.Node) parse.Node {
	id := unique(label(n), b.ids)
	tree := b.tree(n)
	b.crossings.isIsland()
	b.nodes = append(b.nodes, named(id, tree))
	out := &parse.Filter{Common: *n.Context()}
	out.Local = parse.Core(n).Context().Local
	b.out.Calls[out] = b.runtime.filter(b.resource, id)
	b.note(out, n)
	return out
}

// note notes where a node is that stands for an island.
func (b *island) note(n, other parse.Node) {
	note := b.out.Notes[other]
	note.About += ", in Python"
	note.Shown = b.shown
	b.out.Notes[n] = note
}

// named is the tree of an island with the name that Go has for it.
func named(id string, tree bound.Struct) bound.Struct {
	tree.Fields = append([]bound.Field{{Name: "ID", Value: bound.ID{Text: id}}}, tree.Fields...)
	return tree
}

// handlers are the children of an island as its call takes them.
func (b *island) handlers() bound.Arg {
	if len(b.children) == 0 {
		return bound.Zero{Type: b.runtime.handlers}
	}
	m := bound.Map{Type: b.runtime.handlers}
	for _, c := range b.children {
		m.Entries = append(m.Entries, bound.Entry{Key: text(parse.Text(c.name)), Value: bound.App{Node: b.app(c.node)}})
	}
	return m
}

// child returns the name of an app of Go.
func (b *island) child(n parse.Node) string {
	taken := map[string]bool{}
	for _, c := range b.children {
		if c.node == n {
			return c.name
		}
		taken[c.name] = true
	}
	name := unique(label(n), taken)
	b.children = append(b.children, child{name, n})
	return name
}

// label is what people call a node: "filter:auth".
func label(n parse.Node) string {
	c := n.Context()
	if c.Section == nil {
		return c.Ref
	}
	prefix, name, _ := parse.SplitName(c.Section.Name)
	return prefix + ":" + name
}
