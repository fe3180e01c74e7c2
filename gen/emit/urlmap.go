package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// mapping writes the function of a URL map.
type mapping struct{ *writer }

// write writes the function of a URL map: it builds what is mounted, then
// returns the map, whose match function is the configuration as code.
//
//	root := urlmap.Mount(homeApp())
//	wiki := urlmap.Mount(wikiApp())
//	return &urlmap.Map{
//		Match: func(_ *http.Request, path string) (urlmap.Mounted, int) {
//			if urlmap.Segment(path) == "/wiki" {
//				return wiki, len("/wiki")
//			}
//			return root, 0
//		},
//		NotFound: urlmap.Mount(http.NotFoundHandler()),
//	}
func (w mapping) write(m *plan.URLMap) {
	notFound := w.matcher().leaf(jen.Qual("net/http", "NotFoundHandler").Call())
	if m.NotFound != nil {
		w.mount(m.NotFound)
		notFound = jen.Id(m.NotFound.Var.Name)
	}
	for _, h := range m.Hosts {
		if h.Table != nil {
			w.add(jen.Var().Id(h.Table.Name).Add(w.runtime(plan.PkgURLMap, "Table")).Types(w.matcher().mounted()))
		}
	}
	if alike(m.Mounts) {
		w.mountAlike(m.Mounts)
	} else {
		for _, mount := range m.Mounts {
			w.mount(mount)
		}
	}
	w.giveBack(jen.Op("&").Add(w.runtime(plan.PkgURLMap, "Map")).Custom(lines("{", "}"),
		jen.Id("Match").Op(":").Add(w.matcher().match(m)),
		jen.Id("NotFound").Op(":").Add(notFound),
	))
}

func (w mapping) matcher() matcher { return matcher{w.source} }

// mount builds an app and keeps it as something a URL map dispatches to: a map
// as it is, any other handler as a leaf.
//
//	wiki := urlmap.Mount(wikiApp())
func (w mapping) mount(m *plan.Mount) {
	switch {
	case m.Nested() && m.Table != nil && !m.Func.Fails:
		w.mountAt(m, w.call(m.Func))
	case m.Nested():
		w.assignCall(m.Func, m.Var.Name)
		if m.Table != nil {
			w.mountAt(m, jen.Id(m.Var.Name))
		}
	case m.Func.Fails:
		app := appVar(m.Func.Kind)
		w.assignCall(m.Func, app)
		w.mountAt(m, w.matcher().leaf(w.convert(jen.Id(app), m.Func.Kind, plan.HTTP)))
	default:
		w.mountAt(m, w.matcher().leaf(w.convert(w.call(m.Func), m.Func.Kind, plan.HTTP)))
	}
}

// mountAt puts what is mounted into its table, or into a variable that match
// returns: as a mounted, since making one in match would allocate.
//
//	mounts.Add("/wiki", urlmap.Mount(wikiApp()))
func (w mapping) mountAt(m *plan.Mount, value *jen.Statement) {
	if m.Table != nil {
		w.add(jen.Id(m.Table.Name).Dot("Add").Call(jen.Lit(m.Prefix), value))
		return
	}
	w.add(jen.Id(m.Var.Name).Op(":=").Add(value))
}

// alike reports whether mounts all go into one table and are built by functions
// of one type. Such can be data and a loop. As statements, 30,000 of them keep
// the compiler busy for most of a minute if they may fail, as data for a second.
func alike(mounts []*plan.Mount) bool {
	return len(mounts) > 0 && !slices.ContainsFunc(mounts, func(m *plan.Mount) bool {
		f, first := m.Func, mounts[0].Func
		return m.Table == nil || m.Table != mounts[0].Table || m.Nested() || f.Kind != plan.HTTP ||
			f.Form != first.Form || f.Needs != first.Needs || f.Fails != first.Fails
	})
}

// mountAlike fills a table in a loop over the mounts, which are alike:
//
//	for _, m := range []struct {
//		prefix string
//		build  func(dir string) http.Handler
//	}{
//		{"/a", aApp},
//		{"/b", bApp},
//	} {
//		mounts.Add(m.prefix, urlmap.Mount(m.build(dir)))
//	}
func (w mapping) mountAlike(mounts []*plan.Mount) {
	f, table := mounts[0].Func, jen.Id(mounts[0].Table.Name)
	build := jen.Func().Params(parameters(w.p, f.Needs)...)
	if f.Fails {
		build.Params(handlerType(), jen.Error())
	} else {
		build.Add(handlerType())
	}
	entries := make([]jen.Code, len(mounts))
	for i, m := range mounts {
		entries[i] = jen.Values(jen.Lit(m.Prefix), jen.Id(m.Func.Name)).Op(",")
	}
	made := jen.Id("m").Dot("build").Call(arguments(f.Needs, jen.Id("closers"))...)
	var body []jen.Code
	if f.Fails {
		body = []jen.Code{jen.List(jen.Id("h"), jen.Err()).Op(":=").Add(made), ifErr(jen.Return(jen.Nil(), jen.Err()))}
		made = jen.Id("h")
	}
	body = append(body, table.Dot("Add").Call(jen.Id("m").Dot("prefix"), w.matcher().leaf(made)))
	w.add(jen.For(jen.List(jen.Id("_"), jen.Id("m")).Op(":=").Range().
		Index().Struct(jen.Id("prefix").String(), jen.Id("build").Add(build)).
		Custom(jen.Options{Open: "{", Close: "}", Multi: true}, entries...)).Block(body...))
}
