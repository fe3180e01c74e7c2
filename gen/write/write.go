// Package write makes the files of a planned program. Each writer has a folder of
// its own and knows nothing of the others.
package write

import (
	"cmp"
	"path"
	"slices"
	"sync"

	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/gen/write/known"
	"github.com/pastegen/pastegen/gen/write/library"
	"github.com/pastegen/pastegen/gen/write/places"
	"github.com/pastegen/pastegen/gen/write/program"
	"github.com/pastegen/pastegen/gen/write/runtime"
)

// writer makes files of a program: none if it has nothing to say of it. An error
// is a fault of pastegen's own.
type writer func(*plan.Program) ([]plan.File, error)

// writers are all of them, in the order in which their files are listed.
func writers() []writer {
	return []writer{program.Files, library.Files, places.Files, known.Files, runtime.Files}
}

// Files returns all files of a program, a list of them at the end. The writers
// only look at the program, each in a goroutine of its own.
func Files(p *plan.Program) ([]plan.File, error) {
	all := writers()
	files, errs := make([][]plan.File, len(all)), make([]error, len(all))
	var busy sync.WaitGroup
	for i, write := range all {
		busy.Add(1)
		go func() {
			defer busy.Done()
			files[i], errs[i] = write(p)
		}()
	}
	busy.Wait()
	if err := cmp.Or(errs...); err != nil {
		return nil, err
	}
	out := slices.Concat(files...)
	return append(out, list(p, out)), nil
}

// list is the list of the files: a later run knows by it those that it has no use
// for, of which not all can have a header.
func list(p *plan.Program, files []plan.File) plan.File {
	listed := make([]marker.Listed, len(files))
	for i, f := range files {
		listed[i].Name = f.Name
		if path.Ext(f.Name) != ".go" {
			listed[i].Sum = marker.Sum(f.Content)
		}
	}
	return plan.File{Name: marker.ListName, Content: []byte(marker.List(p.From, listed))}
}
