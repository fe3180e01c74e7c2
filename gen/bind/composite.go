package bind

import (
	"go/types"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// isSection reports whether a value of the type is another section's app: an
// http.Handler, a func(w, r), or a WSGI app.
func (f *filler) isSection(t types.Type) bool {
	takes, _ := f.u.TakesHandler(t)
	return takes || f.u.IsWSGI(t)
}

// isFilterSection reports whether a value of the type is what another section's
// filter is.
func (f *filler) isFilterSection(t types.Type) bool { return f.u.IsFilter(t) }

// section builds the app that a word names, for this one use of it.
func (f *filler) section(p param, t types.Type, w parse.Word) bound.Arg {
	n := f.load(p, parse.AppType, w)
	if n == nil {
		return nil
	}
	_, asFunc := f.u.TakesHandler(t)
	return bound.App{Node: n, Func: asFunc, WSGI: f.u.IsWSGI(t)}
}

// filterSection builds the filter that a word names, for this one use of it.
func (f *filler) filterSection(p param, t types.Type, w parse.Word) bound.Arg {
	n := f.load(p, parse.FilterType, w)
	if n == nil {
		return nil
	}
	return bound.Filter{Node: n, WSGI: f.u.IsWSGIFilter(t)}
}

// load resolves the section that a word names, and has its factories bound. It
// returns nil if it reported a problem.
func (f *filler) load(p param, t parse.ObjectType, w parse.Word) parse.Node {
	if f.j.role == bound.ServerRole || f.j.role == bound.ValueRole || f.j.node.Context().Section == nil {
		f.noSection(p, w.Span)
		return nil
	}
	ans := f.b.section(f.j.node.Context(), t, w)
	if !f.use(ans) {
		return nil
	}
	return ans.node
}

// use has a section's own factories bound, or reports what was wrong with it.
func (f *filler) use(ans answer) bool {
	for _, d := range ans.diags {
		f.report(d)
	}
	if ans.diags.HasErrors() {
		return false
	}
	f.b.walk(ans.node, f.j.severity)
	return true
}

// loaderMethods are the methods that make an interface a loader.
const (
	appMethod    = "App"    // App(name string) (http.Handler, error)
	filterMethod = "Filter" // Filter(name string) (func(http.Handler) http.Handler, error)
)

// isLoader reports whether the parameter is an interface that gives sections
// by name, with one or both of the loader's methods and no other.
func (f *filler) isLoader(p param) bool {
	i, ok := p.typ.Underlying().(*types.Interface)
	if !ok || i.NumMethods() == 0 {
		return false
	}
	for m := range i.NumMethods() {
		if !f.isLoaderMethod(i.Method(m)) {
			return false
		}
	}
	return true
}

func (f *filler) isLoaderMethod(m *types.Func) bool {
	want := map[string]types.Type{appMethod: f.u.Handler, filterMethod: f.u.Middleware}[m.Name()]
	sig := m.Type().(*types.Signature)
	params, results := sig.Params(), sig.Results()
	return want != nil && !sig.Variadic() && params.Len() == 1 && results.Len() == 2 &&
		types.Identical(params.At(0).Type(), types.Typ[types.String]) &&
		types.Identical(results.At(0).Type(), want) &&
		types.Identical(results.At(1).Type(), f.u.Err)
}

// fillLoader gives the factory every section that a word of the composite's
// values names.
func (f *filler) fillLoader(p param) bound.Arg {
	n, ok := f.j.node.(*parse.Composite)
	if !ok {
		if !p.optional {
			f.noSection(p, f.j.factory.Span)
		}
		return nil
	}
	out := bound.Loader{Type: p.typ}
	i := p.typ.Underlying().(*types.Interface)
	for m := range i.NumMethods() {
		if i.Method(m).Name() == appMethod {
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
func (f *filler) named(n *parse.Common, t parse.ObjectType, uris bool) []bound.Named {
	out := []bound.Named{}
	seen := map[parse.Text]bool{}
	for _, s := range n.Local {
		for _, w := range s.Words() {
			if seen[w.Text] || !n.Knows(t, w.Text) {
				continue
			}
			seen[w.Text] = true
			ans := f.b.section(n, t, w)
			switch {
			case endless(ans.node):
			case ans.node.Context().Section == nil && !uris && !ans.diags.HasErrors():
				f.eitherType(w)
			case f.use(ans):
				out = append(out, bound.Named{Name: w.Text, Node: ans.node})
			}
		}
	}
	return out
}
