// Package stdtypes describes the types of the standard library that factories
// take and return, so that what is built in can be checked without the go
// command. std.txt is written by the package's test.
package stdtypes

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
)

//go:embed std.txt
var description string

// Importer imports the packages that are described: their exported types with
// exported fields and methods, and their exported constants. Functions and
// variables are left out.
type Importer struct {
	fset     *token.FileSet
	texts    map[string]string // source by path
	packages map[string]*types.Package
}

// NewImporter makes an importer whose positions mean nothing but a package.
func NewImporter(fset *token.FileSet) *Importer {
	i := &Importer{fset, map[string]string{}, map[string]*types.Package{}}
	for _, section := range strings.Split(description, separator)[1:] {
		path, text, _ := strings.Cut(section, "\n")
		i.texts[path] = text
	}
	return i
}

// separator starts the line before a package, which has its path.
const separator = "//paste "

// Import implements types.Importer.
func (i *Importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg := i.packages[path]; pkg != nil {
		return pkg, nil
	}
	text, ok := i.texts[path]
	if !ok {
		return nil, fmt.Errorf("package %s is not described", path)
	}
	file, err := parser.ParseFile(i.fset, "", text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: i, IgnoreFuncBodies: true, DisableUnusedImportCheck: true}
	pkg, err := config.Check(path, i.fset, []*ast.File{file}, nil)
	if err != nil {
		return nil, err
	}
	i.packages[path] = pkg
	return pkg, nil
}
