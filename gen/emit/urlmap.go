package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// urlMap writes the function of a URL map: it builds what is mounted, then
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
func (w *writer) urlMap(m *plan.URLMap) {
	notFound := w.leaf(jen.Qual("net/http", "NotFoundHandler").Call())
	if m.NotFound != nil {
		w.mount(m.NotFound)
		notFound = jen.Id(m.NotFound.Var.Name)
	}
	for _, h := range m.Hosts {
		if h.Table != nil {
			w.add(jen.Var().Id(h.Table.Name).Add(w.runtime(plan.PkgURLMap, "Table")).Types(w.mounted()))
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
		jen.Id("Match").Op(":").Add(w.match(m)),
		jen.Id("NotFound").Op(":").Add(notFound),
	))
}

// mount builds an app and keeps it as something a URL map dispatches to: a map
// as it is, any other handler as a leaf.
func (w *writer) mount(m *plan.Mount) {
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
		w.mountAt(m, w.leaf(w.convert(jen.Id(app), m.Func.Kind, plan.HTTP)))
	default:
		w.mountAt(m, w.leaf(w.convert(w.call(m.Func), m.Func.Kind, plan.HTTP)))
	}
}

// mountAt puts what is mounted into its table, or into a variable that match
// returns: as a mounted, since making one in match would allocate.
func (w *writer) mountAt(m *plan.Mount, value *jen.Statement) {
	if m.Table != nil {
		w.add(jen.Id(m.Table.Name).Dot("Add").Call(jen.Lit(m.Prefix), value))
		return
	}
	w.add(jen.Id(m.Var.Name).Op(":=").Add(value))
}

// mounted is the type of what a URL map dispatches to.
func (s source) mounted() *jen.Statement { return s.runtime(plan.PkgURLMap, "Mounted") }

// leaf mounts a handler that is no URL map: urlmap.Mount(homeApp()).
func (s source) leaf(h jen.Code) *jen.Statement {
	return s.runtime(plan.PkgURLMap, "Mount").Call(h)
}

// match is the function that finds the longest prefix of a path. Where no
// deeper prefix matches, control falls out of the inner switch to what is
// mounted above it, and out of a host to the next.
func (s source) match(m *plan.URLMap) *jen.Statement {
	request := "_"
	var body []jen.Code
	for _, h := range m.Hosts {
		if h.Domain != "" && request == "_" {
			request = "r"
			body = append(body, jen.Id("host").Op(":=").Add(s.runtime(plan.PkgURLMap, "HostOf")).Call(jen.Id("r")))
		}
		mounts := s.hostMounts(h)
		if h.Domain != "" {
			mounts = []jen.Code{jen.If(jen.Id("host").Dot("Is").Call(jen.Lit(h.Domain))).Block(mounts...)}
		}
		body = append(body, mounts...)
	}
	if !always(m) {
		body = append(body, jen.Return(jen.Nil(), jen.Lit(0)))
	}
	return jen.Func().Params(jen.Id(request).Op("*").Qual("net/http", "Request"), jen.Id("path").String()).
		Params(s.mounted(), jen.Int()).Block(body...)
}

// always reports whether some app is mounted for every request.
func always(m *plan.URLMap) bool {
	if len(m.Hosts) == 0 {
		return false
	}
	last := m.Hosts[len(m.Hosts)-1]
	return last.Domain == "" && (last.Table != nil || last.Root.Mount != nil)
}

func (s source) hostMounts(h plan.Host) []jen.Code {
	if h.Table == nil {
		return s.tree(h.Root, "")
	}
	lookup := jen.Id(h.Table.Name).Dot("Match").Call(jen.Id("path"))
	if h.Domain == "" {
		return []jen.Code{jen.Return(lookup)}
	}
	return []jen.Code{jen.If(
		jen.List(jen.Id("next"), jen.Id("n")).Op(":=").Add(lookup),
		jen.Id("next").Op("!=").Nil(),
	).Block(jen.Return(jen.Id("next"), jen.Id("n")))}
}

// tree matches what is mounted at or below a prefix that has matched already.
func (s source) tree(n *plan.Node, prefix string) []jen.Code {
	var code []jen.Code
	if len(n.Segments) > 0 {
		rest := jen.Id("path")
		if prefix != "" {
			rest.Index(jen.Len(jen.Lit(prefix)).Op(":"))
		}
		code = append(code, s.choice(s.runtime(plan.PkgURLMap, "Segment").Call(rest), n.Segments, prefix))
	}
	if n.Mount == nil {
		return code
	}
	length := jen.Lit(0)
	if prefix != "" {
		length = jen.Len(jen.Lit(prefix))
	}
	return append(code, jen.Return(jen.Id(n.Mount.Var.Name), length))
}

// choice tells the segments below a prefix apart.
func (s source) choice(segment *jen.Statement, segments []plan.Segment, prefix string) jen.Code {
	if len(segments) == 1 {
		one := segments[0]
		return jen.If(segment.Op("==").Lit(one.Text)).Block(s.tree(one.Node, prefix+one.Text)...)
	}
	cases := make([]jen.Code, len(segments))
	for i, one := range segments {
		cases[i] = jen.Case(jen.Lit(one.Text)).Block(s.tree(one.Node, prefix+one.Text)...)
	}
	return jen.Switch(segment).Block(cases...)
}
