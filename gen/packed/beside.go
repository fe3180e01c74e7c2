package packed

import (
	"os"
	"path/filepath"
)

// FoldersBeside returns the names of those in the same folder.
func FoldersBeside(name string) []string {
	entries, _ := os.ReadDir(filepath.Dir(name))
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}
