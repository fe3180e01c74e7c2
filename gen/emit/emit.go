// Package emit writes a plan.Program as Go source. It decides how source looks
// and nothing else: every name, type and order is settled in the plan. It is
// the only package that knows jennifer.
package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/plan"
)

// source writes the parts of a program that are not of one function.
type source struct{ p *plan.Program }

// runtime is an object of a runtime package: serve.Main.
func (s source) runtime(pkg, name string) *jen.Statement {
	return jen.Qual(s.p.RuntimePath(pkg), name)
}

// Wiring returns the source of the file that wires the program: main.go.
// The error is a fault of pastegen's own and shows the source that is not Go.
func Wiring(p *plan.Program) ([]byte, error) {
	s := source{p}
	f := jen.NewFile(p.Package)
	f.NoFormat = true // finish formats, once
	imports(f, p)
	if p.Package == "main" {
		f.Add(s.mainFunc())
	}
	for _, e := range p.Entries {
		f.Add(s.builder(e))
		if e.Listen != nil {
			f.Add(s.listen(e.Listen))
		}
	}
	if p.Resources != nil {
		f.Add(s.resources()...)
	}
	if p.Environ != nil {
		f.Add(s.environ()...)
	}
	for _, g := range p.Globals {
		f.Add(s.globalConf(g))
	}
	for _, fn := range p.Funcs {
		f.Add(section(p, fn)...)
	}
	var b strings.Builder
	if err := f.Render(&b); err != nil {
		return nil, fmt.Errorf("writing the source: %w", err)
	}
	return finish(p, marker.Directive(p.Args)+"\n\n", packageDoc(p), b.String())
}

// packageDoc is the comment on the package clause: programs have none.
func packageDoc(p *plan.Program) string {
	if p.Package == "main" {
		return ""
	}
	return comment(fmt.Sprintf("Package %s builds the apps of %s. Each of its functions whose name begins with New returns an app "+
		"and a function that releases what the app holds: call that when the last request has ended.", p.Package, printable(p.Source)))
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
