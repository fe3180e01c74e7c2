// Package gomod finds the Go module that a folder belongs to, without the go
// command.
package gomod

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// Module is a Go module on disk. The zero Module is none.
type Module struct {
	Root string // the folder of its go.mod, absolute
	Path string
}

// NameFor returns a path for a module in a folder of that name, which nobody else
// can have: example.com is nobody's.
func NameFor(folder string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(folder) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '-', r == '_', r == '.':
			b.WriteRune(r)
		default:
			b.WriteByte('-')
		}
	}
	name := strings.Trim(b.String(), "-._")
	if path := "example.com/" + name; module.CheckPath(path) == nil {
		return path
	}
	return "example.com/site"
}

// IsNone reports whether it is no module.
func (m Module) IsNone() bool { return m.Root == "" }

// Find returns the module of a folder, which need not exist: that of the
// nearest go.mod. It is none if there is no go.mod.
func Find(dir string) (Module, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Module{}, err
	}
	for {
		name := filepath.Join(dir, "go.mod")
		text, err := os.ReadFile(name)
		switch above := filepath.Dir(dir); {
		case err == nil:
			m := Module{Root: dir, Path: modfile.ModulePath(text)}
			if m.Path == "" {
				err = fmt.Errorf("%s names no module", name)
			}
			return m, err
		case !isMissing(err):
			return Module{}, err
		case above == dir:
			return Module{}, nil
		default:
			dir = above
		}
	}
}

// isMissing reports whether there is no such file, also because its name is a
// folder's, or what should be its folder is none or may not be looked into.
func isMissing(err error) bool {
	for _, reason := range []error{fs.ErrNotExist, fs.ErrPermission, syscall.ENOTDIR, syscall.EISDIR} {
		if errors.Is(err, reason) {
			return true
		}
	}
	return false
}

// ImportPath returns the import path of a folder of the module. It is an error
// if that cannot be one.
func (m Module) ImportPath(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	below, err := filepath.Rel(m.Root, dir)
	if err != nil {
		return "", err
	}
	importPath := path.Join(m.Path, filepath.ToSlash(below))
	var invalid *module.InvalidPathError
	if err := module.CheckImportPath(importPath); errors.As(err, &invalid) {
		return "", fmt.Errorf("%q cannot be the import path of a Go package: %w", importPath, invalid.Err)
	}
	return importPath, nil
}
