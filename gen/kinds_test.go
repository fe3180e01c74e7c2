package gen_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestKinds holds that whoever tells the kinds of arguments or of steps apart by
// a type switch names all of them, those that need nothing too: a new kind that
// somebody forgets fails here.
func TestKinds(t *testing.T) {
	fset := token.NewFileSet()
	packages := map[string][]*ast.File{}
	for _, name := range []string{"bound", "bind", "plan", "emit"} {
		packages[name] = sources(t, fset, name)
	}
	args := methodOf(packages["bound"], "isArg")
	held := embedding(packages["plan"], "bound.Arg")
	steps := methodOf(packages["plan"], "tells")
	if len(args) < 20 || len(held) != 1 || len(steps) < 8 {
		t.Fatalf("arguments %v and %v, steps %v", args, held, steps)
	}
	found := 0
	for name, files := range packages {
		want := [][]string{qualified("bound", args), qualified("plan", steps)}
		if name == "plan" || name == "emit" { // the others know nothing of it
			want[0] = append(want[0], qualified("plan", held)...)
		}
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				s, ok := n.(*ast.TypeSwitchStmt)
				if !ok {
					return true
				}
				cases := casesOf(name, s)
				for _, kinds := range want {
					if !slices.ContainsFunc(cases, func(c string) bool { return slices.Contains(kinds, c) }) {
						continue
					}
					found++
					for _, kind := range kinds {
						if !slices.Contains(cases, kind) {
							t.Errorf("%s: the switch says nothing of %s", fset.Position(s.Pos()), kind)
						}
					}
				}
				return true
			})
		}
	}
	if found < 7 {
		t.Errorf("only %d switches are found", found)
	}
}

// sources parses the files of a package below this one, without tests.
func sources(t *testing.T, fset *token.FileSet, dir string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// methodOf returns the types that have a method of that name.
func methodOf(files []*ast.File, method string) []string {
	var names []string
	for _, file := range files {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == method {
				names = append(names, typeName("", f.Recv.List[0].Type))
			}
		}
	}
	return names
}

// embedding returns the structs that embed a type.
func embedding(files []*ast.File, embedded string) []string {
	var names []string
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok {
				for _, f := range s.Fields.List {
					if len(f.Names) == 0 && typeName("", f.Type) == embedded {
						names = append(names, spec.Name.Name)
					}
				}
			}
			return true
		})
	}
	return names
}

func qualified(pkg string, names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = pkg + "." + name
	}
	return out
}

// casesOf returns the types that a switch names, those of its own package too
// with that package's name.
func casesOf(pkg string, s *ast.TypeSwitchStmt) []string {
	var cases []string
	for _, clause := range s.Body.List {
		for _, expr := range clause.(*ast.CaseClause).List {
			cases = append(cases, typeName(pkg+".", expr))
		}
	}
	return cases
}

func typeName(prefix string, expr ast.Expr) string {
	switch expr := expr.(type) {
	case *ast.Ident:
		return prefix + expr.Name
	case *ast.StarExpr:
		return "*" + typeName(prefix, expr.X)
	case *ast.SelectorExpr:
		return fmt.Sprintf("%v.%s", expr.X, expr.Sel.Name)
	}
	return ""
}
