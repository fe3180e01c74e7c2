package parts

import (
	_ "embed" // instead.txt
	"strings"

	"github.com/pastegen/pastegen/parse/eggs"
)

//go:embed instead.txt
var instead string

// Instead says what to do in the place of what is of Python alone: an entry
// point of a distribution, or a module, whose entry is empty. It is empty for
// all else.
func Instead(dist, entry string) string {
	whole := ""
	for line := range strings.Lines(instead) {
		name, hint, ok := strings.Cut(strings.TrimSpace(line), "\t")
		of, only, _ := strings.Cut(name, "#")
		switch {
		case !ok || !eggs.Same(of, dist):
		case only == "":
			whole = hint
		case only == entry:
			return hint
		}
	}
	return whole
}
