package plan

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// facts are what the planner wants to know of an argument. Its parts are
// arguments with facts of their own.
type facts struct {
	typ    types.Type      // that is written for it; nil for none
	fn     bound.Func      // that it names; zero for none
	texts  []parse.Text    // that it has
	needs  Needs           // of the function it is in, beyond those of the texts
	late   *bound.Late     // what it is, if it is that
	shared *parse.Resource // likewise
	local  bool            // it is its section's settings
}

// factsOf is the one place that tells what an argument is for the planner.
func factsOf(a bound.Arg) facts {
	switch a := a.(type) {
	case bound.Ctx:
		return facts{needs: Needs{Ctx: true}}
	case bound.LocalConf:
		return facts{local: true}
	case bound.Text:
		return facts{typ: a.Type, texts: []parse.Text{a.Value}}
	case bound.Const:
		return facts{typ: a.Type, fn: bound.Func{Pkg: a.Of}}
	case bound.Duration:
		return facts{typ: a.Type}
	case bound.Struct:
		return facts{typ: a.Type}
	case bound.Slice:
		return facts{typ: a.Type}
	case bound.Map:
		return facts{typ: a.Type}
	case bound.Object:
		return facts{typ: a.Type, fn: a.Func}
	case bound.New:
		return facts{fn: a.Call.Func}
	case bound.File:
		return facts{texts: []parse.Text{a.Path}}
	case bound.Textual:
		return facts{typ: a.Type, texts: []parse.Text{a.Text}}
	case bound.Late:
		return facts{typ: a.Type, late: &a, needs: Needs{Env: true}}
	case bound.Settings:
		var all []parse.Text
		for _, s := range a.List {
			all = append(all, s.Value)
		}
		return facts{typ: a.Type, texts: all}
	case bound.Shared:
		return facts{shared: a.Resource, needs: Needs{Resources: true}}
	case bound.Zero:
		return facts{typ: a.Type}
	case bound.Loader:
		return facts{typ: givenTypes(a)}
	case bound.Next, bound.Logger, bound.GlobalConf, bound.Pointer, bound.Files, bound.ID, bound.Where, bound.App, bound.Filter, Held:
		// What these need is in steps of their own, or with the function.
	}
	return facts{}
}

// givenTypes are the types of the user's own that the methods of a loader return.
func givenTypes(a bound.Loader) *types.Tuple {
	var own []*types.Var
	for _, g := range []*bound.Given{a.Apps, a.Filters} {
		if g == nil || !g.WSGI {
			continue
		}
		if _, ok := g.Type.(*types.Named); ok {
			own = append(own, types.NewVar(0, nil, "", g.Type))
		}
	}
	return types.NewTuple(own...)
}
