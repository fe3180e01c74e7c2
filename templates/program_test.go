package templates

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// buildWithCopies compiles a program of the Go files that pattern matches,
// which import the named packages from here, with copies of these in their
// place, as a generated program has them.
func buildWithCopies(t *testing.T, pattern string, names ...string) string {
	t.Helper()
	const base = "example.com/program/internal/paste"
	dir := t.TempDir()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no %s (%v)", pattern, err)
	}
	for _, file := range files {
		program, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, filepath.Base(file)), BuildLine+"\n\n"+strings.ReplaceAll(string(program), ImportBase, base))
	}
	writeCopies(t, filepath.Join(dir, "internal", "paste"), base, Closure(names))
	write(t, filepath.Join(dir, "go.mod"), "module example.com/program\n\ngo 1.18\n")
	goCommand(t, dir, "build", "-o", "program.exe", ".")
	return filepath.Join(dir, "program.exe")
}

// writeCopies writes copies of the named packages to a folder, whose import
// path is base.
func writeCopies(t *testing.T, dir, base string, names []string) {
	t.Helper()
	copies, err := Copy(names, header, base)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range copies {
		write(t, filepath.Join(dir, filepath.FromSlash(file.Name)), string(file.Content))
	}
}

// goCommand runs the go command in a module that can reach no network. What was
// compiled in another folder is not compiled again.
func goCommand(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOWORK=off", "GOFLAGS=-trimpath")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%.4000s", err, out)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
