package bind_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/problem"
)

// TestCodes: no code is declared twice, and each has a test that meets it:
// here, or as what the command says of the example in its page.
func TestCodes(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("../problem/explain/*.md")
	if err != nil {
		t.Fatal(err)
	}
	paths = append(paths, pages...)
	var tests strings.Builder
	for _, path := range append(paths, "load_test.go") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(text)
	}
	seen := map[string]bool{}
	for _, c := range problem.Codes() {
		if seen[c.ID] || !strings.HasPrefix(c.ID, "PG3") || c.Title == "" {
			t.Errorf("bad code %+v", c)
		}
		seen[c.ID] = true
		if !strings.Contains(tests.String(), "want "+c.ID) && !strings.Contains(tests.String(), `"`+c.ID+`"`) &&
			!strings.Contains(tests.String(), "["+c.ID+"]: ") {
			t.Errorf("no test meets %s", c.ID)
		}
	}
}
