package bind_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

var update = flag.Bool("update", false, "rewrite the calls and problems that the test cases want")

// TestBind binds every section of the test cases' app.ini. An INI comment
// "; want PG310 "text"" expects a diagnostic on the next line that is no
// comment, a Go comment "// want ..." one on its own line. Nothing else may be
// reported, and nothing wanted may be missing. The file calls.want holds all
// calls, problems.want all that is said, if it is there: it is not where the
// compiler has a word in it, which changes with Go's version.
func TestBind(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no test cases", err)
	}
	for _, path := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			testCase(t, path)
		})
	}
}

func testCase(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var wants []want
	for _, f := range archive.Files {
		write(t, filepath.Join(dir, f.Name), f.Data)
		wants = append(wants, findWants(f.Name, string(f.Data))...)
	}
	prog, got := bindAll(t, filepath.Join(dir, "app.ini"))
	checkDiagnostics(t, dir, got, wants)
	same := checkFile(t, archive, "calls.want", dump(prog))
	if hasFile(archive, "problems.want") {
		same = checkFile(t, archive, "problems.want", strings.ReplaceAll(fullAll(got), dir+string(filepath.Separator), "")) && same
	}
	if *update && !same {
		write(t, path, txtar.Format(archive))
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// bindAll binds all sections of a file that Paste can be asked for.
func bindAll(t testing.TB, path string) (*bound.Program, diag.List) {
	t.Helper()
	config, ds := parse.Load(path, nil)
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	opts := bind.Options{Dir: filepath.Dir(path)}.WithLister()
	t.Cleanup(bind.Begin(context.Background(), config, opts))
	sections, _ := config.Loadables()
	var roots []bind.Root
	for _, s := range sections {
		node, ds := config.Resolve(s.Type, s.Name)
		if ds.HasErrors() {
			t.Fatal(ds.Err())
		}
		roots = append(roots, bind.Root{Node: node, Severity: diag.Error})
	}
	return bind.Bind(context.Background(), config, roots, opts)
}

// want is a diagnostic that a comment expects.
type want struct {
	file, code, text string
	line             int
}

var wantComment = regexp.MustCompile(`^(?:.*//|\s*;) want (PG\d+) "(.*)"$`)

func findWants(file, text string) []want {
	var out []want
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		m := wantComment.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		at := i
		for strings.HasPrefix(strings.TrimSpace(lines[at]), ";") {
			at++
		}
		out = append(out, want{file, m[1], m[2], at + 1})
	}
	return out
}

// checkDiagnostics matches what was reported with what was wanted, both ways.
// A wanted text may be a piece of message, label, hint or notes.
func checkDiagnostics(t *testing.T, dir string, got diag.List, wants []want) {
	t.Helper()
	for _, d := range got {
		name := ""
		if d.Span.File != nil {
			name = strings.TrimPrefix(filepath.ToSlash(d.Span.File.Name()), filepath.ToSlash(dir)+"/")
		}
		i := slices.IndexFunc(wants, func(w want) bool {
			return w.file == name && w.line == d.Span.Position().Line && w.code == d.Code.ID && strings.Contains(full(d), w.text)
		})
		if i < 0 {
			t.Errorf("not wanted:\n%s", full(d))
			continue
		}
		wants = slices.Delete(wants, i, i+1)
	}
	for _, w := range wants {
		t.Errorf("%s:%d: wanted %s %q", w.file, w.line, w.code, w.text)
	}
}

// full is all text of a diagnostic.
func full(d diag.Diagnostic) string {
	out := d.Short() + "\n  marked: " + d.Span.Text()
	if d.Label != "" {
		out += " (" + d.Label + ")"
	}
	for _, r := range d.Related {
		out += "\n  related: " + r.Span.Text() + ": " + r.Note
	}
	if d.Hint != "" {
		out += "\n  hint: " + strings.ReplaceAll(d.Hint, "\n", "\n        ")
	}
	return out
}

func fullAll(ds diag.List) string {
	var out strings.Builder
	for _, d := range ds {
		out.WriteString(full(d) + "\n\n")
	}
	return out.String()
}

func hasFile(archive *txtar.Archive, name string) bool {
	return slices.ContainsFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })
}

// checkFile compares a text with a file of the case, or puts it there.
func checkFile(t *testing.T, archive *txtar.Archive, name, got string) bool {
	t.Helper()
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })
	if i >= 0 && string(archive.Files[i].Data) == got {
		return true
	}
	switch {
	case !*update:
		t.Errorf("%s should be:\n%s", name, got)
	case i < 0:
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(got)})
	default:
		archive.Files[i].Data = []byte(got)
	}
	return false
}
