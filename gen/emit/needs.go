package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// arguments passes on what a function needs.
func arguments(n plan.Needs, closers jen.Code) []jen.Code {
	var args []jen.Code
	if n.Ctx {
		args = append(args, jen.Id("ctx"))
	}
	if n.Here {
		args = append(args, jen.Id("dir"))
	}
	if n.Env {
		args = append(args, jen.Id("env"))
	}
	if n.Resources {
		args = append(args, jen.Id("res"))
	}
	if n.Cleanups {
		args = append(args, closers)
	}
	return args
}

// parameters declares what a function needs.
func parameters(p *plan.Program, n plan.Needs) []jen.Code {
	var params []jen.Code
	if n.Ctx {
		params = append(params, jen.Id("ctx").Qual("context", "Context"))
	}
	if n.Here {
		params = append(params, jen.Id("dir").String())
	}
	if n.Env {
		params = append(params, jen.Id("env").Op("*").Id("environment"))
	}
	if n.Resources {
		params = append(params, jen.Id("res").Op("*").Id("resources"))
	}
	if n.Cleanups {
		params = append(params, jen.Id("closers").Op("*").Add(Runtime(p, plan.PkgCleanup, "List")))
	}
	return params
}
