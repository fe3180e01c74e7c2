package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

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
func (w *writer) mountAlike(mounts []*plan.Mount) {
	f, table := mounts[0].Func, jen.Id(mounts[0].Table.Name)
	build := jen.Func().Params(w.parameters(f.Needs)...)
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
	body = append(body, table.Dot("Add").Call(jen.Id("m").Dot("prefix"), w.leaf(made)))
	w.add(jen.For(jen.List(jen.Id("_"), jen.Id("m")).Op(":=").Range().
		Index().Struct(jen.Id("prefix").String(), jen.Id("build").Add(build)).
		Custom(jen.Options{Open: "{", Close: "}", Multi: true}, entries...)).Block(body...))
}
