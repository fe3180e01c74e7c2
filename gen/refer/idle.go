package refer

import (
	"maps"
	"slices"

	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
	"github.com/pastegen/pastegen/parse/own"
)

// Idle warns of entries of [pastegen:packages] and [pastegen:eggs] to which no
// reference has led. It is to be called when all references have been followed.
func (r *Table) Idle() diag.List {
	var ds diag.List
	for _, m := range r.packages {
		if !m.used {
			ds.Add(idle(m, own.PackagesTable, "no reference leads to the module "+words.Quote(m.name)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.eggs)) {
		if m := r.eggs[name]; !m.used {
			ds.Add(idle(m, own.EggsTable, "no reference leads to the egg "+words.Quote(m.name)))
		}
	}
	return ds
}

// sameEggs warns of entries of [pastegen:eggs] for a distribution that has
// another below, which counts.
func sameEggs(table []parse.Setting) diag.List {
	last := map[string]parse.Setting{}
	for _, s := range table {
		last[eggs.Normal(s.Key)] = s
	}
	var ds diag.List
	for _, s := range table {
		other := last[eggs.Normal(s.Key)]
		if other.Key == s.Key {
			continue
		}
		d := diag.Warningf(problem.IdleEntry, s.KeySpan, "%q is the same egg as %q, which counts", s.Key, other.Key)
		d.Related = []diag.Related{{Span: other.KeySpan, Note: "the last one"}}
		d.Hint = "remove one of them"
		ds.Add(d)
	}
	return ds
}

func idle(m *mapping, table, message string) diag.Diagnostic {
	d := diag.Warningf(problem.IdleEntry, m.key, "%s", message)
	d.Hint = "remove it from [" + table + "], or correct the name"
	return d
}
