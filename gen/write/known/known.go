// Package known writes down what is known of the factories in Python that a
// program calls.
package known

import (
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/gen/record"
)

// Files returns the record, nothing if there is none.
func Files(p *plan.Program) ([]plan.File, error) {
	if len(p.Record) == 0 {
		return nil, nil
	}
	return []plan.File{{Name: record.Name, Content: p.Record}}, nil
}
