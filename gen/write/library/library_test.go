package library

import (
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/plan"
)

func TestFiles(t *testing.T) {
	if files, err := Files(&plan.Program{Package: "main", Config: &plan.Config{}}); err != nil || len(files) != 0 {
		t.Errorf("of a program: %q, %v", files, err)
	}
	files, err := Files(&plan.Program{Package: "site", Source: "app\n.ini"})
	if err != nil || len(files) != 1 || files[0].Name != plan.WiringFile {
		t.Fatalf("%q, %v", files, err)
	}
	if text := string(files[0].Content); !strings.Contains(text, "// Package site builds the apps of app") || !strings.Contains(text, "\npackage site\n") {
		t.Errorf("it has no comment:\n%s", text)
	}
}
