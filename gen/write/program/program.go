// Package program writes a server: the main function and all that it calls.
package program

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/emit"
	"github.com/pastegen/pastegen/gen/plan"
)

// Files returns main.go, nothing for a library.
func Files(p *plan.Program) ([]plan.File, error) {
	if p.Package != "main" {
		return nil, nil
	}
	content, err := emit.Wiring(p, "", mainFunc(p))
	return []plan.File{{Name: plan.WiringFile, Content: content}}, err
}

// mainFunc serves the entry points:
//
//	func main() {
//		os.Exit(serve.Main(os.Args[1:], os.Stderr, serve.Program{
//			Config:  places.Config,
//			Section: places.Section,
//			Variables: places.Variables,
//			Logging: logging,
//			Apps: []serve.App{
//				{Name: "main", Addrs: []string{"127.0.0.1:8080"}, Build: newMain},
//			},
//		}))
//	}
func mainFunc(p *plan.Program) jen.Code {
	apps := make([]jen.Code, len(p.Entries))
	for i, e := range p.Entries {
		apps[i] = served(p, e)
	}
	var body []jen.Code
	if p.Resources != nil && p.Resources.Shared {
		body = append(body, jen.Id("res").Op(":=").New(jen.Id("resources")).Comment("shared by all that takes them"))
	}
	settings := []jen.Code{
		jen.Id("Config").Op(":").Add(emit.Runtime(p, plan.PkgPlaces, "Config")),
		jen.Id("Section").Op(":").Add(emit.Runtime(p, plan.PkgPlaces, "Section")),
	}
	if slices.Contains(p.Runtime, plan.PkgPython) {
		settings = append(settings, jen.Id("Python").Op(":").True())
	}
	if p.Environ != nil {
		settings = append(settings, jen.Id("Variables").Op(":").Add(emit.Runtime(p, plan.PkgPlaces, "Variables")))
	}
	if p.Logging != nil {
		settings = append(settings, jen.Id("Logging").Op(":").Id(p.Logging.Name))
	}
	lines := jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}
	return jen.Line().Func().Id("main").Params().Block(append(body,
		jen.Qual("os", "Exit").Call(emit.Runtime(p, plan.PkgServe, "Main").Call(
			jen.Qual("os", "Args").Index(jen.Lit(1).Op(":")),
			jen.Qual("os", "Stderr"),
			emit.Runtime(p, plan.PkgServe, "Program").Custom(lines, append(settings,
				jen.Id("Apps").Op(":").Index().Add(emit.Runtime(p, plan.PkgServe, "App")).Custom(lines, apps...),
			)...),
		)))...,
	)
}

// served says how an app is built and where it is served, by the server's own
// means if it has some:
//
//	{Name: "main", Addrs: []string{"127.0.0.1:8080"}, Build: newMain}
//	{Name: "main", Build: newMain, Serve: mainServer}
//	{Name: "main", Build: newMain, Server: mainServer, Servers: []serve.NamedServer{{Name: "tls", Server: tlsServer}}}
func served(p *plan.Program, e plan.Entry) jen.Code {
	fields := []jen.Code{jen.Id("Name").Op(":").Lit(e.Name)}
	if len(e.Addrs) > 0 {
		addrs := make([]jen.Code, len(e.Addrs))
		for i, a := range e.Addrs {
			addrs[i] = jen.Lit(a)
		}
		fields = append(fields, jen.Id("Addrs").Op(":").Index().String().Values(addrs...))
	}
	build := jen.Id(e.Builder)
	if e.Shared {
		build = jen.Id("res").Dot(e.Builder)
	}
	field := "Serve"
	if e.Server != nil && e.Server.Form == plan.FormSettings {
		field = "Server"
	}
	fields = append(fields, jen.Id("Build").Op(":").Add(build))
	if e.Server != nil {
		serve := jen.Id(e.Server.Name)
		if e.Server.Needs.Resources {
			serve = jen.Id("res").Dot(e.Server.Name)
		}
		fields = append(fields, jen.Id(field).Op(":").Add(serve))
	}
	if len(e.Servers) > 0 {
		named := make([]jen.Code, len(e.Servers))
		for i, s := range e.Servers {
			named[i] = jen.Values(jen.Id("Name").Op(":").Lit(s.Name), jen.Id("Server").Op(":").Id(s.Func.Name))
		}
		fields = append(fields, jen.Id("Servers").Op(":").Index().Add(emit.Runtime(p, plan.PkgServe, "NamedServer")).Values(named...))
	}
	return jen.Values(fields...)
}
