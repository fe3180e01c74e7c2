package templates

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestLayersOfWSGIAndHTTP runs the tests of testdata/layers beside copies of the pieces that adapt and check.
func TestLayersOfWSGIAndHTTP(t *testing.T) {
	dir := t.TempDir()
	text, err := Copy("main", header, []string{"wsgi", "wsgicall", "wsgilint", "httplint"})
	if err != nil {
		t.Fatal(err)
	}
	tests, err := os.ReadFile("testdata/layers/layers_test.go")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "go.mod"), "module example.com/layers\n\ngo 1.24\n")
	write(t, filepath.Join(dir, "paste.go"), string(text))
	write(t, filepath.Join(dir, "layers_test.go"), string(tests))
	cmd := exec.Command("go", "test", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOWORK=off", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
