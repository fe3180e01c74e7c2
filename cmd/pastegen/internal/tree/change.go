package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/diff"
)

var errNotDir = syscall.ENOTDIR

// Change is what a run makes of one file. The file need not differ.
type Change struct {
	Name     string // from the target's folder, with slashes
	Old, New []byte // nil: no file

	dir  string
	mode fs.FileMode
}

// Path returns where the file lies.
func (c Change) Path() string { return filepath.Join(c.dir, filepath.FromSlash(c.Name)) }

// Stale reports whether there is anything to do.
func (c Change) Stale() bool {
	return (c.Old == nil) != (c.New == nil) || !bytes.Equal(c.Old, c.New)
}

func bytesEqual(a, b []byte) bool { return b != nil && bytes.Equal(a, b) }

// Diff returns the change as a unified diff, the names as gofmt -d gives them.
func (c Change) Diff() []byte {
	if bytes.IndexByte(c.Old, 0) >= 0 || bytes.IndexByte(c.New, 0) >= 0 {
		return fmt.Appendf(nil, "Binary files %s.orig and %s differ\n", c.Path(), c.Path())
	}
	return diff.Diff(c.Path()+".orig", c.Old, c.Path(), c.New)
}

// Apply makes the change, with the folders that it needs. Folders that a
// removal leaves empty go, too.
func (c Change) Apply() error {
	c.sweep()
	if !c.Stale() {
		return nil
	}
	if c.New == nil {
		return c.remove()
	}
	if err := os.MkdirAll(filepath.Dir(c.Path()), 0o777); err != nil {
		return err
	}
	return writeFile(c.Path(), c.New, c.mode)
}

// sweep removes what runs that were killed have left of the file. One that goes
// on needs its temporary file for a moment only.
func (c Change) sweep() {
	dir, base := filepath.Split(c.Path())
	entries, _ := os.ReadDir(dir) // there is nothing to remove in what cannot be read
	for _, e := range entries {
		number, ok := strings.CutPrefix(e.Name(), "."+base+".")
		if !ok || number == "" || strings.Trim(number, "0123456789") != "" {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > leftAfter {
			_ = os.Remove(filepath.Join(dir, e.Name())) // it does no harm where it is
		}
	}
}

// leftAfter is how old a temporary file must be for nobody to write it any more.
const leftAfter = time.Minute

func (c Change) remove() error {
	if err := os.Remove(c.Path()); err != nil {
		return err
	}
	for dir := path.Dir(c.Name); dir != "."; dir = path.Dir(dir) {
		if os.Remove(filepath.Join(c.dir, filepath.FromSlash(dir))) != nil {
			break // it is not empty
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
