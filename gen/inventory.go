package gen

import (
	"context"
	"slices"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// Inventory tells of each section of a file, and of those that it includes, that a
// factory makes where that is.
type Inventory struct {
	Sections []SectionState // in the file's order; behind them those of other files
	// Calls is how many ways there are from Go into Python: a request takes one
	// for each that it meets.
	Calls int
	// Questions are what there is to ask Python of what stays there.
	Questions []record.Question
	// Unplaced are the apps of a file that has several, and says of none where it
	// is served: a program of them all serves nothing by itself.
	Unplaced []string
}

// SectionState tells where the factory of a section is.
type SectionState struct {
	Section string // "filter:auth"
	File    string // the included file that it is in; empty for the one that was asked about
	Kind    bind.Kind
	Factory string // as the file names it: "egg:Paste#gzip", "call:myapp:make"
	State   State
	// Go is the import path of the package that makes it, and behind a "." the
	// function; empty for what Go does not make.
	Go string
	// Why says why it stays in Python, or that a server is not used.
	Why string
	// Draft is the file of the Go function that waits to be used in its place;
	// empty for none.
	Draft string
	// Portable says that it stays in Python only as long as nobody has written the
	// Go function, of which there can be a draft.
	Portable bool
	// Comparable says that it is an app or a filter that may be compared with one
	// of Python.
	Comparable bool
	// Saves is how many ways into Python there are less once its factory is Go.
	Saves int
}

// Go is how many of the sections are Go, built in or not.
func (i Inventory) Go() int {
	n := 0
	for _, s := range i.Sections {
		if s.State <= Written {
			n++
		}
	}
	return n
}

// Share is how much of a file is Go, in percent.
func (i Inventory) Share() int {
	if len(i.Sections) == 0 {
		return 100
	}
	return 100 * i.Go() / len(i.Sections)
}

// Inspect reports what Check does, and tells where all factories are.
func Inspect(ctx context.Context, c *parse.Config, opts Options) (Inventory, diag.List) {
	b := judge(ctx, c, opts)
	roots := b.apps()
	sound := b.python != nil && !b.problems.HasErrors()
	inv := Inventory{Questions: b.questions(), Unplaced: unplaced(b.entries)}
	var crossings *python.Crossings
	saved := map[string]int{} // by the factory that is taken for Go
	if sound {
		crossings = python.FindCrossings(b.python, b.Bound, roots)
		inv.Calls = crossings.Count()
	}
	for _, n := range sectionNodes(c, b.nodes()) {
		state := b.sectionState(n)
		if sound && state.State == InPython {
			if _, known := saved[state.Factory]; !known {
				saved[state.Factory] = crossings.Saved(state.Factory)
			}
			state.Saves = saved[state.Factory]
		}
		inv.Sections = append(inv.Sections, state)
	}
	return inv, b.problems
}

// sectionNodes returns a node of each section that a factory makes: first those of
// the file, in its order, and then those of files that it includes.
func sectionNodes(c *parse.Config, nodes []parse.Node) (all []parse.Node) {
	of := map[*ini.Section]parse.Node{}
	sections := slices.Clone(c.File.Sections)
	for _, n := range nodes {
		s := n.Context().Section
		if s == nil || of[s] != nil || parse.FactoryOf(n) == nil || isResource(n) {
			continue
		}
		of[s] = n
		if n.Context().File != c.File {
			sections = append(sections, s)
		}
	}
	for _, s := range sections {
		if of[s] != nil {
			all = append(all, of[s])
		}
	}
	return all
}

func isResource(n parse.Node) bool {
	_, ok := n.(*parse.Resource)
	return ok
}

// nameOf is the name of a function, with that of what it is a method of.
func nameOf(f bound.Func) string {
	if f.Recv != "" && f.Name != "" {
		return f.Recv + "." + f.Name
	}
	return f.Recv + f.Name
}
