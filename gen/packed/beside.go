package packed

import (
	"os"
	"path/filepath"
)

// Beside returns the names of folders, or of all that is none, in the folder of a
// name.
func Beside(name string, folders bool) []string {
	entries, _ := os.ReadDir(filepath.Dir(name))
	var out []string
	for _, e := range entries {
		if e.IsDir() == folders {
			out = append(out, e.Name())
		}
	}
	return out
}
