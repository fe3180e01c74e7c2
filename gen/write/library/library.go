// Package library writes a package whose functions build the apps of an INI file
// for other Go code to serve.
package library

import (
	"fmt"

	"github.com/pastegen/pastegen/gen/emit"
	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/plan"
)

// Files returns the library, nothing for a program with a main function.
func Files(p *plan.Program) ([]plan.File, error) {
	if p.Package == "main" {
		return nil, nil
	}
	doc := fmt.Sprintf("Package %s builds the apps of %s. Each of its functions whose name begins with New returns an app "+
		"and a function that releases what the app holds: call that when the last request has ended.", p.Package, marker.Printable(p.Source))
	content, err := emit.Wiring(p, doc)
	return []plan.File{{Name: plan.WiringFile, Content: content}}, err
}
