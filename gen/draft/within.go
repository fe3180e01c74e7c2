package draft

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
)

// Within returns the draft as it fits into the package that there is in a folder:
// it has the package's name, and adds a method to a type that is there. It is an
// error if the package has something else by one of the draft's names. Without a
// package the draft stays as it is.
func (d Draft) Within(folder string) (Draft, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return d, err
	}
	for _, name := range files {
		file, _ := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if file == nil || strings.HasSuffix(file.Name.Name, "_test") {
			continue // it cannot be read, or is of another package
		}
		if file.Name.Name != "" && !strings.HasSuffix(name, "_test.go") {
			d.Package = file.Name.Name
		}
		for _, decl := range file.Decls {
			for _, declared := range declares(decl) {
				if d.Recv != "" && declared == "type "+d.Recv {
					d.added = true
					continue
				}
				if declared = strings.TrimPrefix(declared, "type "); slices.Contains(d.names(), declared) {
					return d, fmt.Errorf("%s has %s already, which the draft would declare again", name, declared)
				}
			}
		}
	}
	return d, nil
}

// names are what the draft declares, and its test.
func (d Draft) names() []string {
	names := []string{d.Name, d.optionsName(), "Test" + d.Recv + d.Name}
	if d.Recv != "" {
		names[0] = d.Recv + "." + d.Name
		names = append(names, d.Recv)
	}
	return names
}

// declares returns the names that a declaration gives: "New", "type Options",
// "Site.New" for a method.
func declares(decl ast.Decl) []string {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		return []string{methodOf(decl) + decl.Name.Name}
	case *ast.GenDecl:
		var names []string
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, "type "+spec.Name.Name)
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					names = append(names, name.Name)
				}
			}
		}
		return names
	}
	return nil
}

// methodOf returns "Site." for a method of the type Site or its pointer, and
// nothing for a function.
func methodOf(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	return strings.TrimPrefix(types.ExprString(f.Recv.List[0].Type), "*") + "."
}
