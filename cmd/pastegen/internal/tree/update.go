package tree

import (
	"os"
	"slices"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/marker"
)

// Update writes one more file of the program that is there, and nothing if there
// is none, or if what lies there is somebody else's. It reports whether it has
// written.
func (t Target) Update(f gen.File) (written bool, err error) {
	text, err := os.ReadFile(t.path(marker.ListName))
	if err != nil {
		if isMissing(err) {
			err = nil
		}
		return false, err
	}
	source, files, ok := marker.ReadList(string(text))
	if !ok || !t.isOurs(source) {
		return false, nil
	}
	s := newState(t, files)
	c, refused, err := s.replace(f)
	if err != nil || refused != nil || !c.Stale() {
		return false, err
	}
	files = slices.DeleteFunc(slices.Clone(files), func(l marker.Listed) bool { return l.Name == f.Name })
	files = append(files, marker.Listed{Name: f.Name, Sum: marker.Sum(f.Content)})
	list, refused, err := s.replace(gen.File{Name: marker.ListName, Content: []byte(marker.List(t.Source, files))})
	if err != nil || refused != nil {
		return false, err
	}
	if err := list.Apply(); err != nil {
		return false, err
	}
	return true, c.Apply()
}
