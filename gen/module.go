package gen

import "github.com/pastegen/pastegen/gen/gomod"

// NoModule is the module that a folder is taken to be which is in none.
const NoModule = "paste.invalid/app"

// ImportPath returns the import path of the package in a folder, as the nearest
// go.mod says it.
func ImportPath(dir string) (string, error) {
	m, err := gomod.Find(dir)
	if err != nil || m.IsNone() {
		return NoModule, err
	}
	return m.ImportPath(dir)
}
