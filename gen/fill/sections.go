package fill

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/tell"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// sections takes other sections, which then are bound too.
type sections struct{ *filler }

// section builds the app or filter that a word names, for this one use of it, or
// takes the member of a resource that it names where there is no such section.
// What is wrong with that section itself is told as its problem.
func (f *sections) section(p keys.Param, r *reading.Reading, w parse.Word, in value.Input) (bound.Arg, *tell.Misread) {
	if f.isMember(r, w) {
		return f.refer.refer(p, r.Type, w, in)
	}
	if !f.mayName() {
		return nil, &tell.Misread{Problems: diag.List{f.tell.NoSection(p)}}
	}
	ans := f.env.Section(f.j.Node.Context(), kindOf(r), w)
	if !f.use(ans) {
		return nil, nil
	}
	if r.Filter {
		return bound.Filter{Node: ans.Node, WSGI: f.u.IsWSGIFilter(r.Type)}, nil
	}
	_, asFunc := f.u.TakesHandler(r.Type)
	return bound.App{Node: ans.Node, Func: asFunc, WSGI: f.u.IsWSGI(r.Type)}, nil
}

func kindOf(r *reading.Reading) parse.ObjectType {
	if r.Filter {
		return parse.FilterType
	}
	return parse.AppType
}

// mayName reports whether values of the section may name others.
func (f *sections) mayName() bool {
	return f.j.Role != bound.ServerRole && f.j.Role != bound.ValueRole && f.j.Node.Context().Section != nil
}

// isMember reports whether a word that could name a section names the member of a
// resource: there is no section of that name.
func (f *sections) isMember(r *reading.Reading, w parse.Word) bool {
	if f.mayName() && f.j.Node.Context().Knows(kindOf(r), w.Text) {
		return false
	}
	_, _, ok := f.refer.member(w)
	return ok
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
func (f *sections) fillLoader(p keys.Param) bound.Arg {
	n, ok := f.j.Node.(*parse.Composite)
	if !ok {
		if !p.Optional {
			f.report(f.tell.NoSection(p).At(f.j.Factory.Span))
		}
		return nil
	}
	out := bound.Loader{Type: p.Typ}
	i := p.Typ.Underlying().(*types.Interface)
	for m := range i.NumMethods() {
		given := i.Method(m).Signature().Results().At(0).Type()
		alone := i.NumMethods() == 1
		if i.Method(m).Name() == contract.AppMethod {
			out.Apps = &bound.Given{Type: given, WSGI: f.u.IsWSGI(given), Sections: f.named(&n.Common, parse.AppType, alone)}
		} else {
			out.Filters = &bound.Given{Type: given, WSGI: f.u.IsWSGIFilter(given), Sections: f.named(&n.Common, parse.FilterType, alone)}
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
				f.tell.EitherType(w)
			case f.use(ans):
				out = append(out, bound.Named{Name: w.Text, Node: ans.Node})
			}
		}
	}
	return out
}

// endless reports whether something at or below a node stands inside itself.
func endless(n parse.Node) bool {
	for n := range parse.All(n) {
		if c, ok := n.(*parse.Composite); ok && c.Cycle {
			return true
		}
	}
	return false
}
