package refer

import (
	"path"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
)

// egg resolves egg:Dist#Entry: the user's own table first, then what is built in,
// then a Dist that is itself an import path.
func (r *Table) egg(f *parse.Factory) (Target, *diag.Diagnostic) {
	part, builtin := r.part("egg:" + f.Dist + "#" + f.Entry)
	if m, ok := r.eggs[eggs.Normal(f.Dist)]; ok {
		m.used = true
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
	}
	return Target{}, unknown{r}.noTarget(f)
}

// byDist indexes [pastegen:eggs]. Of names that are the same the last counts.
func byDist(table []*mapping) map[string]*mapping {
	out := map[string]*mapping{}
	for _, m := range table {
		out[eggs.Normal(m.name)] = m
	}
	return out
}

func eggTarget(pattern string, f *parse.Factory) (Target, *diag.Diagnostic) {
	if !NamesPackage(pattern) {
		d := malformed(pattern)
		d.Span = f.ModuleSpan
		return Target{}, d
	}
	return Target{Pattern: pattern, Attr: f.Entry, Egg: true}, nil
}

// Egg returns the pattern of the Go package that [pastegen:eggs] has for a
// distribution.
func (r *Table) Egg(dist string) (pattern string, ok bool) {
	m, ok := r.eggs[eggs.Normal(dist)]
	switch {
	case !ok:
		return "", false
	case isRelative(m.value):
		pattern = relative(".", m.value)
	default:
		pattern = path.Clean(m.value)
	}
	m.used = true
	return pattern, true
}
