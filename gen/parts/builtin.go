package parts

import (
	"cmp"

	"github.com/pastegen/pastegen/templates"
)

// Builtin returns the catalog of what is built in, with import paths that begin
// with base; if that is empty, those that pastegen itself has.
func Builtin(base string) *Catalog {
	var packages []Package
	for _, p := range templates.Packages() {
		packages = append(packages, Package{p.Name, p.Files, directivesOf(p.Name)})
	}
	return &Catalog{base: cmp.Or(base, templates.ImportBase), source: templates.ImportBase, files: templates.Files(), packages: packages, values: newValue}
}
