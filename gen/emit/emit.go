// Package emit writes a plan.Program as Go source. It decides how source looks
// and nothing else: every name, type and order is settled in the plan. It is
// the only package that knows jennifer.
package emit

import (
	"cmp"
	"slices"
	"sync"

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
	if doc != "" {
		doc = comment(doc)
	}
	pieces, err := source{p}.pieces(first)
	if err != nil {
		return nil, err
	}
	return finish(p, marker.Directive(p.Args)+"\n\n", doc, pieces)
}

// pieces writes all that the program declares, in the order of the file. The
// functions are independent of each other, so that several goroutines write them.
func (s source) pieces(first []jen.Code) ([]piece, error) {
	const functions = 200 // of a piece, for which a goroutine is worth its while
	writers := []func() []jen.Code{func() []jen.Code { return append(first, s.shared()...) }}
	for some := range slices.Chunk(s.p.Funcs, functions) {
		writers = append(writers, func() []jen.Code { return s.sections(some) })
	}
	pieces, errs := make([]piece, len(writers)), make([]error, len(writers))
	var busy sync.WaitGroup
	for i, write := range writers {
		busy.Add(1)
		go func() {
			defer busy.Done()
			pieces[i], errs[i] = newPiece(s.p, write())
		}()
	}
	busy.Wait()
	return pieces, cmp.Or(errs...)
}

// shared is what the program declares that is not of one function.
func (s source) shared() []jen.Code {
	var decls []jen.Code
	for _, e := range s.p.Entries {
		decls = append(decls, builder{kinds{s}, e}.function())
	}
	if s.p.Resources != nil {
		decls = append(decls, resources{s}.declare()...)
	}
	if s.p.Environ != nil {
		for _, r := range s.p.Environ.Readings {
			decls = append(decls, environment{s, r}.declare()...)
		}
	}
	for _, t := range s.p.Trees {
		decls = append(decls, inside(t))
	}
	for _, g := range s.p.Globals {
		decls = append(decls, globalConf(s.p, g))
	}
	return decls
}

// sections is what some of the functions are declared as.
func (s source) sections(funcs []*plan.Func) []jen.Code {
	var decls []jen.Code
	for _, f := range funcs {
		decls = append(decls, section(s.p, f)...)
	}
	return decls
}
