// Package emit writes a plan.Program as Go source. It decides how source looks
// and nothing else: every name, type and order is settled in the plan. It is
// the only package that knows jennifer.
package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// Wiring returns the source of the file that wires the program: main.go.
// The error is a fault of pastegen's own and shows the source that is not Go.
func Wiring(p *plan.Program) ([]byte, error) {
	f := jen.NewFile(p.Package)
	f.NoFormat = true // finish formats, once
	imports(f, p)
	if p.Package == "main" {
		f.Add(mainFunc(p))
	}
	for _, e := range p.Entries {
		if e.Shared {
			f.Add(alone(e))
		}
		f.Add(builder(p, e))
		if e.Listen != nil {
			f.Add(listen(p, e.Listen))
		}
	}
	if p.Resources != nil {
		f.Add(resources(p)...)
	}
	if p.Environ != nil {
		f.Add(environ(p)...)
	}
	for _, g := range p.Globals {
		f.Add(globalConf(p, g))
	}
	for _, fn := range p.Funcs {
		f.Add(section(p, fn)...)
	}
	if p.Config != nil {
		f.Add(config(p))
	}
	var b strings.Builder
	if err := f.Render(&b); err != nil {
		return nil, fmt.Errorf("writing the source: %w", err)
	}
	return finish(p, b.String())
}

// imports tells jennifer how the file knows each package that it may import:
// else it would make up a name for those that are not of the standard library.
func imports(f *jen.File, p *plan.Program) {
	for _, own := range plan.OwnPackages() {
		f.ImportName(own, plan.PackageName(own))
	}
	for _, i := range p.Imports {
		if i.Alias {
			f.ImportAlias(i.Path, i.Name)
		} else {
			f.ImportName(i.Path, i.Name)
		}
	}
	f.Anon(p.Blank...)
}
