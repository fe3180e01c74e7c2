package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/tree"
	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// neighbours reports a Go file in the folder of main.go that is of another
// package: a folder can have one only. What is to change does not matter.
func (g *generation) neighbours(m *product, changes []tree.Change) diag.List {
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		return nil // there is no such folder yet
	}
	pkg := cmp.Or(g.req.pkg, "main")
	for _, e := range entries {
		name := e.Name()
		changed := slices.ContainsFunc(changes, func(c tree.Change) bool { return c.Name == name })
		if changed || e.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if compiled, err := build.Default.MatchFile(m.dir, name); err != nil || !compiled {
			continue
		}
		if d, ok := otherPackage(filepath.Join(m.dir, name), pkg); ok {
			return diag.List{d}
		}
	}
	return nil
}

// otherPackage reports a file that is not of the package.
func otherPackage(path, pkg string) (d diag.Diagnostic, ok bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return d, false
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, text, parser.PackageClauseOnly)
	if err != nil || file.Name.Name == pkg {
		return d, false
	}
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeNeighbour,
		Message: fmt.Sprintf("%s is to be of package %s, but the file %s beside it is of package %s",
			gen.WiringFile, pkg, filepath.Base(path), file.Name.Name),
		Span: identifier(fset, file.Name, path, string(text)),
		Hint: "generate into another folder with --dir, say --dir cmd/server",
	}, true
}

func identifier(fset *token.FileSet, id *ast.Ident, path, text string) source.Span {
	start := fset.Position(id.Pos()).Offset
	return source.New(path, text).Span(start, start+len(id.Name))
}
