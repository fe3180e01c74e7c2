package templates

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOtherSystems: a program can be built for systems that lack what reloading
// and the like need. Only workers of Python need Unix. Tests are looked at, too,
// which whoever has such a system runs.
func TestOtherSystems(t *testing.T) {
	library, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	for system, without := range map[string][]string{
		"darwin": nil, "freebsd": nil, "windows": {".", "python", "shadow"},
	} {
		t.Run(system, func(t *testing.T) {
			c := newChecker(strings.TrimSpace(string(library)), system)
			for _, dir := range packageDirs(t) {
				if !slices.Contains(without, dir) {
					c.withTests(t, dir)
				}
			}
		})
	}
}

// packageDirs are the folders of packages here.
func packageDirs(t *testing.T) (dirs []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return err
		case d.Name() == "testdata":
			return fs.SkipDir
		}
		if files, _ := filepath.Glob(filepath.Join(path, "*.go")); len(files) > 0 {
			dirs = append(dirs, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

// checker checks the types of packages from their sources: to compile the
// standard library for another system takes minutes, which this need not.
type checker struct {
	system  build.Context
	library string // the folder of Go
	files   *token.FileSet
	known   map[string]*types.Package // by their folders
}

func newChecker(library, system string) *checker {
	c := &checker{build.Default, library, token.NewFileSet(), map[string]*types.Package{}}
	c.system.GOOS, c.system.GOARCH, c.system.CgoEnabled = system, "amd64", false
	return c
}

// withTests checks a package together with its tests.
func (c *checker) withTests(t *testing.T, dir string) {
	t.Helper()
	found, err := c.system.ImportDir(dir, 0)
	if _, none := err.(*build.NoGoError); none {
		return
	}
	if err != nil {
		t.Error(err)
		return
	}
	for name, files := range map[string][]string{found.Name: slices.Concat(found.GoFiles, found.TestGoFiles), found.Name + "_test": found.XTestGoFiles} {
		if _, err := c.check(dir, name, files, false); err != nil {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

// check checks some files of a folder, or what others see of them.
func (c *checker) check(dir, name string, files []string, seen bool) (*types.Package, error) {
	var parsed []*ast.File
	for _, file := range files {
		f, err := parser.ParseFile(c.files, filepath.Join(dir, file), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, f)
	}
	var first error
	config := types.Config{
		Importer: c, IgnoreFuncBodies: seen, FakeImportC: true, Sizes: types.SizesFor("gc", "amd64"),
		Error: func(err error) {
			if first == nil {
				first = err
			}
		},
	}
	made, _ := config.Check(name, c.files, parsed, nil)
	return made, first
}

// Import implements types.Importer.
func (c *checker) Import(path string) (*types.Package, error) { return c.ImportFrom(path, "", 0) }

// ImportFrom implements types.ImporterFrom.
func (c *checker) ImportFrom(path, _ string, _ types.ImportMode) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	dir, err := c.sourceOf(path)
	if err != nil {
		return nil, err
	}
	if p := c.known[dir]; p != nil {
		return p, nil
	}
	found, err := c.system.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	p, err := c.check(dir, path, found.GoFiles, true)
	if err == nil {
		c.known[dir] = p
	}
	return p, err
}

// sourceOf is the folder of a package of this module or of the standard library.
func (c *checker) sourceOf(path string) (string, error) {
	if rest, ok := strings.CutPrefix(path, "github.com/pastegen/pastegen/"); ok {
		return filepath.Join("..", rest), nil
	}
	for _, dir := range []string{"src", "src/vendor"} {
		dir = filepath.Join(c.library, dir, path)
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir, nil
		}
	}
	return "", fmt.Errorf("%s is neither of this module nor of the standard library", path)
}
