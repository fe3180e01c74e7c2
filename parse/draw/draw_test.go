package draw

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/internal/golden"
)

// TestDrawings compares the drawings of some files with testdata/drawings.
func TestDrawings(t *testing.T) {
	for _, name := range []string{"pubs", "filter-with", "urlmap-bad", "urlmap-cycle", "include-composite", "use-section", "cascade", "named", "quoting"} {
		c, _ := parse.Load(filepath.Join("..", "testdata", "graph", name+".ini"), nil)
		roots, _ := Roots(c)
		for ext, got := range map[string]string{"tree": Text(c, roots), "dot": DOT(c, roots), "mermaid": Mermaid(c, roots)} {
			golden.Check(t, filepath.Join("..", "testdata", "drawings", name+"."+ext), got)
		}
	}
}

// TestNamed shows in JSON what composites' values name, of which the oracle knows
// nothing. A composite that its own value names is no problem.
func TestNamed(t *testing.T) {
	for _, name := range []string{"cascade", "named"} {
		c, _ := parse.Load(filepath.Join("..", "testdata", "graph", name+".ini"), nil)
		golden.Check(t, filepath.Join("..", "testdata", "drawings", name+".json"), string(JSON(c)))
		if _, problems := Roots(c); problems.HasErrors() {
			t.Error(problems.Err())
		}
	}
}

// TestResources shows resources beside the app in the drawings, but not in the
// JSON document, which holds what Paste makes of the file.
func TestResources(t *testing.T) {
	c, _ := parse.Load("../own/testdata/resources.ini", nil)
	roots, _ := Roots(c)
	golden.Check(t, "../testdata/drawings/resources.tree", Text(c, roots))
	golden.Check(t, "../testdata/drawings/resources.dot", DOT(c, roots))
	golden.Check(t, "../testdata/drawings/resources.mermaid", Mermaid(c, roots))
	golden.Check(t, "../testdata/drawings/resources.json", string(JSON(c)))
}

// TestNothingToDraw: what cannot be read has no roots.
func TestNothingToDraw(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{filepath.Join(dir, "nothing.ini"), dir} {
		c, _ := parse.Load(path, nil)
		if roots, _ := Roots(c); len(roots) > 0 {
			t.Errorf("%s: it has sections", path)
		}
	}
}

// TestNoMachinePath checks that the folder of the file is nowhere in what
// comes out of it.
func TestNoMachinePath(t *testing.T) {
	text := "[DEFAULT]\nd = %(here)s/d\n[app:main]\nuse = config:%(here)s/app.ini#other\nf = %(__file__)s\n" +
		"[app:other]\npaste.app_factory = m:a\nx = %(d)s\n[app:bad]\nuse = config:nothing.ini\n"
	path := writeFile(t, text)
	c, _ := parse.Load(path, nil)
	roots, _ := Roots(c)
	for _, out := range drawings(c, roots) {
		if strings.Contains(out, filepath.Dir(path)) {
			t.Errorf("holds the folder of the file:\n%s", out)
		}
	}
	other, problems := parse.Load(writeFile(t, text), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if string(JSON(other)) != string(JSON(c)) {
		t.Error("differs with the folder")
	}
}

// drawings returns all of them.
func drawings(c *parse.Config, roots []parse.Node) []string {
	return []string{string(JSON(c)), Text(c, roots), DOT(c, roots), Mermaid(c, roots)}
}

func writeFile(tb testing.TB, text string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "app.ini")
	overwrite(tb, path, text)
	return path
}

func overwrite(tb testing.TB, path, text string) {
	tb.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}

func FuzzDraw(f *testing.F) {
	for _, pattern := range []string{"../testdata/graph/*.ini", "../testdata/corpus/*.ini", "../testdata/env/*.ini", "../own/testdata/*.ini"} {
		for _, path := range golden.Glob(f, pattern) {
			c, _ := parse.Load(path, nil)
			f.Add(c.File.Source.Text())
		}
	}
	path := filepath.Join(f.TempDir(), "fuzz.ini")
	f.Fuzz(func(t *testing.T, text string) {
		overwrite(t, path, text)
		c, problems := parse.Load(path, []parse.KeyValue{{Key: "given", Value: "1"}})
		roots, ds := Roots(c)
		problems.Add(ds...)
		for _, d := range problems {
			if s := d.Span; s.IsValid() && (s.Start < 0 || s.Start > s.End || s.End > len(s.File.Text())) {
				t.Errorf("%s: span %d to %d", d.Message, s.Start, s.End)
			}
		}
		for _, out := range drawings(c, roots) {
			if !strings.HasSuffix(out, "\n") && len(roots) > 0 || strings.Contains(out, parse.HereMark) {
				t.Errorf("bad output:\n%s", out)
			}
		}
	})
}

// BenchmarkJSON writes the document of a file with many pipelines.
func BenchmarkJSON(b *testing.B) {
	var text strings.Builder
	text.WriteString("[composite:main]\nuse = egg:Paste#urlmap\n")
	for i := range 1000 {
		n := strconv.Itoa(i)
		text.WriteString("/" + n + " = p" + n + "\n")
	}
	for i := range 1000 {
		n := strconv.Itoa(i)
		text.WriteString("[pipeline:p" + n + "]\npipeline = f a" + n + "\n[app:a" + n + "]\nuse = egg:Foo\nx = " + n + "\n")
	}
	text.WriteString("[filter:f]\nuse = egg:Foo\n")
	c, problems := parse.Load(writeFile(b, text.String()), nil)
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	b.ReportAllocs()
	for b.Loop() {
		JSON(c)
	}
}
