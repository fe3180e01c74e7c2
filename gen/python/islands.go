package python

import (
	"fmt"
	"maps"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/own"
)

// Islands returns a program in which what stays in Python is bound, too: each
// island is an app or a filter with a call of its own, and where it stood in
// the graph stands a node for it. The roots, which are apps, are changed
// likewise, and returned. Base begins the import paths of the runtime packages.
func Islands(c *parse.Config, rules *Rules, in *bound.Program, base string, roots []parse.Node, how Process) (*bound.Program, []parse.Node) {
	if rules == nil || len(in.Python) == 0 && rules.shadow == nil {
		return in, roots
	}
	b := newIslands(rules, in, base)
	b.swift = isSwift(c)
	b.shadow = newShadowing(c, b)
	b.resource.Global = c.Global()
	if s := c.File.Section(own.PythonSection); s != nil {
		b.resource.Section, b.resource.File = s, c.File
	}
	changed := make([]parse.Node, len(roots))
	for i, n := range roots {
		changed[i] = b.app(n)
	}
	b.out.Calls[b.resource] = how.start(rules, b.runtime, b.nodes, b.tables)
	b.out.Notes[b.resource] = bound.Note{Base: "python workers", About: ", for what is not Go"}
	b.shadow.start(how)
	return b.out, changed
}

func newIslands(rules *Rules, in *bound.Program, base string) *islands {
	out := *in
	out.Calls, out.WSGI, out.Notes = maps.Clone(in.Calls), maps.Clone(in.WSGI), map[parse.Node]bound.Note{}
	return &islands{
		rules: rules, in: in, out: &out, runtime: newRuntime(base),
		resource: &parse.Resource{Name: Package, Common: parse.Common{Ref: "Python workers"}},
		standIns: map[parse.Node]parse.Node{}, below: map[parse.Node]parse.Node{}, ids: map[string]bool{}, loaders: map[string]bool{},
	}
}

// islands finds the islands of a program.
type islands struct {
	rules    *Rules
	in, out  *bound.Program
	runtime  *runtime
	resource *parse.Resource           // the workers
	shadow   *shadowing                // nil for nothing that is compared
	standIns map[parse.Node]parse.Node // of what was looked at
	below    map[parse.Node]parse.Node // filters of Go, each around what Python puts it around
	bottom   parse.Node                // what that is; nil for none
	swift    bool                      // factories are told the names of their sections

	nodes   []bound.Arg // of the islands, in the order in which Python is to make them
	tables  []bound.Arg // what composites ask for
	ids     map[string]bool
	loaders map[string]bool

	crossings *Crossings // nil where nobody counts
}

// stays reports whether what a request meets first of a node is in Python.
func (b *islands) stays(n parse.Node) bool {
	switch n := n.(type) {
	case *parse.Pipeline:
		if len(n.Filters) > 0 {
			return b.stays(n.Filters[0])
		}
		return b.stays(n.App)
	case *parse.FilterApp:
		return b.stays(n.Filter)
	case *parse.FilterWith:
		return b.stays(n.Filter) && (n.Type != parse.FilterType || b.stays(n.Next))
	}
	_, ok := b.in.Python[n]
	return ok && !b.shadow.has(n) && !b.crossings.isGo(n)
}

// app returns what stands for an app.
func (b *islands) app(n parse.Node) parse.Node { return b.standIn(n, b.newApp) }

// standIn returns what stands for a node, which is made once.
func (b *islands) standIn(n parse.Node, make func(parse.Node) parse.Node) parse.Node {
	if b.standIns[n] == nil {
		b.standIns[n] = b.crossings.make(n, make)
	}
	b.crossings.needs(n)
	return b.standIns[n]
}

func (b *islands) newApp(n parse.Node) parse.Node {
	switch {
	case b.shadow.has(n):
		return b.shadow.standIn(n)
	case b.stays(n):
		return (&island{islands: b}).asApp(n)
	}
	return b.goApp(n)
}

// goApp returns an app of Go with what stands for its parts.
func (b *islands) goApp(n parse.Node) parse.Node {
	switch n := n.(type) {
	case *parse.Pipeline:
		return b.pipeline(n)
	case *parse.FilterApp:
		out := *n
		out.Next, out.Filter = b.app(n.Next), b.filter(n.Filter)
		return b.noted(&out, n)
	case *parse.FilterWith:
		out := *n
		out.Next, out.Filter = b.app(n.Next), b.filter(n.Filter)
		return &out
	case *parse.Composite:
		if n.URLMap != nil {
			return b.urlMap(n)
		}
	}
	b.rebuild(n)
	return n
}

// pipeline returns a pipeline whose first filter is Go. From the first filter of
// Python on it is another app.
func (b *islands) pipeline(n *parse.Pipeline) parse.Node {
	out := *n
	out.Filters = nil
	for i, f := range n.Filters {
		if b.stays(f) {
			out.App = b.app(b.rest(n, i))
			return b.noted(&out, n)
		}
		out.Filters = append(out.Filters, b.filter(f))
	}
	out.App = b.app(n.App)
	return b.noted(&out, n)
}

// rest is what a pipeline is from a filter on.
func (b *islands) rest(n *parse.Pipeline, from int) parse.Node {
	rest := &parse.Pipeline{Common: n.Common, Filters: n.Filters[from:], App: n.App}
	first := rest.Filters[0].Context().Ref
	b.out.Notes[rest] = bound.Note{Name: "from " + first, About: ", from " + first + " on"}
	return rest
}

// noted has a node that stands for another have the notes on that.
func (b *islands) noted(n, other parse.Node) parse.Node {
	if note, ok := b.out.Notes[other]; ok {
		b.out.Notes[n] = note
	}
	return n
}

func (b *islands) urlMap(n *parse.Composite) parse.Node {
	out, m := *n, *n.URLMap
	if m.NotFound != nil {
		m.NotFound = b.app(m.NotFound)
	}
	m.Mounts = append([]parse.Mount(nil), m.Mounts...)
	for i := range m.Mounts {
		if _, failed := m.Mounts[i].App.(*parse.Failed); !failed {
			m.Mounts[i].App = b.app(m.Mounts[i].App)
		}
	}
	m.Routes = append([]parse.Route(nil), m.Routes...)
	for i := range m.Routes {
		m.Routes[i].App = b.app(m.Routes[i].App)
	}
	out.URLMap = &m
	return &out
}

// filter returns what stands for a filter.
func (b *islands) filter(n parse.Node) parse.Node { return b.standIn(n, b.newFilter) }

func (b *islands) newFilter(n parse.Node) parse.Node {
	switch {
	case b.shadow.has(n):
		return b.shadow.standIn(n)
	case b.stays(n):
		return (&island{islands: b}).asFilter(n)
	}
	if n, ok := n.(*parse.FilterWith); ok {
		out := *n
		out.Next, out.Filter = b.filter(n.Next), b.filter(n.Filter)
		return &out
	}
	b.rebuild(n)
	return n
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

// rebuild has the call of a node name what stands for other sections.
func (b *islands) rebuild(n parse.Node) {
	if call := b.in.Calls[n]; call != nil {
		b.out.Calls[n] = call.Rebuild(b.arg)
	}
	if call := b.in.WSGI[n]; call != nil {
		b.out.WSGI[n] = call.Rebuild(b.arg)
	}
}

func (b *islands) arg(a bound.Arg) bound.Arg {
	switch a := a.(type) {
	case bound.App:
		a.Node = b.app(a.Node)
		return a
	case bound.Filter:
		a.Node = b.filter(a.Node)
		return a
	case bound.Loader:
		a.Apps, a.Filters = changed(a.Apps, b.app), changed(a.Filters, b.filter)
		return a
	}
	return bound.Rebuild(a, b.arg)
}

// changed returns what stands for given sections; nil for nil.
func changed(all *bound.Given, change func(parse.Node) parse.Node) *bound.Given {
	if all == nil {
		return nil
	}
	out := *all
	out.Sections = make([]bound.Named, len(all.Sections))
	for i, a := range all.Sections {
		out.Sections[i] = bound.Named{Name: a.Name, Node: change(a.Node)}
	}
	return &out
}

// unique returns a name that is not taken, and takes it.
func unique(name string, taken map[string]bool) string {
	picked := name
	for i := 2; taken[picked]; i++ {
		picked = fmt.Sprintf("%s#%d", name, i)
	}
	taken[picked] = true
	return picked
}
