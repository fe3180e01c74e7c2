package parts

import (
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/eggs"
)

// TestKnownEggs: what parts stand for in the eggs that come with Paste Deploy is
// an entry point of these, or files that name it could not be read.
func TestKnownEggs(t *testing.T) {
	known := eggs.Known()
	for _, egg := range Builtin("").Eggs() {
		dist, entry, _ := strings.Cut(strings.TrimPrefix(egg, "egg:"), "#")
		points, ok := known[eggs.Normal(dist)]
		if !ok {
			continue
		}
		found := false
		for _, names := range points {
			_, has := names[entry]
			found = found || has
		}
		if !found {
			t.Errorf("%s is built in, and %s has no such entry point", egg, dist)
		}
	}
}
