// Package golden compares what tests make with files of what they should make.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the wanted output in testdata anew")

// Check compares a text with a file, which is missing for an empty text. With
// -update it writes the file instead.
func Check(t testing.TB, path, got string) {
	t.Helper()
	if *update {
		err := os.Remove(path)
		if got != "" {
			err = os.WriteFile(path, []byte(got), 0o644)
		}
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: %s", path, FirstDifference(got, string(want)))
	}
}

// FirstDifference shows the first line that differs.
func FirstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "line " + strconv.Itoa(i+1) + "\n got: " + g[i] + "\nwant: " + w[i]
		}
	}
	return "one is a part of the other: " + strconv.Itoa(len(g)) + " lines, want " + strconv.Itoa(len(w))
}

// Glob returns the files of a pattern written with "/".
func Glob(tb testing.TB, pattern string) []string {
	tb.Helper()
	files, err := filepath.Glob(filepath.FromSlash(pattern))
	if err != nil {
		tb.Fatal(err)
	}
	return files
}
