package plan

import (
	"maps"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
)

// The runtime packages that generated code may name, by their names in package
// templates.
const (
	PkgServe   = "serve"
	PkgCleanup = "cleanup"
	PkgHere    = "here"
	PkgEnviron = "environ"
	PkgConvert = "convert"
	PkgURLMap  = "urlmap"
	PkgWSGI    = "wsgi"
	PkgLint    = "lint"
	PkgCGI     = "cgi"
	PkgGateway = "gateway" // for the two that follow
	PkgFastCGI = "fcgi"
	PkgSCGI    = "scgi"
)

// PkgPlaces is the package that is written for each program anew: what its
// INI file says, and where.
const PkgPlaces = "places"

// packages are names of runtime packages.
type packages map[string]bool

func (n packages) add(name string, when bool) {
	if when {
		n[name] = true
	}
}

func (n packages) sorted() []string { return slices.Sorted(maps.Keys(n)) }

// wiringUses finds the packages that the program's wiring names. The kinds are
// those that apps of another kind are made to.
func wiringUses(prog *Program, adapts map[Kind]bool) packages {
	uses := packages{}
	uses.add(PkgServe, prog.Package == "main")
	uses.add(PkgPlaces, prog.Config != nil || len(prog.Places) > 0)
	uses.add(PkgWSGI, len(adapts) > 0)
	uses.add(PkgEnviron, prog.Environ != nil)
	uses.add(PkgConvert, prog.Environ != nil && len(prog.Environ.Values) > 0)
	for _, e := range prog.Entries {
		uses.entry(prog, e)
	}
	for _, f := range prog.Funcs {
		uses.function(prog, f)
	}
	return uses
}

// entry notes what the builder and the server of an entry point need.
func (n packages) entry(prog *Program, e Entry) {
	n.add(PkgHere, e.Needs.Here || (e.Environ || e.Listen != nil) && prog.Environ.Here)
	n.add(PkgCleanup, e.Needs.Cleanups)
	n.add(PkgCGI, e.Gateway == bound.CGI)
	n.add(PkgFastCGI, e.Gateway == bound.FastCGI)
	n.add(PkgSCGI, e.Gateway == bound.SCGI)
	n.add(PkgGateway, e.Gateway == bound.FastCGI || e.Gateway == bound.SCGI)
}

// function notes what a function names.
func (n packages) function(prog *Program, f *Func) {
	n.add(PkgURLMap, f.URLMap != nil)
	n.add(PkgWSGI, f.Kind == WSGI)
	n.add(PkgCleanup, f.Needs.Cleanups)
	n.add(PkgHere, f.Form == FormServer && (f.Needs.Here || f.Needs.Env && prog.Environ.Here))
	n.add(PkgLint, slices.ContainsFunc(f.Steps, func(s Step) bool { _, ok := s.(Lint); return ok }))
}

// RuntimePath is the import path of a runtime package's copy.
func (p *Program) RuntimePath(name string) string { return p.Base + "/" + name }
