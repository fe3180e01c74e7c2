package refer

import (
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
)

// unknown says what is wrong with references that mean nothing.
type unknown struct{ *Table }

// noTarget says why egg:Dist#Entry means nothing. Where it is of Python alone it says
// what there is in its stead: nobody is to write it.
func (r unknown) noTarget(f *parse.Factory) *diag.Diagnostic {
	why := r.noEgg
	if !f.Assumed || r.isBuiltIn(f.Dist) {
		why = r.notBuiltIn
	}
	d := why(f)
	if hint := parts.Instead(f.Dist, f.Entry); hint != "" {
		d.Message = words.Quote("egg:"+f.Dist+"#"+f.Entry) + " is of Python alone"
		d.Hint, d.Unwritten = hint, false
	}
	return d
}

// isBuiltIn reports whether some entry point of a distribution is.
func (r unknown) isBuiltIn(dist string) bool {
	return slices.ContainsFunc(r.parts.Dists(), func(known string) bool { return eggs.Same(known, dist) })
}

func (r unknown) notBuiltIn(f *parse.Factory) *diag.Diagnostic {
	var entries []string
	for _, egg := range r.parts.Eggs() {
		if dist, entry, _ := strings.Cut(strings.TrimPrefix(egg, "egg:"), "#"); eggs.Same(dist, f.Dist) {
			entries = append(entries, entry)
		}
	}
	d := &diag.Diagnostic{
		Code:    problem.NotBuiltIn,
		Message: words.Quote("egg:"+f.Dist+"#"+f.Entry) + " is not built in yet",
		Span:    f.Span,
		Hint:    diag.DidYouMean(f.Entry, entries),
	}
	if d.Unwritten = d.Hint == ""; d.Unwritten {
		d.Hint = "\"pastegen list\" shows what is; for anything else, name a Go package in [pastegen:eggs]: " +
			f.Dist + " = import/path"
	}
	return d
}

// isAnother reports whether two distributions are told apart by a number: Beaker
// and Beaker2.
func isAnother(dist, other string) bool {
	const digits = "0123456789"
	return eggs.Same(strings.TrimRight(dist, digits), strings.TrimRight(other, digits))
}

func (r unknown) noEgg(f *parse.Factory) *diag.Diagnostic {
	candidates := r.parts.Dists()
	for _, name := range slices.Sorted(maps.Keys(r.eggs)) {
		candidates = append(candidates, r.eggs[name].name)
	}
	hint := ""
	if near := diag.NearestWithin(f.Dist, candidates, 2); near != "" && !isAnother(f.Dist, near) {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	unwritten := hint == ""
	if unwritten {
		hint = "say in [pastegen:eggs] which Go package it is: " + f.Dist + " = import/path"
	}
	return &diag.Diagnostic{
		Code:    problem.NoEgg,
		Message: "unknown egg " + words.Quote(f.Dist),
		Span:    f.ModuleSpan,
		Hint:    hint, Unwritten: unwritten,
	}
}

// candidates returns modules that a misspelt one may have meant: those of the
// table, and the Go folders beside it.
func (r unknown) candidates(folder, module string) []string {
	var out []string
	for _, m := range r.packages {
		out = append(out, m.name)
	}
	dir := path.Dir(strings.ReplaceAll(module, ".", "/"))
	entries, _ := os.ReadDir(r.path(folder, dir))
	for _, e := range entries {
		below := path.Join(dir, e.Name())
		if hasGo, _ := r.goFolder(folder, below); e.IsDir() && hasGo && !marker.IsCopy(r.path(folder, below)) {
			out = append(out, strings.ReplaceAll(below, "/", "."))
		}
	}
	return out
}

// noModule is the problem that no Go package is known for a module, as seen from a
// folder. It has no place yet.
func (r unknown) noModule(folder, module string) *diag.Diagnostic {
	top, _, _ := strings.Cut(module, ".")
	if hint := parts.Instead(top, ""); hint != "" {
		return &diag.Diagnostic{Code: problem.NoPackage, Message: "the module " + words.Quote(module) + " is of Python alone", Hint: hint}
	}
	near := r.candidates(folder, module)
	hint := diag.DidYouMean(module, near)
	unwritten := hint == ""
	if unwritten {
		hint = "put the Go package in the folder " + relative(folder, strings.ReplaceAll(module, ".", "/")) +
			", or say in [pastegen:packages] where it is: " + module + " = import/path"
	}
	return &diag.Diagnostic{
		Code:    problem.NoPackage,
		Message: "no Go package for module " + words.Quote(module),
		Label:   "no such folder",
		Hint:    hint, Unwritten: unwritten,
	}
}

func noGoFiles(module, folder string) *diag.Diagnostic {
	return &diag.Diagnostic{
		Code:    problem.NoPackage,
		Message: "no Go package for module " + words.Quote(module) + ": the folder " + folder + " holds no Go files",
		Label:   "means " + folder, Unwritten: true,
		Hint: "write the Go package there, or say in [pastegen:packages] where it is: " + module + " = import/path",
	}
}
