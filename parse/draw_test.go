package parse

import (
	"path/filepath"
	"testing"
)

// TestDrawings compares the drawings of some files with testdata/drawings.
func TestDrawings(t *testing.T) {
	for _, name := range []string{"pubs", "filter-with", "urlmap-bad", "urlmap-cycle", "include-composite", "use-section", "cascade", "quoting"} {
		c, _ := Load(filepath.Join("testdata", "graph", name+".ini"), nil)
		roots, _ := c.Roots()
		for ext, got := range map[string]string{"tree": c.Tree(roots), "dot": c.DOT(roots), "mermaid": c.Mermaid(roots)} {
			golden(t, filepath.Join("testdata", "drawings", name+"."+ext), got)
		}
	}
}
