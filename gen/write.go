package gen

import (
	"path"

	"github.com/pastegen/pastegen/gen/emit"
	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/templates"
)

// writer makes files of a program, none if it has nothing to say of it.
type writer func(*plan.Program) ([]File, error)

// writers are all of them. They know nothing of each other.
func writers() []writer { return []writer{wiring, places, runtime} }

// wiring is main.go.
func wiring(p *plan.Program) ([]File, error) {
	content, err := emit.Wiring(p)
	return []File{{WiringFile, content}}, err
}

// places is the package that knows the lines of the INI file.
func places(p *plan.Program) ([]File, error) {
	content := emit.Places(p)
	if content == nil {
		return nil, nil
	}
	return []File{{path.Join(RuntimeFolder, plan.PkgPlaces, plan.PkgPlaces+".go"), content}}, nil
}

// runtime copies the runtime packages that the others name, with all that those
// import.
func runtime(p *plan.Program) ([]File, error) {
	var files []File
	for _, name := range templates.Closure(p.Runtime) {
		copies, err := templates.Copy(name, marker.Header(p.From), p.Base)
		if err != nil {
			return nil, err
		}
		for _, c := range copies {
			files = append(files, File{path.Join(RuntimeFolder, c.Name), c.Content})
		}
	}
	return files, nil
}

// list is the list of the files: a later run knows by it those that it has no use
// for, of which not all can have a header.
func list(p *plan.Program, files []File) File {
	listed := make([]marker.Listed, len(files))
	for i, f := range files {
		listed[i].Name = f.Name
		if path.Ext(f.Name) != ".go" {
			listed[i].Sum = marker.Sum(f.Content)
		}
	}
	return File{marker.ListName, []byte(marker.List(p.From, listed))}
}
