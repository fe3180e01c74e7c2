package bind_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// TestBelowWhatIsMissing: what a composite may ask for whose own factory is not
// there is looked at as well, and told with the severity of its root, once.
func TestBelowWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":       "module example.com/site\n\ngo 1.24\n",
		"apps/apps.go": "package apps\n\nimport \"net/http\"\n\nfunc New() http.Handler { return nil }\n",
		"app.ini": `[resource:db]
use = call:apps:Absent
[composite:main]
use = call:apps:Gone
one = a inner
other = b
[composite:inner]
use = call:apps:Lost
one = a
[app:a]
use = call:apps:Missing
[app:b]
use = call:apps:New
[app:alone]
use = call:apps:Unasked
`,
	} {
		write(t, filepath.Join(dir, name), []byte(text))
	}
	config, ds := parse.Load(filepath.Join(dir, "app.ini"), nil)
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	node, ds := config.Resolve(parse.AppType, "main")
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	for _, severity := range []diag.Severity{diag.Error, diag.Warning} {
		program, got := bind.Bind(context.Background(), config, []bind.Root{{Node: node, Severity: severity}}, bind.Options{Dir: dir})
		var told []string
		for _, d := range got {
			told = append(told, d.Span.Text())
			if want := severity; d.Severity != want && d.Span.Text() != "Absent" { // a resource belongs to the program
				t.Errorf("%s has the severity %v, want %v", d.Span.Text(), d.Severity, want)
			}
		}
		if want := []string{"Absent", "Gone", "Lost", "Missing"}; !slices.Equal(told, want) {
			t.Errorf("told of %q, want %q", told, want)
		}
		if len(program.Calls) != 1 {
			t.Errorf("%d calls, want that of apps.New", len(program.Calls))
		}
	}
}
