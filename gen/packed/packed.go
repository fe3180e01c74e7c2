// Package packed tells which files go:embed puts into a program, and why it
// cannot.
package packed

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"
)

// Folder is a folder whose files a program can have inside.
type Folder struct {
	Name string   // its path from the folder of main.go, with slashes
	Left []string // what go:embed leaves out without a word: paths from the folder
}

// Misfit says why a folder cannot be in a program, and what to do.
type Misfit struct{ Is, Hint string }

// Look looks at a folder on disk, for a program whose main.go is to be in another,
// which need not exist.
func Look(dir, main string) (Folder, *Misfit) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Folder{}, &Misfit{"is not there", "its files become part of the program when that is built, so they must be there by then"}
	case err != nil:
		return Folder{}, &Misfit{"cannot be read: " + reason(err), ""}
	case !info.IsDir():
		return Folder{}, &Misfit{"is no folder", "name the folder that the file is in"}
	}
	name, ok := below(dir, main)
	switch {
	case !ok:
		return Folder{}, &Misfit{"is not below the folder of main.go, and go:embed reaches only what is",
			"move it there, or generate the program into a folder above it: [pastegen] dir"}
	case name == ".":
		return Folder{}, &Misfit{"is the folder of main.go itself: its source and its INI file would be served",
			"put what is to be served into a folder below it"}
	}
	if why := refused(main, name); why != nil {
		return Folder{}, why
	}
	return files(dir, name)
}

// below returns the path of a folder from another, links being followed.
func below(dir, main string) (name string, ok bool) {
	dir, main = real(dir), real(main)
	name, err := filepath.Rel(main, dir)
	return filepath.ToSlash(name), err == nil && filepath.IsLocal(name)
}

// real is a path without links, as far as there is something at it.
func real(name string) string {
	name, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	if found, err := filepath.EvalSymlinks(name); err == nil {
		return found
	}
	above := filepath.Dir(name)
	if above == name {
		return name
	}
	return filepath.Join(real(above), filepath.Base(name))
}

// refused tells what is wrong with the name of a folder, or with one that it is
// in.
func refused(main, name string) *Misfit {
	for at := name; at != "."; at = path.Dir(at) {
		if isVersionControl(path.Base(at)) {
			return &Misfit{"is in a folder " + path.Base(at) + ", which go:embed leaves out", "give that another name"}
		}
		if isModule(filepath.Join(main, filepath.FromSlash(at))) {
			return &Misfit{"is in another Go module, that of " + at + "/go.mod", "go:embed reaches only files of the program's own module: remove that go.mod, or move the files"}
		}
	}
	return badName(name)
}

// badName tells what is wrong with a path, nil for nothing.
func badName(name string) *Misfit {
	var bad *module.InvalidPathError
	if err := module.CheckFilePath(name); errors.As(err, &bad) {
		return &Misfit{fmt.Sprintf("has %q, whose name go:embed refuses: %v", name, bad.Err), "give it another name"}
	}
	return nil
}

// files looks at the files below a folder as go:embed does.
func files(dir, name string) (Folder, *Misfit) {
	f := Folder{Name: name}
	var misfit *Misfit
	count := 0
	err := fs.WalkDir(os.DirFS(dir), ".", func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case at == ".":
		case isVersionControl(d.Name()), d.IsDir() && isModule(filepath.Join(dir, filepath.FromSlash(at))):
			f.Left = append(f.Left, at)
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir():
		case !d.Type().IsRegular():
			f.Left = append(f.Left, at)
		default:
			count++
			if misfit = badName(path.Join(name, at)); misfit != nil {
				return fs.SkipAll
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return f, &Misfit{"cannot be read: " + reason(err), ""}
	case misfit == nil && count == 0:
		return f, &Misfit{"has no files", "go:embed wants one at least"}
	}
	return f, misfit
}

func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// isVersionControl tells the names that go:embed never takes.
func isVersionControl(name string) bool {
	return slices.Contains([]string{".bzr", ".hg", ".git", ".svn"}, name)
}

// reason is an error of the file system without the path, which is a machine's
// own.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return strings.TrimSpace(err.Error())
}

// Pattern is what a line //go:embed says of a folder: all its files, hidden
// ones too.
func Pattern(name string) string {
	pattern := "all:" + escape(name)
	if strings.ContainsAny(pattern, " \t\"`'\\") || strings.ContainsFunc(pattern, isOdd) {
		return fmt.Sprintf("%q", pattern)
	}
	return pattern
}

// escape makes a path a pattern that matches nothing else.
func escape(name string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(name)
}

func isOdd(r rune) bool { return r < ' ' || r > '~' }
