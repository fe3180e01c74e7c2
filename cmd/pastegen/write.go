package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// change is what a run makes of one file. The file need not differ.
type change struct {
	name     string // from the target's folder, with slashes
	path     string
	old, new []byte // nil: no file
	mode     fs.FileMode
}

// stale reports whether there is anything to do.
func (c change) stale() bool {
	return (c.old == nil) != (c.new == nil) || !bytes.Equal(c.old, c.new)
}

// target is the folder of an INI file, in which files are generated.
type target struct {
	dir   string
	ini   string // base name
	force bool   // also replace what is not ours

	listed []marker.Listed // what an earlier run has written
}

// list reads the list of what an earlier run has written from the INI file.
func (t target) list() []marker.Listed {
	text, err := os.ReadFile(filepath.Join(t.dir, filepath.FromSlash(marker.ListName)))
	source, listed, ok := marker.ReadList(string(text))
	if err != nil || !ok || source != marker.Printable(t.ini) {
		return nil
	}
	return listed
}

// changes compares a run's output with what lies on disk. The diagnostics tell
// of files that must not be replaced.
func (t target) changes(out *gen.Output) ([]change, diag.List, error) {
	var changes []change
	var problems diag.List
	t.listed = t.list()
	for _, f := range out.Files {
		c, refusal, err := t.replace(f)
		if err != nil {
			return nil, nil, err
		}
		changes = append(changes, c)
		if len(problems) == 0 || !strings.HasPrefix(f.Name, gen.RuntimeFolder+"/") { // main.go says it for all of them
			problems.Add(refusal...)
		}
	}
	needed := func(name string) bool {
		return slices.ContainsFunc(out.Files, func(f gen.File) bool { return f.Name == name })
	}
	for _, f := range t.listed {
		if !needed(f.Name) {
			out.Unneeded = append(out.Unneeded, f.Name)
		}
	}
	for _, name := range out.Unneeded {
		if c, ok := t.remove(name); ok {
			changes = append(changes, c)
		}
	}
	return changes, problems, nil
}

// replace plans to write f, unless what lies there is not ours to replace.
func (t target) replace(f gen.File) (change, diag.List, error) {
	c := change{name: f.Name, path: filepath.Join(t.dir, filepath.FromSlash(f.Name)), new: f.Content, mode: 0o644}
	info, err := os.Lstat(c.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c, nil, nil
	case err != nil:
		return c, nil, err
	case !info.Mode().IsRegular():
		return c, diag.List{irregular(c.path, info.Mode())}, nil
	}
	c.mode = info.Mode().Perm()
	if c.old, err = os.ReadFile(c.path); err != nil {
		return c, nil, err
	}
	return c, t.refusal(c), nil
}

// refusal says why the old file may not be replaced, if so.
func (t target) refusal(c change) diag.List {
	if t.force || len(c.old) == 0 || t.owns(c) {
		return nil
	}
	if ini, ours := marker.Source(string(c.old)); ours {
		return diag.List{otherOwner(c.path, c.old, ini, t.ini)}
	}
	return diag.List{foreign(c.path, c.old)}
}

// owns reports whether a file was generated from the INI file: a Go file by its
// header, the list by its own, and others by what the list says of them.
func (t target) owns(c change) bool {
	switch {
	case path.Ext(c.name) == ".go":
		return marker.IsFrom(string(c.old), t.ini)
	case c.name == marker.ListName:
		source, _, ok := marker.ReadList(string(c.old))
		return ok && source == marker.Printable(t.ini)
	}
	return slices.Contains(t.listed, marker.Listed{Name: c.name, Sum: marker.Sum(c.old)})
}

// remove plans to remove a file that an earlier run may have left; ok is false
// if there is none, or it is anybody else's.
func (t target) remove(name string) (c change, ok bool) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return change{}, false
	}
	c = change{name: name, path: filepath.Join(t.dir, filepath.FromSlash(name))}
	info, err := os.Lstat(c.path)
	if err != nil || !info.Mode().IsRegular() {
		return change{}, false
	}
	c.old, err = os.ReadFile(c.path)
	return c, err == nil && t.owns(c)
}

// apply makes the changes and says so on w.
func apply(w io.Writer, changes []change) error {
	runtime := 0
	for _, c := range changes {
		name, w := c.name, w
		if strings.HasPrefix(name, gen.RuntimeFolder+"/") { // which are many
			w = io.Discard
			if c.stale() {
				runtime++
			}
		}
		switch {
		case !c.stale():
			fmt.Fprintf(w, "%s is up to date\n", name)
		case c.new == nil:
			if err := os.Remove(c.path); err != nil {
				return err
			}
			fmt.Fprintf(w, "removed %s\n", name)
		default:
			if err := os.MkdirAll(filepath.Dir(c.path), 0o777); err != nil {
				return err
			}
			if err := writeFile(c.path, c.new, c.mode); err != nil {
				return err
			}
			fmt.Fprintf(w, "wrote %s\n", name)
		}
	}
	if runtime > 0 {
		fmt.Fprintf(w, "wrote %s\n", gen.RuntimeFolder)
	}
	return nil
}

// writeFile replaces a file at once, so that nobody ever reads half of it. The
// name of the temporary file starts with a dot, which hides it from the go
// command.
func writeFile(path string, content []byte, mode fs.FileMode) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		var named *fs.PathError
		if errors.As(err, &named) {
			named.Op, named.Path = "write", path // the temporary name says nothing to anybody
		}
		return err
	}
	defer os.Remove(tmp.Name()) // in vain after the rename
	_, err = tmp.Write(content)
	err = errors.Join(err, tmp.Chmod(mode), tmp.Close())
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

func foreign(path string, old []byte) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeForeign,
		Message:  fmt.Sprintf("%q exists and was not written by pastegen", filepath.Base(path)),
		Span:     firstLine(path, old),
		Label:    "a generated file starts with " + marker.Start + "...",
		Hint:     "move the file away, or overwrite it with --force",
	}
}

func otherOwner(path string, old []byte, found, want string) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeOther,
		Message:  fmt.Sprintf("%q was generated from %q, not from %q", filepath.Base(path), found, want),
		Span:     firstLine(path, old),
		Hint:     "keep each INI file in a folder of its own, or overwrite the file with --force",
	}
}

func irregular(path string, mode fs.FileMode) diag.Diagnostic {
	kind := "not a regular file"
	switch {
	case mode.IsDir():
		kind = "a folder"
	case mode&fs.ModeSymlink != 0:
		kind = "a symbolic link"
	}
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeIrregular,
		Message:  fmt.Sprintf("%q is %s and will not be replaced", filepath.Base(path), kind),
		Span:     source.New(path, "").Span(0, 0),
		Hint:     "move it away",
	}
}

// firstLine returns the first line of a file as a span: the header, which may
// follow a line that constrains the build.
func firstLine(path string, content []byte) source.Span {
	f := source.New(path, string(content))
	if strings.HasPrefix(f.Line(1), "//go:build ") && strings.HasPrefix(f.Line(3), marker.Start) {
		return f.Span(f.LineStart(3), f.LineStart(3)+len(f.Line(3)))
	}
	return f.Span(0, len(f.Line(1)))
}
