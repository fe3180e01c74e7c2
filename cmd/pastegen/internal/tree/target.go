// Package tree compares what is generated with what lies on disk, and makes the
// one like the other. It touches nothing but what pastegen has written itself:
// Go files with its header, and files of its list that are as it left them.
package tree

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/marker"
)

// Target is the folder that a program is generated into.
type Target struct {
	Dir    string // it need not exist yet
	Source string // the INI file as the headers of its files name it
	Force  bool   // also replace what is not ours
	// Others: what was generated from other INI files is ours, too. It is for
	// programs that are built and not written.
	Others bool
}

// Changes returns what makes the folder hold the files, in the order in which
// it should be done: all else before main.go, and what is not needed any more
// goes last. Nothing must be done if there are refusals.
func (t Target) Changes(files []gen.File) ([]Change, []Refusal, error) {
	s, err := t.state()
	if err != nil {
		return nil, nil, err
	}
	var changes []Change
	var refusals []Refusal
	for _, f := range files {
		c, refused, err := s.replace(f)
		if err != nil {
			return nil, nil, err
		}
		changes = append(changes, c)
		if refused != nil && !slices.Contains(refusals, *refused) {
			refusals = append(refusals, *refused)
		}
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return strings.Count(b.Name, "/") - strings.Count(a.Name, "/") })
	gone, err := s.leftovers(files)
	return append(changes, gone...), refusals, err
}

// state is what is known of a target: what the list on disk says, and folders.
type state struct {
	Target
	listed  []marker.Listed
	folders map[string]bool // those that are known to be folders, by path
}

func newState(t Target, listed []marker.Listed) *state {
	return &state{Target: t, listed: listed, folders: map[string]bool{}}
}

func (t Target) state() (*state, error) {
	s := newState(t, nil)
	text, err := os.ReadFile(s.path(marker.ListName))
	if err != nil && !isMissing(err) {
		return nil, err
	}
	if source, files, ok := marker.ReadList(string(text)); ok && s.isOurs(source) {
		s.listed = files
	}
	return s, nil
}

func (t Target) path(name string) string { return filepath.Join(t.Dir, filepath.FromSlash(name)) }

// isMissing reports whether there is no such file, nor could there be one
// without a change of the folders above.
func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotDir) }

// isOurs reports whether a header that names the INI file is ours.
func (t Target) isOurs(source string) bool {
	return t.Force || t.Others || source == marker.Printable(t.Source)
}

// replace plans to write f, unless what lies there is not ours to replace.
func (s *state) replace(f gen.File) (Change, *Refusal, error) {
	c := Change{Name: f.Name, New: f.Content, dir: s.Dir}
	refused, err := s.look(&c)
	switch {
	case err != nil || refused != nil || c.Old == nil:
		return c, refused, err
	case s.Force || len(c.Old) == 0 || s.owns(c):
		return c, nil, nil
	}
	refused = &Refusal{Path: c.Path(), Reason: Foreign, content: string(c.Old)}
	switch source, ok := sourceOf(c); {
	case ok:
		refused.Reason, refused.Source = Other, source
	case slices.ContainsFunc(s.listed, func(l marker.Listed) bool { return l.Name == c.Name }):
		refused.Reason = Edited
	}
	return c, refused, nil
}

// look reads what lies where the file is to be. It refuses what is no regular
// file, and folders on the way there that are none.
func (s *state) look(c *Change) (*Refusal, error) {
	c.mode = 0o644
	elements := strings.Split(c.Name, "/")
	for i := range elements {
		at := filepath.Join(c.dir, filepath.FromSlash(path.Join(elements[:i+1]...)))
		isFile := i == len(elements)-1
		if s.folders[at] && !isFile {
			continue
		}
		info, err := os.Lstat(at)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, nil
		case err != nil:
			return nil, err
		case isFile && !info.Mode().IsRegular():
			return &Refusal{Path: at, Reason: NoFile, Mode: info.Mode()}, nil
		case !isFile && !info.IsDir():
			return &Refusal{Path: at, Reason: NoFolder, Mode: info.Mode()}, nil
		case isFile:
			c.mode = info.Mode().Perm()
			c.Old, err = os.ReadFile(at)
			if c.Old == nil {
				c.Old = []byte{}
			}
			return nil, err
		}
		s.folders[at] = true
	}
	return nil, nil
}

// owns reports whether what lies there is ours.
func (s *state) owns(c Change) bool {
	if source, ok := sourceOf(c); ok {
		return s.isOurs(source)
	}
	return bytesEqual(c.Old, c.New) || slices.Contains(s.listed, marker.Listed{Name: c.Name, Sum: marker.Sum(c.Old)})
}

// sourceOf returns the INI file that a file on disk says it is from.
func sourceOf(c Change) (source string, ok bool) {
	switch {
	case c.Name == marker.ListName:
		source, _, ok = marker.ReadList(string(c.Old))
	case path.Ext(c.Name) == ".go":
		source, ok = marker.Source(string(c.Old))
	}
	return source, ok
}

// leftovers plans to remove what earlier runs left and this one has no use for.
func (s *state) leftovers(needed []gen.File) ([]Change, error) {
	names, err := s.written()
	if err != nil {
		return nil, err
	}
	var gone []Change
	for _, name := range names {
		if slices.ContainsFunc(needed, func(f gen.File) bool { return f.Name == name }) {
			continue
		}
		c := Change{Name: name, dir: s.Dir}
		refused, err := s.look(&c)
		if err != nil {
			return nil, err
		}
		if refused == nil && c.Old != nil && s.owns(c) {
			gone = append(gone, c)
		}
	}
	return gone, nil
}

// written returns the names of all files that an earlier run can have written,
// sorted: what the list names, Go files where runtime code lies, the list itself
// and what earlier versions of pastegen wrote.
func (s *state) written() ([]string, error) {
	names := []string{"paste.go", marker.ListName}
	root := path.Dir(marker.ListName)
	for _, l := range s.listed {
		if path.Clean(l.Name) == l.Name && strings.HasPrefix(l.Name, root+"/") { // whatever the list says
			names = append(names, l.Name)
		}
	}
	err := filepath.WalkDir(s.path(root), func(file string, e fs.DirEntry, err error) error {
		if err != nil && !isMissing(err) {
			return err
		}
		if err == nil && path.Ext(file) == ".go" {
			rel, err := filepath.Rel(s.Dir, file)
			names = append(names, filepath.ToSlash(rel))
			return err
		}
		return nil
	})
	slices.Sort(names)
	return slices.Compact(names), err
}
