package fill

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/parse"
)

// sections takes other sections, which then are bound too.
type sections struct{ *filler }

// section builds the app that a word names, for this one use of it.
func (f *sections) section(p param, t types.Type, w parse.Word) bound.Arg {
	n := f.load(p, parse.AppType, w)
	if n == nil {
		return nil
	}
	_, asFunc := f.u.TakesHandler(t)
	return bound.App{Node: n, Func: asFunc, WSGI: f.u.IsWSGI(t)}
}

// filterSection builds the filter that a word names, for this one use of it.
func (f *sections) filterSection(p param, t types.Type, w parse.Word) bound.Arg {
	n := f.load(p, parse.FilterType, w)
	if n == nil {
		return nil
	}
	return bound.Filter{Node: n, WSGI: f.u.IsWSGIFilter(t)}
}

// load resolves the section that a word names, and has its factories bound. It
// returns nil if it reported a problem.
func (f *sections) load(p param, t parse.ObjectType, w parse.Word) parse.Node {
	if f.j.Role == bound.ServerRole || f.j.Role == bound.ValueRole || f.j.Node.Context().Section == nil {
		f.tell.noSection(p, w.Span)
		return nil
	}
	ans := f.env.Section(f.j.Node.Context(), t, w)
	if !f.use(ans) {
		return nil
	}
	return ans.Node
}

// use has a section's own factories bound, or reports what was wrong with it.
func (f *sections) use(ans Answer) bool {
	for _, d := range ans.Problems {
		f.report(d)
	}
	if ans.Problems.HasErrors() {
		return false
	}
	f.out.Takes = append(f.out.Takes, ans.Node)
	return true
}

// fillLoader gives the factory every section that a word of the composite's
// values names.
func (f *sections) fillLoader(p param) bound.Arg {
	n, ok := f.j.Node.(*parse.Composite)
	if !ok {
		if !p.optional {
			f.tell.noSection(p, f.j.Factory.Span)
		}
		return nil
	}
	out := bound.Loader{Type: p.typ}
	i := p.typ.Underlying().(*types.Interface)
	for m := range i.NumMethods() {
		if i.Method(m).Name() == contract.AppMethod {
			out.Apps = f.named(&n.Common, parse.AppType, i.NumMethods() == 1)
		} else {
			out.Filters = f.named(&n.Common, parse.FilterType, i.NumMethods() == 1)
		}
	}
	return out
}

// named returns the sections of a type that words of the composite's values
// name, in the file's order. A section around the composite is left out: no
// factory could ask for it and come to an end. A URI says nothing of its type,
// so it is given only if the loader has no other.
func (f *sections) named(n *parse.Common, t parse.ObjectType, uris bool) []bound.Named {
	out := []bound.Named{}
	seen := map[parse.Text]bool{}
	for _, s := range n.Local {
		for _, w := range s.Words() {
			if seen[w.Text] || !n.Knows(t, w.Text) {
				continue
			}
			seen[w.Text] = true
			ans := f.env.Section(n, t, w)
			switch {
			case endless(ans.Node):
			case ans.Node.Context().Section == nil && !uris && !ans.Problems.HasErrors():
				f.tell.eitherType(w)
			case f.use(ans):
				out = append(out, bound.Named{Name: w.Text, Node: ans.Node})
			}
		}
	}
	return out
}
