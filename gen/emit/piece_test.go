package emit

import (
	"fmt"
	"go/format"
	"go/types"
	"regexp"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/plan"
)

// TestPieces writes so many functions that several goroutines do it: all are there, in
// their order, formatted, and what only some of them need is imported once.
func TestPieces(t *testing.T) {
	handler, _ := testTypes()
	apps, late := types.NewPackage("example.com/apps", "apps"), types.NewPackage("example.com/late", "late")
	p := &plan.Program{Package: "site", Source: "app.ini", From: "app.ini", Base: "example.com/internal/paste", Blank: []string{apps.Path(), "example.com/driver"}}
	const n = 450
	var want []string
	for i := range n {
		pkg := apps
		if i >= n-10 {
			pkg = late
		}
		call := &bound.Call{Func: bound.Func{Pkg: pkg, Name: "New"}, Result: bound.Result{Type: handler}}
		name := fmt.Sprint("app", i)
		p.Funcs = append(p.Funcs, &plan.Func{Name: name, Section: "[app:" + name + "]", Steps: []plan.Step{plan.Make{Call: call, Var: &plan.Var{Name: "h"}}}})
		want = append(want, name)
	}
	p.Imports = []plan.Import{{Path: apps.Path(), Name: "apps"}, {Path: late.Path(), Name: "late2", Alias: true}}
	got, err := Wiring(p, "")
	if err != nil {
		t.Fatal(err)
	}
	if formatted, err := format.Source(got); err != nil || string(formatted) != string(got) {
		t.Errorf("not as gofmt has it: %v\n%s", err, got)
	}
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^func (\w+)\(`).FindAllStringSubmatch(string(got), -1) {
		names = append(names, m[1])
	}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("the functions are %q", names)
	}
	const imports = "import (\n\t\"net/http\"\n\n\t\"example.com/apps\"\n\t_ \"example.com/driver\"\n\tlate2 \"example.com/late\"\n)\n\n// app0 is"
	if !strings.Contains(string(got), imports) {
		t.Errorf("it imports\n%.600s", got)
	}
}
