package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme generates and builds the example of the README, whose blocks of
// code name their files ("```go main.go"), and compares main.go.
func TestReadme(t *testing.T) {
	const readme = "../../README.md"
	text := readText(t, readme)
	dir := t.TempDir()
	writeText(t, filepath.Join(dir, "go.mod"), "module example.com/hello\n\ngo 1.24\n")
	var shown string
	for _, m := range regexp.MustCompile("(?s)```\\w+ (\\S+)\n(.*?)```\n").FindAllStringSubmatch(text, -1) {
		name, content := m[1], m[2]
		if name == "main.go" {
			shown = content
			continue
		}
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		writeText(t, filepath.Join(dir, name), content)
	}
	var stdout, stderr strings.Builder
	if code := run([]string{"build", filepath.Join(dir, "app.ini")}, strings.NewReader(""), &stdout, &stderr); code != exitFine {
		t.Fatalf("exit code %d\n%s", code, stderr.String())
	}
	written := readText(t, filepath.Join(dir, "main.go"))
	if *update {
		writeText(t, readme, strings.Replace(text, "```go main.go\n"+shown, "```go main.go\n"+written, 1))
		return
	}
	if shown != written {
		t.Errorf("the README shows another main.go than is generated (-update mends it):\n%s", written)
	}
}
