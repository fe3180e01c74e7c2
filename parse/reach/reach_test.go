package reach

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/ini"
)

func write(tb testing.TB, path, text string) {
	tb.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}

func TestUnreferenced(t *testing.T) {
	for _, tt := range []struct{ file, want string }{
		{"pubs", "home home_use pub"},
		{"wiki", "wiki"},
		{"urlmap", "main"},
		{"cascade", "badcatch default emptycatch"},
		{"include-composite", "main inner"},
		{"include-entry", "main same unnorm"},
		{"call", "three nocolon empty noattr sharp c urlmap x fa"},
		{"aliases", "y z"},
	} {
		c, _ := parse.Load(filepath.Join("..", "testdata", "graph", tt.file+".ini"), nil)
		var got []string
		for _, l := range Unreferenced(c) {
			got = append(got, l.Name)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %s, want %s", tt.file, strings.Join(got, " "), tt.want)
		}
	}
}

// TestUnreferencedByIncluded: the names in a composite of another file mean sections
// of the one that includes it, and those of its other sections do not.
func TestUnreferencedByIncluded(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.ini")
	write(t, path, "[app:main]\nuse = config:base.ini\n[app:home]\nuse = call:m:a\n[app:alone]\nuse = call:m:a\n[app:self]\nuse = config:app.ini#alone\n")
	write(t, filepath.Join(dir, "base.ini"), "[composite:main]\nuse = egg:Paste#urlmap\n/ = home\n")
	c, _ := parse.Load(path, nil)
	var got []string
	for _, l := range Unreferenced(c) {
		got = append(got, l.Name)
	}
	if want := []string{"main", "self"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestUnreadable: what cannot be read has no sections.
func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{filepath.Join(dir, "nothing.ini"), dir} {
		c, _ := parse.Load(path, nil)
		if len(Unreferenced(c)) > 0 {
			t.Errorf("%s: it has sections", path)
		}
	}
}

// TestShadowed: names in an included file mean its own sections.
func TestShadowed(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.ini")
	write(t, path, "[app:main]\nuse = config:base.ini\n[filter:log]\nuse = call:m:f\n[filter:other]\nuse = call:m:f\n"+
		"[app:home]\nuse = call:m:a\n[filter:home]\nuse = call:m:f\n[server:main]\nuse = egg:waitress\n[filter: spaced ]\nuse = call:m:f\n[app:]\nuse = call:m:a\n[app:aside]\nuse = call:m:a\n")
	write(t, filepath.Join(dir, "base.ini"), "[pipeline:main]\npipeline = log spaced home\n[filter:log]\nuse = call:m:f\n"+
		"[application:home]\nuse = call:m:a\n[filter:other]\nuse = call:m:f\n[server:main]\nuse = egg:waitress\n[filter:spaced]\nuse = call:m:f\n")
	write(t, filepath.Join(dir, "no-apps.ini"), "[app]\nx = 1\n[resource:aside]\nx = 1\n")
	c, _ := parse.Load(path, nil)
	n, problems := c.Resolve(parse.AppType, "main")
	reached := map[*ini.Section]bool{}
	other, _ := parse.Load(filepath.Join(dir, "no-apps.ini"), nil)
	for _, s := range other.File.Sections {
		reached[s] = true
	}
	for s := range parse.Sections(parse.All(n)) {
		reached[s] = true
	}
	problems.Add(Shadowed(c, reached)...)
	var got []string
	for _, d := range problems {
		if len(d.Related) != 1 || d.Related[0].Span.File == d.Span.File || d.Code != codeShadowed || d.Hint == "" {
			t.Errorf("%+v", d)
		}
		got = append(got, d.Span.Text())
	}
	if want := []string{"filter:log", "app:home", "filter: spaced "}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// BenchmarkUnreferenced looks at files of two sizes. The time for a section must
// not grow with the size.
func BenchmarkUnreferenced(b *testing.B) {
	for _, n := range []int{100, 1_000} {
		var text strings.Builder
		text.WriteString("[composite:main]\nuse = egg:Paste#urlmap\n")
		for i := range n {
			fmt.Fprintf(&text, "/%d = p%d\n", i, i)
		}
		for i := range n {
			fmt.Fprintf(&text, "[pipeline:p%d]\npipeline = a%d\n[app:a%d]\nuse = egg:Foo\n", i, i, i)
		}
		path := filepath.Join(b.TempDir(), "app.ini")
		write(b, path, text.String())
		c, _ := parse.Load(path, nil)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Unreferenced(c)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(2*n), "ns/section")
		})
	}
}

// TestPassed: names in an included composite mean sections of the file that
// includes it.
func TestPassed(t *testing.T) {
	for name, tt := range map[string]struct {
		outer, inner string
		want         []string
	}{
		"a URL map": {"[app:main]\nuse = config:base.ini\n[app:home]\nuse = call:m:a\n",
			"[composite:main]\nuse = egg:Paste#urlmap\n/ = home\n/again = home\n[app:home]\nuse = call:m:a\n", []string{"app:home"}},
		"a cascade": {"[composite:main]\nuse = config:base.ini\n[application:one]\nuse = call:m:a\n[app:two]\nuse = call:m:a\n",
			"[composite:main]\nuse = egg:Paste#cascade\na = one two\n[pipeline:one]\npipeline = x\n[app:two]\nuse = call:m:a\n",
			[]string{"pipeline:one", "app:two"}},
		"below a filter": {"[pipeline:main]\npipeline = f app\n[filter:f]\nuse = call:m:f\n[app:app]\nuse = config:base.ini\n[app:home]\nuse = call:m:a\n",
			"[composite:main]\nuse = egg:Paste#urlmap\n/ = home\n[app:home]\nuse = call:m:a\n", []string{"app:home"}},
		"the includer names it itself": {"[composite:main]\nuse = config:base.ini\n/ = home\n[app:home]\nuse = call:m:a\n",
			"[composite:main]\nuse = egg:Paste#urlmap\n[app:home]\nuse = call:m:a\n", nil},
		"another name": {"[app:main]\nuse = config:base.ini\n[app:home]\nuse = call:m:a\n",
			"[composite:main]\nuse = egg:Paste#urlmap\n/ = home\n[app:other]\nuse = call:m:a\n[filter:home]\nuse = call:m:f\n", nil},
		"both are used": {"[app:main]\nuse = config:base.ini\n[app:home]\nuse = call:m:a\n",
			"[composite:main]\nuse = egg:Paste#urlmap\n/ = home\n/base = config:base.ini#home\n[app:home]\nuse = call:m:a\n", nil},
		"one file": {"[app:main]\nuse = map\n[composite:map]\nuse = egg:Paste#urlmap\n/ = home\n[app:home]\nuse = call:m:a\n", "", nil},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "app.ini")
		write(t, path, tt.outer)
		write(t, filepath.Join(dir, "base.ini"), tt.inner)
		c, _ := parse.Load(path, nil)
		n, _ := c.Resolve(parse.AppType, "main")
		reached := map[*ini.Section]bool{}
		for s := range parse.Sections(parse.All(n)) {
			reached[s] = true
		}
		var got []string
		for _, d := range Passed(slices.Collect(parse.All(n)), reached) {
			if len(d.Related) != 2 || d.Related[0].Span.File == d.Span.File || d.Related[1].Span.File != d.Span.File || d.Code != codeShadowed {
				t.Errorf("%s: %+v", name, d)
			}
			got = append(got, d.Span.Text())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
