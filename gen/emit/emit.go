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
func (s source) runtime(pkg, name string) *jen.Statement { return Runtime(s.p, pkg, name) }

// at is the place that an error names: places.MainApp.
func (s source) at(place *plan.Place) *jen.Statement {
	return s.runtime(plan.PkgPlaces, place.Name)
}

// Runtime is an object of a copy of a runtime package: serve.Main.
func Runtime(p *plan.Program, pkg, name string) *jen.Statement {
	return jen.Qual(p.RuntimePath(pkg), name)
}

// Wiring returns the source of the file that wires the program: first what the
// caller declares, then the builders of the entry points, then all that they
// call. The package comment may be empty. The error is a fault of pastegen's own
// and shows the source that is not Go.
func Wiring(p *plan.Program, doc string, first ...jen.Code) ([]byte, error) {
	f := jen.NewFile(p.Package)
	f.NoFormat = true // finish formats
	imports(f, p)
	for _, decl := range append(first, source{p}.wiring()...) {
		f.Add(jen.Comment(mark))
		f.Add(decl)
	}
	var b strings.Builder
	if err := f.Render(&b); err != nil {
		return nil, fmt.Errorf("writing the source: %w", err)
	}
	if doc != "" {
		doc = comment(doc)
	}
	return finish(p, marker.Directive(p.Args)+"\n\n", doc, b.String())
}

// wiring is all that the program declares, in the order of the file.
func (s source) wiring() []jen.Code {
	var decls []jen.Code
	for _, e := range s.p.Entries {
		decls = append(decls, builder{kinds{s}, e}.function())
	}
	if s.p.Resources != nil {
		decls = append(decls, resources{s}.declare()...)
	}
	if s.p.Environ != nil {
		decls = append(decls, environment{s}.declare()...)
	}
	for _, t := range s.p.Trees {
		decls = append(decls, inside(t))
	}
	for _, g := range s.p.Globals {
		decls = append(decls, globalConf(s.p, g))
	}
	for _, f := range s.p.Funcs {
		decls = append(decls, section(s.p, f)...)
	}
	return decls
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
