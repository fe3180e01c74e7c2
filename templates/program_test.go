package templates

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// buildWithPieces compiles a program of the Go files that pattern matches with copies of pieces beside them, as a generated
// program has them.
func buildWithPieces(t *testing.T, pattern string, pieces ...string) string {
	t.Helper()
	dir := t.TempDir()
	text, err := Copy("main", header, pieces)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no %s (%v)", pattern, err)
	}
	for _, file := range files {
		program, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, filepath.Base(file)), string(program))
	}
	write(t, filepath.Join(dir, "go.mod"), "module example.com/program\n\ngo 1.24\n")
	write(t, filepath.Join(dir, "paste.go"), string(text))
	cmd := exec.Command("go", "build", "-o", "program.exe", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOWORK=off", "GOFLAGS=")
	run(t, nil, cmd)
	return filepath.Join(dir, "program.exe")
}
