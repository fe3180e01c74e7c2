package tree

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pastegen/pastegen/gen"
)

// WriteOverlay writes the new files to a folder, with an overlay.json that makes
// the go command see them where they are to be; it returns the path of that.
func WriteOverlay(folder string, changes []Change) (string, error) {
	replace := map[string]string{} // by absolute name; none for a file that is to go
	for i, c := range changes {
		if !c.Stale() {
			continue
		}
		at, err := filepath.Abs(c.Path())
		if err != nil {
			return "", err
		}
		replace[at] = ""
		if c.New == nil {
			continue
		}
		replace[at] = filepath.Join(folder, fmt.Sprintf("%d%s", i, filepath.Ext(c.Name)))
		if err := os.WriteFile(replace[at], c.New, 0o600); err != nil {
			return "", err
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "overlay.json")
	return path, os.WriteFile(path, text, 0o600)
}

// WriteModule writes the files to an empty folder that is a module of its own.
func WriteModule(folder, module string, files []gen.File) error {
	mod := gen.File{Name: "go.mod", Content: fmt.Appendf(nil, "module %s\n\ngo 1.24\n", module)}
	for _, f := range append(files[:len(files):len(files)], mod) {
		c := Change{Name: f.Name, New: f.Content, dir: folder, mode: 0o600}
		if err := c.Apply(); err != nil {
			return err
		}
	}
	return nil
}
