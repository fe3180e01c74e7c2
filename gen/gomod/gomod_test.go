package gomod_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/gomod"
)

// tree makes a folder with these files.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestImportPath(t *testing.T) {
	dir := tree(t, map[string]string{
		"go.mod":              "// a comment\nmodule \"example.com/site\" // another\n\ngo 1.24\n",
		"sub/nested/go.mod":   "module example.com/nested\n",
		"folder/go.mod/x.txt": "",
		"file":                "",
	})
	for below, want := range map[string]string{
		".":                "example.com/site",
		"cmd/prod":         "example.com/site/cmd/prod", // which does not exist
		"sub":              "example.com/site/sub",
		"sub/nested":       "example.com/nested",
		"sub/nested/a/b":   "example.com/nested/a/b",
		"folder":           "example.com/site/folder",
		"file/is/no/dir":   "example.com/site/file/is/no/dir",
		"my app":           "",
		"sub/.hidden":      "example.com/site/sub/.hidden",
		"sub/nested/größe": "",
	} {
		m, err := gomod.Find(filepath.Join(dir, below))
		if err != nil || m.IsNone() {
			t.Errorf("%s: %+v, %v", below, m, err)
			continue
		}
		got, err := m.ImportPath(filepath.Join(dir, below))
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%s: %q, %v, want %q", below, got, err, want)
		}
		if err != nil && strings.Contains(err.Error(), dir) {
			t.Errorf("%v names a folder of this machine", err)
		}
	}
}

func TestFindNone(t *testing.T) {
	if m, err := gomod.Find(t.TempDir()); err != nil || !m.IsNone() {
		t.Errorf("%+v, %v", m, err)
	}
	if m, err := gomod.Find(tree(t, map[string]string{"go.mod": "go 1.24\n"})); err == nil {
		t.Errorf("a go.mod without a module: %+v", m)
	}
}

func TestFindInTheWorkingFolder(t *testing.T) {
	t.Chdir(tree(t, map[string]string{"go.mod": "module hello\n", "a/b.txt": ""}))
	m, err := gomod.Find("a")
	if err != nil || m.Path != "hello" || !filepath.IsAbs(m.Root) {
		t.Errorf("%+v, %v", m, err)
	}
	if path, err := m.ImportPath("a"); path != "hello/a" || err != nil {
		t.Errorf("%q, %v", path, err)
	}
}

func TestNameFor(t *testing.T) {
	for folder, want := range map[string]string{
		"shop": "example.com/shop", "My Shop": "example.com/my-shop", "az09-_.x": "example.com/az09-_.x", "a@b[c{d`e/f:g": "example.com/a-b-c-d-e-f-g",
		".shop-": "example.com/shop", "größe": "example.com/gr--e", "": "example.com/site", "...": "example.com/site",
	} {
		if got := gomod.NameFor(folder); got != want {
			t.Errorf("a module in %q is %s, want %s", folder, got, want)
		}
	}
}

// TestFindUnreadable: a go.mod that is there and cannot be read is an error.
func TestFindUnreadable(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("go.mod", filepath.Join(dir, "go.mod")); err != nil {
		t.Fatal(err)
	}
	if m, err := gomod.Find(dir); err == nil {
		t.Errorf("a go.mod that leads to itself: %+v", m)
	}
}
