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
func globalConf(p *plan.Program, g *plan.GlobalConf) jen.Code {
	params := parameters(p, plan.Needs{Here: g.Here, Env: g.Env})
	return jen.Line().
		Comment(fmt.Sprintf("%s is the global configuration of Paste's factories: [DEFAULT] and the", g.Name)).Line().
		Comment(fmt.Sprintf("place of %s. Each caller gets a map of its own.", printable(p.Source))).Line().
		Func().Id(g.Name).Params(params...).Map(jen.String()).String().
		Block(jen.Return(settingsMap(p.Environ, g.Settings)))
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
