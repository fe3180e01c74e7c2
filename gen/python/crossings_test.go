package python

import (
	"fmt"
	"maps"
	"math/rand"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// graph makes programs of random nodes, of which some stay in Python.
type graph struct {
	*rand.Rand
	program bound.Program
	apps    []parse.Node
	filters []parse.Node
	names   []string // of factories in Python
}

// factory returns one of a few factories, or a new one, of Python or not.
func (g *graph) factory(n parse.Node) *parse.Factory {
	if g.Intn(3) == 0 {
		return &parse.Factory{Kind: parse.CallFactory, Module: "go", Attr: "made"}
	}
	f := &parse.Factory{Kind: parse.CallFactory, Module: "site", Attr: fmt.Sprint("f", g.Intn(4))}
	g.program.Python[n] = "so it is"
	g.names = append(g.names, f.String())
	return f
}

func (g *graph) filter() parse.Node {
	if len(g.filters) > 0 && g.Intn(2) == 0 {
		return g.filters[g.Intn(len(g.filters))]
	}
	f := &parse.Filter{Common: parse.Common{Type: parse.FilterType, Ref: "filter"}}
	f.Factory = g.factory(f)
	var n parse.Node = f
	if g.Intn(4) == 0 {
		n = &parse.FilterWith{Common: f.Common, Filter: g.filter(), Next: f}
	}
	g.filters = append(g.filters, n)
	return n
}

func (g *graph) old() parse.Node { return g.apps[g.Intn(len(g.apps))] }

func (g *graph) app() {
	common := parse.Common{Type: parse.AppType, Ref: fmt.Sprint("app", len(g.apps))}
	var n parse.Node
	kind := g.Intn(6)
	if len(g.apps) == 0 {
		kind = 0
	}
	switch kind {
	case 0:
		app := &parse.App{Common: common}
		app.Factory, n = g.factory(app), app
	case 1:
		n = &parse.FilterApp{Common: common, Filter: g.filter(), Next: g.old()}
	case 2:
		n = &parse.FilterWith{Common: common, Filter: g.filter(), Next: g.old()}
	case 3: // a URL map, which may be kept in Python
		c := &parse.Composite{Common: common, URLMap: &parse.URLMap{NotFound: g.old(), Routes: []parse.Route{{App: g.old()}, {App: g.old()}}}}
		c.Factory, n = g.factory(c), c
		g.ask(c)
	case 4:
		c := &parse.Composite{Common: common}
		c.Factory, n = g.factory(c), c
		g.ask(c)
	default:
		p := &parse.Pipeline{Common: common, App: g.old()}
		for range 1 + g.Intn(4) {
			p.Filters = append(p.Filters, g.filter())
		}
		n = p
	}
	g.apps = append(g.apps, n)
}

// ask has a composite ask for some nodes.
func (g *graph) ask(n parse.Node) {
	if _, stays := g.program.Python[n]; stays {
		for i, other := range []parse.Node{g.old(), g.old(), g.filter()} {
			g.program.Asked[n] = append(g.program.Asked[n], bound.Named{Name: parse.Text(fmt.Sprint(i)), Node: other})
		}
	}
}

// TestSaved compares what a port of each factory saves with how many crossings
// there are when it was Go from the beginning, for files of random sections.
func TestSaved(t *testing.T) {
	told := map[bool]int{}
	for seed := range int64(500) {
		g := &graph{Rand: rand.New(rand.NewSource(seed))}
		g.program = bound.Program{
			Calls: map[parse.Node]*bound.Call{}, WSGI: map[parse.Node]*bound.Call{},
			Python: map[parse.Node]string{}, Asked: map[parse.Node][]bound.Named{},
		}
		for range 2 + g.Intn(20) {
			g.app()
		}
		roots := []parse.Node{g.apps[len(g.apps)-1], g.old(), g.old()}
		all := FindCrossings(&Rules{}, &g.program, roots)
		for _, name := range g.names {
			ported := g.program
			ported.Python = maps.Clone(ported.Python)
			maps.DeleteFunc(ported.Python, func(n parse.Node, _ string) bool { return parse.FactoryOf(n).String() == name })
			want := all.Count() - FindCrossings(&Rules{}, &ported, roots).Count()
			if got := all.Saved(name); got != want {
				t.Fatalf("seed %d: %s saves %d, want %d of %d", seed, name, got, want, all.Count())
			}
			told[want < 0]++
		}
	}
	if told[true] < 10 || told[false] < 10 {
		t.Error("too few kinds of files:", told)
	}
}

// TestSavedLooksAtLittle has a file with many pipelines: what a port saves in one
// of them is found without looking at the others.
func TestSavedLooksAtLittle(t *testing.T) {
	program := bound.Program{Calls: map[parse.Node]*bound.Call{}, WSGI: map[parse.Node]*bound.Call{}, Python: map[parse.Node]string{}}
	urls := &parse.Composite{Common: parse.Common{Type: parse.AppType}, URLMap: &parse.URLMap{}}
	for i := range 100 {
		f := &parse.Filter{Common: parse.Common{Type: parse.FilterType}, Factory: &parse.Factory{Kind: parse.CallFactory, Module: "site", Attr: fmt.Sprint("f", i)}}
		a := &parse.App{Common: parse.Common{Type: parse.AppType}, Factory: &parse.Factory{Kind: parse.CallFactory, Module: "site", Attr: fmt.Sprint("a", i)}}
		program.Python[f], program.Python[a] = "", ""
		pipeline := &parse.Pipeline{Common: parse.Common{Type: parse.AppType}, Filters: []parse.Node{f}, App: a}
		urls.URLMap.Routes = append(urls.URLMap.Routes, parse.Route{App: pipeline})
	}
	c := FindCrossings(&Rules{}, &program, []parse.Node{urls})
	if len(c.depend) != 200 {
		t.Error("there are factories:", len(c.depend))
	}
	for name, pieces := range c.depend {
		if len(pieces) != 1 {
			t.Errorf("what is made of %s: %d pieces", name, len(pieces))
		}
	}
}
