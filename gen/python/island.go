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

// islandApp returns the app that an island is.
func (b *islands) islandApp(n parse.Node) parse.Node {
	i := &island{islands: b}
	id := unique(label(n), b.ids)
	tree := i.tree(n)
	children := i.handlers()
	b.add(id, tree)
	out := &parse.App{Common: *n.Context()}
	out.Local = settingsOf(n)
	b.out.Calls[out] = &bound.Call{
		Func:   bound.Func{Of: bound.Shared{Resource: b.resource}, Name: "App"},
		Args:   []bound.Arg{bound.ID{Text: id}, children},
		Result: bound.Result{Role: bound.AppRole, Type: b.runtime.handler},
	}
	i.note(out, n)
	return out
}

// islandFilter returns the filter that an island is.
func (b *islands) islandFilter(n parse.Node) parse.Node {
	i := &island{islands: b}
	id := unique(label(n), b.ids)
	b.add(id, i.tree(n))
	out := &parse.Filter{Common: *n.Context()}
	out.Local = settingsOf(n)
	b.out.Calls[out] = &bound.Call{
		Func:   bound.Func{Of: bound.Shared{Resource: b.resource}, Name: "Filter"},
		Args:   []bound.Arg{bound.ID{Text: id}},
		Result: bound.Result{Role: bound.FilterRole, Type: b.runtime.middleware},
	}
	i.note(out, n)
	return out
}

// note notes where a node is that stands for an island.
func (b *island) note(n, other parse.Node) {
	note := b.out.Notes[other]
	note.About += ", in Python"
	note.Shown = b.shown
	b.out.Notes[n] = note
}

// add adds the tree of an island.
func (b *islands) add(id string, tree bound.Struct) {
	tree.Fields = append([]bound.Field{{Name: "ID", Value: bound.ID{Text: id}}}, tree.Fields...)
	b.nodes = append(b.nodes, tree)
}

// settingsOf are the keys of the section whose factory makes a node.
func settingsOf(n parse.Node) []parse.Setting {
	switch n := n.(type) {
	case *parse.FilterWith:
		return settingsOf(n.Next)
	case *parse.FilterApp:
		return settingsOf(n.Filter)
	}
	return n.Context().Local
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

// around returns the app that a filter of Go makes of what Python puts it around
// in each request.
func (b *islands) around(n parse.Node) parse.Node {
	if b.below[n] == nil {
		common := *n.Context()
		common.Type = parse.AppType
		app := &parse.FilterApp{Common: common, Filter: n, Next: b.underneath()}
		b.out.Notes[app] = bound.Note{About: ", around what Python puts it around"}
		b.below[n] = app
	}
	return b.below[n]
}

// underneath returns the app that stands for what Python puts filters of Go
// around.
func (b *islands) underneath() parse.Node {
	if b.bottom == nil {
		b.bottom = &parse.App{Common: parse.Common{Ref: "below", Type: parse.AppType}}
		b.out.Calls[b.bottom] = &bound.Call{
			Func:   bound.Func{Pkg: b.runtime.pkg, Name: "Below"},
			Result: bound.Result{Role: bound.AppRole, Type: b.runtime.handler},
		}
		b.out.Notes[b.bottom] = bound.Note{Base: "below python"}
	}
	return b.bottom
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
