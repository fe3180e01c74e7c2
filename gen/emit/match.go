package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// matcher writes what finds the app of a request in a URL map.
type matcher struct{ source }

// mounted is the type of what a URL map dispatches to.
func (m matcher) mounted() *jen.Statement { return m.runtime(plan.PkgURLMap, "Mounted") }

// leaf mounts a handler that is no URL map: urlmap.Mount(homeApp()).
func (m matcher) leaf(h jen.Code) *jen.Statement {
	return m.runtime(plan.PkgURLMap, "Mount").Call(h)
}

// match is the function that finds the longest prefix of a path. Where no
// deeper prefix matches, control falls out of the inner switch to what is
// mounted above it, and out of a host to the next.
//
//	func(r *http.Request, path string) (urlmap.Mounted, int) {
//		host := urlmap.HostOf(r)
//		if host.Is("a.example") {
//			return root, 0
//		}
//		if urlmap.Segment(path) == "/wiki" {
//			return wiki, len("/wiki")
//		}
//		return nil, 0
//	}
func (m matcher) match(all *plan.URLMap) *jen.Statement {
	request := "_"
	var body []jen.Code
	for _, h := range all.Hosts {
		if h.Domain != "" && request == "_" {
			request = "r"
			body = append(body, jen.Id("host").Op(":=").Add(m.runtime(plan.PkgURLMap, "HostOf")).Call(jen.Id("r")))
		}
		mounts := m.hostMounts(h)
		if h.Domain != "" {
			mounts = []jen.Code{jen.If(jen.Id("host").Dot("Is").Call(jen.Lit(h.Domain))).Block(mounts...)}
		}
		body = append(body, mounts...)
	}
	if !always(all) {
		body = append(body, jen.Return(jen.Nil(), jen.Lit(0)))
	}
	return jen.Func().Params(jen.Id(request).Op("*").Qual("net/http", "Request"), jen.Id("path").String()).
		Params(m.mounted(), jen.Int()).Block(body...)
}

// always reports whether some app is mounted for every request.
func always(m *plan.URLMap) bool {
	if len(m.Hosts) == 0 {
		return false
	}
	last := m.Hosts[len(m.Hosts)-1]
	return last.Domain == "" && (last.Table != nil || last.Root.Mount != nil)
}

// hostMounts matches what is mounted for a host: as tree does, or in a table.
//
//	return mounts.Match(path)
func (m matcher) hostMounts(h plan.Host) []jen.Code {
	if h.Table == nil {
		return m.tree(h.Root, "")
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

// tree matches what is mounted at or below a prefix that has matched already:
//
//	if urlmap.Segment(path[len("/wiki"):]) == "/v1" {
//		return v1, len("/wiki/v1")
//	}
//	return wiki, len("/wiki")
func (m matcher) tree(n *plan.Node, prefix string) []jen.Code {
	var code []jen.Code
	if len(n.Segments) > 0 {
		rest := jen.Id("path")
		if prefix != "" {
			rest.Index(jen.Len(jen.Lit(prefix)).Op(":"))
		}
		code = append(code, m.choice(m.runtime(plan.PkgURLMap, "Segment").Call(rest), n.Segments, prefix))
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

// choice tells the segments below a prefix apart:
//
//	switch urlmap.Segment(path) {
//	case "/a":
//		return a, len("/a")
//	case "/b":
//		return b, len("/b")
//	}
func (m matcher) choice(segment *jen.Statement, segments []plan.Segment, prefix string) jen.Code {
	if len(segments) == 1 {
		one := segments[0]
		return jen.If(segment.Op("==").Lit(one.Text)).Block(m.tree(one.Node, prefix+one.Text)...)
	}
	cases := make([]jen.Code, len(segments))
	for i, one := range segments {
		cases[i] = jen.Case(jen.Lit(one.Text)).Block(m.tree(one.Node, prefix+one.Text)...)
	}
	return jen.Switch(segment).Block(cases...)
}
