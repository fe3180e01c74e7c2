package emit

import (
	"strings"
	"testing"
)

func TestGroupImports(t *testing.T) {
	source := "package main\n\nimport (\n\t\"context\"\n\tapps2 \"example.com/apps\"\n\t\"fmt\"\n\t\"github.com/x/y\"\n\t\"net/http\"\n)\n\nfunc main() {}\n"
	want := "package main\n\nimport (\n\t\"context\"\n\t\"fmt\"\n\t\"net/http\"\n\n\tapps2 \"example.com/apps\"\n\t\"github.com/x/y\"\n)\n\nfunc main() {}\n"
	if got := groupImports(source); got != want {
		t.Errorf("got\n%s", got)
	}
	std := strings.ReplaceAll(strings.ReplaceAll(source, "example.com/apps", "os"), "github.com/x/y", "io")
	if got := groupImports(std); got != std {
		t.Errorf("got\n%s", got)
	}
}
