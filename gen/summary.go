package gen

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
	"github.com/pastegen/pastegen/parse/source"
)

// Summary tells which factories a file names, each once, and whose they are.
type Summary struct {
	Owners []Owner // in the order of their States, then of their names
	// Idle are the names of server sections that this program does not use.
	Idle []string
	// Served: the server section says where the program is served, so that another
	// can be chosen.
	Served bool
}

// Owner has the factories that come from one place, as far as they are of one
// State.
type Owner struct {
	Name      string // a Go package, or a Python distribution or package; empty for what is built in
	State     State
	Factories int
	Section   string // the first section that names one of them: "filter:log"; empty without one
}

// State tells how far a factory is from being called.
type State int

// The states.
const (
	BuiltIn    State = iota
	Written          // there is a Go function, with problems or without
	InPython         // it stays in Python
	NoFunction       // there is a Go package that lacks it
	NoPackage        // there is no Go package
)

// Summarize reports what Check does, and tells whose the factories are.
func Summarize(ctx context.Context, c *parse.Config, opts Options) (Summary, diag.List) {
	b, ds := bindAll(ctx, c, opts)
	var s Summary
	s.Served = servedBySection(b.entries, b.Package)
	used := s.Served || slices.ContainsFunc(b.Entries, func(e plan.EntryPoint) bool { return e.Server != nil })
	for _, name := range sectionServers(c) {
		if len(b.entries) > 0 && !(used && name == opts.server()) {
			s.Idle = append(s.Idle, name)
		}
	}
	told := map[string]bool{}
	for _, n := range b.nodes() {
		f := parse.FactoryOf(n)
		if f == nil || told[f.String()] {
			continue
		}
		told[f.String()] = true
		s.add(b.owner(n, f, ds))
	}
	slices.SortStableFunc(s.Owners, func(a, b Owner) int {
		return cmp.Or(cmp.Compare(a.State, b.State), cmp.Compare(a.Name, b.Name))
	})
	return s, ds
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

// add counts a factory.
func (s *Summary) add(o Owner) {
	same := func(other Owner) bool {
		return other.State == o.State && eggs.Same(other.Name, o.Name)
	}
	if i := slices.IndexFunc(s.Owners, same); i >= 0 {
		s.Owners[i].Factories += o.Factories
		return
	}
	s.Owners = append(s.Owners, o)
}

// owner tells whose the factory of a node is, as the only one so far.
func (b binding) owner(n parse.Node, f *parse.Factory, problems diag.List) Owner {
	o := Owner{Factories: 1, State: Written, Name: pythonOwner(f)}
	if s := n.Context().Section; s != nil {
		o.Section = s.Name
	}
	_, stays := b.Bound.Python[n]
	switch path := b.importPath(n); {
	case stays: // though there may be a draft
		o.State = InPython
		return o
	case strings.HasPrefix(path, b.Base+"/"):
		o.Name, o.State = "", BuiltIn
		return o
	case path != "":
		o.Name = path
		return o
	}
	for _, d := range problems {
		if isAbout(d, f) {
			o.State = max(o.State, stateOf(d))
		}
	}
	return o
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

// pythonOwner is the distribution of an egg, or the package above all in a
// module's name; a Go package is its own.
func pythonOwner(f *parse.Factory) string {
	switch {
	case f.Kind == parse.EggFactory:
		return f.Dist
	case strings.Contains(f.Module, "/"):
		return f.Module
	}
	name, _, _ := strings.Cut(f.Module, ".")
	return name
}

// within reports whether a place lies in another.
func within(s, in source.Span) bool {
	return s.IsValid() && s.File == in.File && s.Start >= in.Start && s.End <= in.End
}
