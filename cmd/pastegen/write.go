package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// change is what a run makes of one file. The file need not differ.
type change struct {
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
}

// changes compares a run's output with what lies on disk. The diagnostics tell
// of files that must not be replaced.
func (t target) changes(out *gen.Output) ([]change, diag.List, error) {
	var changes []change
	var problems diag.List
	for _, f := range out.Files {
		c, refusal, err := t.replace(f)
		if err != nil {
			return nil, nil, err
		}
		changes = append(changes, c)
		problems.Add(refusal...)
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
	c := change{path: filepath.Join(t.dir, f.Name), new: f.Content, mode: 0o644}
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
	if t.force || len(c.old) == 0 || t.owns(c.old) {
		return nil
	}
	if ini, ours := marker.Source(string(c.old)); ours {
		return diag.List{otherOwner(c.path, c.old, ini, t.ini)}
	}
	return diag.List{foreign(c.path, c.old)}
}

// owns reports whether a file was generated from the INI file.
func (t target) owns(old []byte) bool { return marker.IsFrom(string(old), t.ini) }

// remove plans to remove a file that an earlier run may have left; ok is false
// if there is none, or it is anybody else's.
func (t target) remove(name string) (c change, ok bool) {
	path := filepath.Join(t.dir, name)
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return change{}, false
	}
	old, err := os.ReadFile(path)
	if err != nil {
		return change{}, false
	}
	return change{path: path, old: old}, t.owns(old)
}

// apply makes the changes and says so on w.
func apply(w io.Writer, changes []change) error {
	for _, c := range changes {
		name := filepath.Base(c.path)
		switch {
		case !c.stale():
			fmt.Fprintf(w, "%s is up to date\n", name)
		case c.new == nil:
			if err := os.Remove(c.path); err != nil {
				return err
			}
			fmt.Fprintf(w, "removed %s\n", name)
		default:
			if err := writeFile(c.path, c.new, c.mode); err != nil {
				return err
			}
			fmt.Fprintf(w, "wrote %s\n", name)
		}
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

// firstLine returns the first line of a file as a span.
func firstLine(path string, content []byte) source.Span {
	f := source.New(path, string(content))
	return f.Span(0, len(f.Line(1)))
}
