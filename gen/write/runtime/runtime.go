// Package runtime writes copies of the runtime packages that a program uses.
package runtime

import (
	"path"

	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/templates"
)

// Files returns the runtime packages that the program names, with all that those
// import.
func Files(p *plan.Program) ([]plan.File, error) {
	copies, err := templates.Copy(templates.Closure(p.Runtime), marker.Header(p.From), p.Base)
	if err != nil {
		return nil, err
	}
	files := make([]plan.File, len(copies))
	for i, c := range copies {
		files[i] = plan.File{Name: path.Join(plan.RuntimeFolder, c.Name), Content: c.Content}
	}
	return files, nil
}
