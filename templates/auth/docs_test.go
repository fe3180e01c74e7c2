package auth

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestThePageCompiles builds the packages that docs/identity.md shows.
func TestThePageCompiles(t *testing.T) {
	page, err := os.ReadFile("../../docs/identity.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name string, text []byte) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", []byte("module page\n\ngo 1.24\n"))
	files := regexp.MustCompile("(?s)```go (\\S+)\n(.*?)```").FindAllSubmatch(page, -1)
	if len(files) != 2 {
		t.Fatalf("the page has %d files", len(files))
	}
	for _, file := range files {
		write(string(file[1]), file[2])
	}
	cmd := exec.Command("go", "vet", "./...")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
