package gen

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/draft"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// shownOptions is how many fields of a drafted function's options a hint shows.
const shownOptions = 6

// stateOf returns how far a factory is that has the problem.
func stateOf(d diag.Diagnostic) State {
	switch {
	case !d.Unwritten:
		return Written
	case d.Code == problem.NoName || d.Code == problem.NoEntry:
		return NoFunction
	}
	return NoPackage
}

// isAbout reports whether a problem is one of the factory.
func isAbout(d diag.Diagnostic, f *parse.Factory) bool {
	return within(d.Span, f.Span) || slices.ContainsFunc(d.Also, func(s source.Span) bool { return within(s, f.Span) }) ||
		slices.ContainsFunc(d.Related, func(r diag.Related) bool { return within(r.Span, f.Span) })
}

// choosesPipeline reports whether a node is a composite of OpenStack's, whose
// keys are pipelines of which it takes one, as a configuration elsewhere says.
func choosesPipeline(n parse.Node) bool {
	f := parse.FactoryOf(n)
	_, composite := n.(*parse.Composite)
	return composite && f != nil && strings.HasPrefix(f.Attr, "pipeline_factory")
}

// draftHints adds to problems of factories that nobody has written what is to be
// written: the function with its options, which are the section's keys.
func draftHints(c *parse.Config, nodes []parse.Node, problems diag.List) {
	for i, d := range problems {
		if !d.Unwritten {
			continue
		}
		about := func(n parse.Node) bool {
			f := parse.FactoryOf(n)
			return f != nil && within(d.Span, f.Span)
		}
		j := slices.IndexFunc(nodes, about)
		if j < 0 {
			continue
		}
		if draft, ok := draft.Of(c, nodes[j]); ok {
			lines := append([]string{d.Hint, "the function to write:"}, draft.Short(shownOptions)...)
			if choosesPipeline(nodes[j]) {
				lines = append(lines, "or make a pipeline of each of its keys, and write egg:pastegen#variants, which chooses one of them")
			}
			if python.CanStay(parse.FactoryOf(nodes[j])) {
				lines = append(lines, "or let it stay in Python, with --python PROGRAM")
			}
			problems[i].Hint = strings.TrimPrefix(strings.Join(lines, "\n"), "\n")
		}
	}
}
