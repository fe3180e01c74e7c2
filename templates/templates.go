// Package templates holds the runtime packages of generated programs: ordinary
// Go packages, compiled and tested where they stand, whose source is copied
// beside a generated main.go. It knows nothing of INI files or of the
// generator.
//
// Each imports the standard library and others of them only, has neither init
// functions nor package variables, and is copied whole, as it stands here but
// for a header and the prefix of what it imports of the others. To add one, add
// its folder and run "go generate" here.
package templates

import (
	"io/fs"
	"maps"
	"slices"
)

//go:generate go run ./internal/embedlist
//go:generate sh -c "cd ../gen/parts && go run ./internal/known"

// Package is one runtime package.
type Package struct {
	Name    string   // its folder here; the last element is also the name in its package clause
	Files   []string // Go files without tests: paths inside this folder
	Assets  []string // what these embed, likewise
	Imports []string // the names of the others that it imports itself
}

// Files returns the files of all packages, by the paths that Package has.
func Files() fs.FS {
	return files
}

// Closure returns the named packages and all that these import of each other,
// each once, in the order of their names. A name that is none stays as it is:
// Copy tells.
func Closure(names []string) []string {
	imports := map[string][]string{}
	for _, p := range Packages() {
		imports[p.Name] = p.Imports
	}
	closed := map[string]bool{}
	for open := slices.Clone(names); len(open) > 0; {
		name := open[0]
		open = open[1:]
		if !closed[name] {
			closed[name] = true
			open = append(open, imports[name]...)
		}
	}
	return slices.Sorted(maps.Keys(closed))
}
