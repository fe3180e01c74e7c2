package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/parse"
)

// globalConf is the function that returns Paste's global configuration:
//
//	func globalConf(dir string) map[string]string {
//		return map[string]string{
//			"here":     dir,
//			"__file__": dir + "/app.ini",
//		}
//	}
func (s source) globalConf(g *plan.GlobalConf) jen.Code {
	params := s.parameters(plan.Needs{Here: g.Here, Env: g.Env})
	return jen.Line().
		Comment(fmt.Sprintf("%s is the global configuration of Paste's factories: [DEFAULT] and the", g.Name)).Line().
		Comment(fmt.Sprintf("place of %s. Each caller gets a map of its own.", printable(s.p.Source))).Line().
		Func().Id(g.Name).Params(params...).Map(jen.String()).String().
		Block(jen.Return(settingsMap(s.p.Environ, g.Settings)))
}

// global is the map that a factory gets as its global configuration: what that
// function returns, in a variable if "set" lines change it.
//
//	global := globalConf(dir)
//	global["debug"] = "true"
func (w *writer) global(g *plan.Global) *jen.Statement {
	base := jen.Id(g.Base.Name).Call(arguments(plan.Needs{Here: g.Base.Here, Env: g.Base.Env}, nil)...)
	if len(g.Changed) == 0 {
		return base
	}
	w.assign(base, "global")
	for _, c := range g.Changed {
		w.add(jen.Id("global").Index(jen.Lit(c.Key)).Op("=").Add(w.text(c.Value)))
	}
	return jen.Id("global")
}

// settingsMap is a map literal of settings, in their order.
func settingsMap(e *plan.Environ, settings []parse.Setting) *jen.Statement {
	lit := jen.Map(jen.String()).String()
	if len(settings) == 0 {
		return lit.Values()
	}
	entries := make([]jen.Code, len(settings))
	for i, s := range settings {
		entries[i] = jen.Lit(s.Key).Op(":").Add(text(e, s.Value))
	}
	return lit.Custom(lines("{", "}"), entries...)
}
