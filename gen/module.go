package gen

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"golang.org/x/mod/modfile"
)

// NoModule is the module that a folder is taken to be which is in none.
const NoModule = "paste.invalid/app"

// ImportPath returns the import path of the package in a folder, as the nearest
// go.mod says it.
func ImportPath(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for root := dir; ; root = filepath.Dir(root) {
		text, err := os.ReadFile(filepath.Join(root, "go.mod"))
		switch {
		case err == nil:
			below, err := filepath.Rel(root, dir)
			return path.Join(modfile.ModulePath(text), filepath.ToSlash(below)), err
		case !errors.Is(err, fs.ErrNotExist):
			return "", err
		case root == filepath.Dir(root):
			return NoModule, nil
		}
	}
}
