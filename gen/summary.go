package gen

import (
	"cmp"
	"context"
	"slices"
	"strings"

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
	b := judge(ctx, c, opts)
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
		s.add(b.owner(n, f))
	}
	slices.SortStableFunc(s.Owners, func(a, b Owner) int {
		return cmp.Or(cmp.Compare(a.State, b.State), cmp.Compare(a.Name, b.Name))
	})
	return s, b.problems
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
