package main

import (
	"context"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/draft"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// describePython asks Python about what a reference means: the name of a section,
// or what may follow "use =" or "paste.app_factory =".
func describePython(ctx context.Context, r *request, c *parse.Config, ref string) (*bind.Description, diag.List) {
	node, questions := questionsOf(c, ref)
	if len(questions) == 0 {
		return nil, diag.List{gen.NothingToAsk(c, ref)}
	}
	known, problems := interview{r}.ask(ctx, c, questions)
	if known == nil {
		return nil, problems
	}
	if d := describeTold(known, node, questions); d != nil {
		return d, nil
	}
	return nil, gen.NotTold(c, r.python, node, known)
}

// describeRecorded describes what a section's factory is, as the record of the program
// has it; nil if that says nothing.
func describeRecorded(r *request, c *parse.Config, ref string) *bind.Description {
	at, problems := r.place(c)
	if r.path == "" || problems.HasErrors() {
		return nil
	}
	node, questions := questionsOf(c, ref)
	return describeTold(at.record(), node, questions)
}

// questionsOf returns the questions that a reference stands for, of which one will do,
// and the node of a section.
func questionsOf(c *parse.Config, ref string) (parse.Node, []record.Question) {
	if n := draft.Node(c, ref); n != nil && parse.FactoryOf(n) != nil {
		q, ok := python.Question(n)
		if !ok {
			return nil, nil
		}
		return n, []record.Question{q}
	}
	use := strings.TrimPrefix(ref, "call:")
	if name, ok := strings.CutPrefix(ref, "egg:"); ok && !strings.Contains(name, "#") {
		use += "#main"
	}
	if !strings.Contains(use, ":") || isSectionName(c, ref) {
		return nil, nil
	}
	return nil, []record.Question{{Use: use, Kind: record.App}, {Use: use, Kind: record.Filter}}
}

// isSectionName reports whether a reference has the prefix of a section of the
// file, so that no module is meant.
func isSectionName(c *parse.Config, ref string) bool {
	prefix, _, bare := parse.SplitName(ref)
	return !bare && slices.ContainsFunc(c.File.Sections, func(s *ini.Section) bool { return strings.HasPrefix(s.Name, prefix+":") })
}

// describeTold describes the factory that one of the questions is about.
func describeTold(known *record.Record, n parse.Node, questions []record.Question) *bind.Description {
	for _, q := range questions {
		told, ok := known.Factory(q)
		switch {
		case ok && n != nil:
			return bind.DescribePython(told, python.Protocol(n, told))
		case ok && told.Protocol != "":
			return bind.DescribePython(told, told.Protocol)
		case ok:
			return bind.DescribePython(told, python.Guess(told))
		}
	}
	return nil
}
