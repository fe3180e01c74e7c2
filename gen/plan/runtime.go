package plan

import (
	"maps"
	"slices"
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
	PkgSection = "section"
	PkgMust    = "must"
	PkgSetting = "setting"
	PkgPython  = "python"
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
	for _, part := range partsOf(prog) {
		uses.add(part, true)
	}
	return uses
}

// entry notes what the builder and the server of an entry point need.
func (n packages) entry(prog *Program, e Entry) {
	n.add(PkgHere, e.Needs.Here || e.Environ && prog.Environ.Common.Here)
	n.add(PkgCleanup, e.Needs.Cleanups)
}

// function notes what a function names.
func (n packages) function(prog *Program, f *Func) {
	n.add(PkgURLMap, f.URLMap != nil)
	n.add(PkgSection, f.isMarked())
	n.add(PkgWSGI, f.Kind == WSGI || f.Loader != nil && f.Loader.givesWSGI())
	n.add(PkgCleanup, f.Needs.Cleanups)
	n.add(PkgMust, slices.ContainsFunc(f.Steps, refusesNil))
	n.add(PkgSetting, slices.ContainsFunc(f.Steps, namesKeys))
	n.add(PkgHere, f.Form.alone() && (f.Needs.Here || f.Needs.Env && f.Reads.Here))
}
