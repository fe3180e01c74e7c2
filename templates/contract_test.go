package templates

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestEachDemandOfThePEPHasItsTests holds the table of docs/wsgi.md and the
// tests together: its rows are numbered one by one, and each names tests that
// exist.
func TestEachDemandOfThePEPHasItsTests(t *testing.T) {
	text, err := os.ReadFile("../docs/wsgi.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^\| (\d+) \| (.+) \| (.+) \|$`)
	name := regexp.MustCompile("^`([a-z]+)\\.((?:Test|Fuzz)\\w+)`$")
	rows := row.FindAllStringSubmatch(string(text), -1)
	if len(rows) < 60 {
		t.Errorf("there are only %d rows", len(rows))
	}
	for i, cells := range rows {
		if cells[1] != strconv.Itoa(i+1) {
			t.Errorf("row %d has the number %s", i+1, cells[1])
		}
		for _, cell := range strings.Split(cells[3], ", ") {
			test := name.FindStringSubmatch(cell)
			if test == nil || !hasTest(t, test[1], test[2]) {
				t.Errorf("row %d: there is no test %s", i+1, cell)
			}
		}
	}
}

// hasTest reports whether the package, this one or one below, has a test of
// that name.
func hasTest(t *testing.T, pkg, name string) bool {
	t.Helper()
	if pkg == "templates" {
		pkg = "."
	}
	files, err := filepath.Glob(filepath.Join(pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
