package refer

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
)

// egg resolves egg:Dist#Entry: the user's own table first, then what is built in,
// then a Dist that is itself an import path.
func (r *Table) egg(f *parse.Factory) (Target, *diag.Diagnostic) {
	part, builtin := r.part("egg:" + f.Dist + "#" + f.Entry)
	if m, ok := r.eggs[eggs.Normal(f.Dist)]; ok {
		pattern := path.Clean(m.value)
		if isRelative(m.value) {
			pattern = relative(".", m.value)
		}
		t, d := eggTarget(pattern, f)
		t.Part, t.Name = part.Part, part.Name
		return t, d
	}
	switch {
	case builtin:
		return part, nil
	case strings.Contains(f.Dist, "/"):
		return eggTarget(path.Clean(f.Dist), f)
	case !f.Assumed || r.isBuiltIn(f.Dist):
		return Target{}, instead(f, r.notBuiltIn(f))
	}
	return Target{}, instead(f, r.noEgg(f))
}

// byDist indexes [pastegen:eggs]. Of names that are the same the last counts.
func byDist(table []mapping) map[string]mapping {
	out := map[string]mapping{}
	for _, m := range table {
		out[eggs.Normal(m.name)] = m
	}
	return out
}

func eggTarget(pattern string, f *parse.Factory) (Target, *diag.Diagnostic) {
	if !isPattern(pattern) {
		d := malformed(pattern)
		d.Span = f.ModuleSpan
		return Target{}, d
	}
	return Target{Pattern: pattern, Attr: f.Entry, Egg: true}, nil
}

// isBuiltIn reports whether some entry point of a distribution is.
func (r *Table) isBuiltIn(dist string) bool {
	return slices.ContainsFunc(r.parts.Dists(), func(known string) bool { return eggs.Normal(known) == eggs.Normal(dist) })
}

// instead says of what is of Python alone what there is in its stead: nobody is
// to write it.
func instead(f *parse.Factory, d *diag.Diagnostic) *diag.Diagnostic {
	if hint := parts.Instead(f.Dist, f.Entry); hint != "" {
		d.Message = words.Quote("egg:"+f.Dist+"#"+f.Entry) + " is of Python alone"
		d.Hint, d.Unwritten = hint, false
	}
	return d
}

func (r *Table) notBuiltIn(f *parse.Factory) *diag.Diagnostic {
	var entries []string
	for _, egg := range r.parts.Eggs() {
		if dist, entry, _ := strings.Cut(strings.TrimPrefix(egg, "egg:"), "#"); eggs.Normal(dist) == eggs.Normal(f.Dist) {
			entries = append(entries, entry)
		}
	}
	d := &diag.Diagnostic{
		Code:    problem.NotBuiltIn,
		Message: words.Quote("egg:"+f.Dist+"#"+f.Entry) + " is not built in yet",
		Span:    f.Span,
		Hint:    diag.DidYouMean(f.Entry, entries),
	}
	if d.Unwritten = d.Hint == ""; d.Unwritten {
		d.Hint = "\"pastegen list\" shows what is; for anything else, name a Go package in [pastegen:eggs]: " +
			f.Dist + " = import/path"
	}
	return d
}

// isAnother reports whether two distributions are told apart by a number: Beaker
// and Beaker2.
func isAnother(dist, other string) bool {
	const digits = "0123456789"
	return eggs.Normal(strings.TrimRight(dist, digits)) == eggs.Normal(strings.TrimRight(other, digits))
}

func (r *Table) noEgg(f *parse.Factory) *diag.Diagnostic {
	candidates := r.parts.Dists()
	for _, name := range slices.Sorted(maps.Keys(r.eggs)) {
		candidates = append(candidates, r.eggs[name].name)
	}
	hint := ""
	if near := diag.NearestWithin(f.Dist, candidates, 2); near != "" && !isAnother(f.Dist, near) {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	unwritten := hint == ""
	if unwritten {
		hint = "say in [pastegen:eggs] which Go package it is: " + f.Dist + " = import/path"
	}
	return &diag.Diagnostic{
		Code:    problem.NoEgg,
		Message: "unknown egg " + words.Quote(f.Dist),
		Span:    f.ModuleSpan,
		Hint:    hint, Unwritten: unwritten,
	}
}

// Egg returns the pattern of the Go package that [pastegen:eggs] has for a
// distribution.
func (r *Table) Egg(dist string) (pattern string, ok bool) {
	m, ok := r.eggs[eggs.Normal(dist)]
	if ok && isRelative(m.value) {
		return relative(".", m.value), true
	}
	return path.Clean(m.value), ok
}
