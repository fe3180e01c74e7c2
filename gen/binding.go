package gen

import (
	"cmp"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/loggers"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse"
)

// binding is what a program is planned from, and what that was made of.
type binding struct {
	plan.Input
	entries []entryPoint
	roots   *roots
	python  *python.Rules // nil: all is Go
	process python.Process
	loggers *loggers.Loggers // nil for the usual log
}

// islands has what stays in Python be planned as islands.
func (b *binding) islands(c *parse.Config) {
	roots := b.apps()
	b.Bound, roots = python.Islands(c, b.python, b.Bound, b.Base, roots, b.process)
	for i := range b.Entries {
		b.Entries[i].Node = roots[i]
	}
}

// apps are the apps of the entry points.
func (b *binding) apps() []parse.Node {
	roots := make([]parse.Node, len(b.Entries))
	for i, e := range b.Entries {
		roots[i] = e.Node
	}
	return roots
}

// logs has the program log as [loggers] says.
func (b *binding) logs() {
	if b.loggers == nil {
		return
	}
	b.Logging = b.loggers.Node
	b.Bound.Calls[b.Logging] = b.loggers.Call
	if b.Bound.Notes == nil {
		b.Bound.Notes = map[parse.Node]bound.Note{}
	}
	b.Bound.Notes[b.Logging] = b.loggers.Note
}

// otherServers are the sections that say how else the app can be served, and the
// one that does; nil if there is that one only.
func (b *binding) otherServers(prog *bound.Program) []plan.ServerPoint {
	var all []plan.ServerPoint
	for _, s := range b.roots.servers {
		if call := prog.Calls[s.node]; s.node == b.roots.server || call != nil && call.Result.Settings {
			all = append(all, plan.ServerPoint{Name: s.name, Node: s.node})
		}
	}
	if len(all) < 2 || !prog.Calls[b.roots.server].Result.Settings {
		return nil
	}
	return all
}

// nodes returns all nodes that were bound, or should have been, in the order of
// the file as far as that matters.
func (b binding) nodes() []parse.Node {
	var nodes []parse.Node
	seen := map[parse.Node]bool{}
	for _, r := range b.roots.all() {
		for n := range parse.All(r.Node) {
			seen[n] = true
			nodes = append(nodes, n)
		}
	}
	var others []parse.Node // which factories of composites ask for
	for n := range b.Bound.Calls {
		if !seen[n] {
			others = append(others, n)
		}
	}
	slices.SortFunc(others, func(a, b parse.Node) int {
		return cmp.Compare(parse.FactoryOf(a).String(), parse.FactoryOf(b).String())
	})
	return append(nodes, others...)
}

// importPath returns that of the package whose function makes a node, which is
// below Base for what is built in; empty for one that is not bound.
func (b binding) importPath(n parse.Node) string {
	if m, ok := n.(*parse.Composite); ok && m.URLMap != nil {
		return b.Base + "/urlmap"
	}
	if call := b.Bound.Calls[n]; call != nil {
		return packageOf(call.Func)
	}
	return ""
}

// questions are those of what stays in Python.
func (b binding) questions() []record.Question {
	var all []record.Question
	for n := range b.Bound.Python {
		if q, ok := python.Question(n); ok {
			all = append(all, q)
		}
	}
	return record.Sort(all)
}

// packageOf returns the import path of the package of a function, or of what it
// is a method of.
func packageOf(f bound.Func) string {
	switch of := f.Of.(type) {
	case bound.New:
		return packageOf(of.Call.Func)
	case bound.Object:
		return packageOf(of.Func)
	}
	if f.Pkg == nil {
		return ""
	}
	return f.Pkg.Path()
}
