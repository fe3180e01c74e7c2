package python

import (
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// TestStandIn: what stands for an app or a filter of Python has the settings of that,
// also where another filter is around it.
func TestStandIn(t *testing.T) {
	const text = `
[app:alone]
use = call:site:make
key = alone
[app:wrapped]
use = call:site:make
key = wrapped
filter-with = around
[app:used]
use = alone
more = used
filter-with = around
[filter:second]
use = inner
more = second
filter-with = around
[filter:around]
use = call:site:wrap
key = around
[filter:inner]
use = call:site:wrap
key = inner
filter-with = around
[filter-app:both]
use = call:site:wrap
next = alone
key = both
`
	for name, want := range map[string]string{"app alone": "alone", "app wrapped": "wrapped", "app both": "both", "app used": "alone used", "filter around": "around", "filter inner": "inner", "filter second": "inner"} {
		c, settings := load(t, "[pastegen]\npython = p\n"+text)
		kind, section, _ := strings.Cut(name, " ")
		of := parse.AppType
		if kind == "filter" {
			of = parse.FilterType
		}
		n, problems := c.Resolve(of, section)
		if problems.HasErrors() {
			t.Fatal(problems)
		}
		in := &bound.Program{Calls: map[parse.Node]*bound.Call{}, Python: map[parse.Node]string{}}
		for below := range parse.All(n) {
			in.Python[below] = "it is not Go"
		}
		b := newIslands(NewRules(c, settings, ""), in, "")
		var out parse.Node
		if of == parse.AppType {
			out = b.app(n)
		} else {
			out = b.filter(n)
		}
		var got []string
		for _, s := range out.Context().Local {
			got = append(got, string(s.Value))
		}
		if out == n || strings.Join(got, " ") != want {
			t.Errorf("%s has %q", name, got)
		}
	}
}
