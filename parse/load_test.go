package parse

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/internal/golden"
	"github.com/pastegen/pastegen/parse/source"
)

// load reads a file that has no problems.
func load(t *testing.T, text string, set ...KeyValue) *Config {
	t.Helper()
	c, problems := Load(writeFile(t, text), set)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return c
}

func resolve[N Node](t *testing.T, c *Config, typ ObjectType, name string) N {
	t.Helper()
	n, problems := c.Resolve(typ, name)
	if problems.HasErrors() {
		t.Fatal(problems.Err())
	}
	out, ok := n.(N)
	if !ok {
		t.Fatalf("%s %q is a %T", typ, name, n)
	}
	return out
}

// where shows a span as "line:column-column text".
func where(s source.Span) string {
	if !s.IsValid() {
		return "nowhere"
	}
	from, to := s.Position(), s.File.Position(s.End)
	return fmt.Sprintf("%d:%d-%d:%d %s", from.Line, from.Column, to.Line, to.Column, s.Text())
}

func TestLoadUnreadable(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{filepath.Join(dir, "nothing.ini"), dir} {
		c, problems := Load(path, nil)
		if !problems.HasErrors() || c.File == nil {
			t.Errorf("%s: %v, file %v", path, problems, c.File)
		}
		n, problems := c.Resolve(AppType, "main")
		if f, ok := n.(*Failed); !ok || !problems.HasErrors() || !(strings.HasPrefix(f.Message, "[Errno 2] No such file or directory: '") || strings.HasPrefix(f.Message, "[Errno 21] Is a directory: '")) {
			t.Errorf("%s: %#v, %v", path, n, problems)
		}
	}
}

// TestEndless has a device that has no end, as the entry file and included.
func TestEndless(t *testing.T) {
	const zero = "/dev/zero"
	if _, err := os.Stat(zero); err != nil {
		t.Skip(err)
	}
	if _, problems := Load(zero, nil); len(problems) != 1 || problems[0].Message != `cannot read "/dev/zero": is longer than 67108864 bytes` {
		t.Errorf("as the entry file: %v", problems)
	}
	c, _ := Load(writeFile(t, "[app:main]\nuse = config:/dev/zero\n"), nil)
	if _, problems := c.Resolve(AppType, "main"); len(problems) != 1 || problems[0].Message != `cannot read "/dev/zero": is no regular file` {
		t.Errorf("included: %v", problems)
	}
}

func TestSuggestsFile(t *testing.T) {
	path := writeFile(t, "")
	_, problems := Load(filepath.Join(filepath.Dir(path), "ap.ini"), nil)
	if len(problems) != 1 || problems[0].Hint != fmt.Sprintf("did you mean %q?", path) {
		t.Errorf("%+v", problems)
	}
}

func TestWords(t *testing.T) {
	c := load(t, `[DEFAULT]
both = f1 f2
part = mid
[app:main]
paste.app_factory = m:a
plain = one  two
lines = one
    two three

    four
interpolated = %(both)s in%(part)sside %(empty)s 100%% x
ünï = ä ö%(part)sü
empty =
`)
	want := map[string][]string{
		"plain":        {"6:9-6:12 one", "6:14-6:17 two"},
		"lines":        {"7:9-7:12 one", "8:5-8:8 two", "8:9-8:14 three", "10:5-10:9 four"},
		"interpolated": {"11:16-11:24 %(both)s", "11:16-11:24 %(both)s", "11:25-11:39 in%(part)sside", "11:50-11:55 100%%", "11:56-11:57 x"},
		"ünï":          {"12:7-12:8 ä", "12:9-12:19 ö%(part)sü"},
		"empty":        nil,
	}
	app := resolve[*App](t, c, AppType, "main")
	for _, s := range app.Local {
		var got []string
		for _, w := range s.Words() {
			got = append(got, where(w.Span))
		}
		if !slices.Equal(got, want[s.Key]) {
			t.Errorf("%s:\n got %q\nwant %q", s.Key, got, want[s.Key])
		}
	}
}

func TestOrigins(t *testing.T) {
	c := load(t, `[DEFAULT]
d = default
[app:base]
paste.app_factory = m:a
from_base = 1
get got_base = d
set set_base = 1
[app:main]
use = base
own = 1
get got = d
set d = changed
require = Foo
`, KeyValue{"launched", "1"}, KeyValue{"launched", "2"})
	app := resolve[*App](t, c, AppType, "main")
	check := func(name string, settings []conf.Setting, want []string) {
		var got []string
		for _, s := range settings {
			got = append(got, fmt.Sprintf("%s=%s %s %s", s.Key, s.Value, originNames[s.Origin], where(s.Span)))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, want)
		}
	}
	check("local", app.Local, []string{
		"from_base=1 use 5:13-5:14 1",
		"got_base=changed use 6:16-6:17 d",
		"own=1 local 10:7-10:8 1",
		"got=changed get 11:11-11:12 d",
	})
	check("global", app.Global, []string{
		"here=$HERE seed nowhere",
		"__file__=$HERE/app.ini seed nowhere",
		"d=changed set 12:9-12:16 changed",
		"launched=2 launcher nowhere",
		"set_base=1 set 7:16-7:17 1",
	})
	if len(app.Via) != 1 || app.Via[0].Section.Name != "app:base" || app.Section.Name != "app:main" {
		t.Errorf("from %q via %v", app.Section.Name, app.Via)
	}
}

var originNames = []string{"local", "default", "set", "get", "use", "launcher", "seed"}

func TestFactorySpans(t *testing.T) {
	c := load(t, `[DEFAULT]
egg = Paste
[app:egg]
use = egg:Paste#static
[app:main]
use = egg:Foo
[app:call]
use = call:a.b:c
[app:entry]
paste.app_factory = a.b : C.d
[app:interpolated]
use = egg:%(egg)s#test
[app:path]
paste.app_factory = example.com/a-b:C
[app:folder]
paste.app_factory = ./a:C.d
[app:module]
paste.app_factory = a.b
`)
	for name, want := range map[string][3]string{
		"egg":          {"4:7-4:23 egg:Paste#static", "4:11-4:16 Paste", "4:17-4:23 static"},
		"main":         {"6:7-6:14 egg:Foo", "6:11-6:14 Foo", "6:14-6:14 "},
		"call":         {"8:7-8:17 call:a.b:c", "8:12-8:15 a.b", "8:16-8:17 c"},
		"entry":        {"10:21-10:30 a.b : C.d", "10:21-10:24 a.b", "10:27-10:30 C.d"},
		"interpolated": {"12:7-12:23 egg:%(egg)s#test", "12:11-12:18 %(egg)s", "12:19-12:23 test"},
		"path":         {"14:21-14:38 example.com/a-b:C", "14:21-14:36 example.com/a-b", "14:37-14:38 C"},
		"folder":       {"16:21-16:28 ./a:C.d", "16:21-16:24 ./a", "16:25-16:28 C.d"},
		"module":       {"18:21-18:24 a.b", "18:21-18:24 a.b", "18:24-18:24 "},
	} {
		f := resolve[*App](t, c, AppType, name).Factory
		if got := [3]string{where(f.Span), where(f.ModuleSpan), where(f.AttrSpan)}; got != want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, want)
		}
	}
}

func TestRefs(t *testing.T) {
	c := load(t, `[composite:main]
use = egg:Paste#urlmap
/p = p
[pipeline:p]
pipeline = f
    egg:Paste#gzip a
[filter:f]
use = egg:Foo
[app:a]
use = egg:Foo
filter-with = f
`)
	p := resolve[*Composite](t, c, AppType, "main").URLMap.Routes[0].App.(*Pipeline)
	got := []string{where(p.Span), where(p.Filters[0].Context().Span), where(p.Filters[1].Context().Span), where(p.App.Context().Span)}
	want := []string{"3:6-3:7 p", "5:12-5:13 f", "6:5-6:19 egg:Paste#gzip", "6:20-6:21 a"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	wrapper := p.App.(*FilterWith)
	if f := wrapper.Filter.Context(); f.Ref != "f" || where(f.Span) != "11:15-11:16 f" {
		t.Errorf("filter-with: %q at %s", f.Ref, where(f.Span))
	}
}

func TestCompositeResolve(t *testing.T) {
	c := load(t, `[composite:main]
use = call:m:c
set level = main
[app:a]
use = egg:Foo
[filter:f]
use = egg:Foo
[composite:inner]
use = call:m:c
`)
	main := resolve[*Composite](t, c, AppType, "main")
	for name, want := range map[Text]bool{"a": true, "f": false, "inner": true, "b": false, "egg:Foo": true, "sqlite:x": false} {
		if got := main.Knows(AppType, name); got != want {
			t.Errorf("knows the app %q: %v", name, got)
		}
	}
	n, problems := main.Resolve(AppType, "a", source.Span{})
	if problems != nil {
		t.Error(problems)
	}
	if s := n.Context().Global[2]; s.Key != "level" || s.Value != "main" {
		t.Errorf("global of what it loads: %v", s)
	}
	if n, problems := main.Resolve(FilterType, "a", c.File.Source.Span(0, 1)); !problems.HasErrors() || problems[0].Span.End != 1 {
		t.Errorf("an app as a filter: %T, %v", n, problems)
	}
	inner, _ := main.Resolve(AppType, "inner", source.Span{})
	again, problems := inner.(*Composite).Resolve(AppType, "main", c.File.Source.Span(0, 1))
	if m, ok := again.(*Composite); !ok || !m.Cycle || !problems.HasErrors() {
		t.Errorf("a composite inside itself: %T, %v", again, problems)
	}
}

// TestManyCircles checks that circles do not make the resolver try every way
// around them.
func TestManyCircles(t *testing.T) {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "[pipeline:p%d]\npipeline =", i)
		for j := range 40 {
			fmt.Fprintf(&b, " config:app.ini#p%d", j)
		}
		b.WriteString("\n")
	}
	c, _ := Load(writeFile(t, b.String()), nil)
	n, problems := c.Resolve(AppType, "p0")
	if f, ok := n.(*Failed); !ok || f.Class != Recursion || !problems.HasErrors() {
		t.Errorf("%T, %v", n, problems)
	}
}

// TestNoEnd checks that files that would lead to objects without number are
// given up before long.
func TestNoEnd(t *testing.T) {
	var circles, doubled strings.Builder
	for i := range 30 {
		fmt.Fprintf(&circles, "[composite:c%d]\nuse = egg:Paste#urlmap\n", i)
		for j := range 30 {
			fmt.Fprintf(&circles, "/%d = c%d\n", j, j)
		}
		fmt.Fprintf(&doubled, "[composite:c%d]\nuse = egg:Paste#urlmap\n/a = c%d\n/b = c%d\n", i, i+1, i+1)
	}
	doubled.WriteString("[app:c30]\nuse = egg:Foo\n")
	for text, code := range map[string]diag.Code{circles.String(): codeCycle, doubled.String(): codeTooMuch} {
		c, problems := Load(writeFile(t, text), nil)
		c.most = 1 << 14
		ds := resolveAll(c)
		problems.Add(ds...)
		if !slices.ContainsFunc(problems, func(d diag.Diagnostic) bool { return d.Code == code }) {
			t.Errorf("no %s among %d problems", code.ID, len(problems))
		}
	}
}

// TestLinear checks that the work for a section does not grow with the file.
func TestLinear(t *testing.T) {
	allocations := func(n int) float64 {
		path := writeFile(t, manySections(n))
		return testing.AllocsPerRun(1, func() {
			c, _ := Load(path, nil)
			resolveAll(c)
		})
	}
	if small, large := allocations(200), allocations(2000); large > 11*small {
		t.Errorf("%.0f allocations for 200 sections, %.0f for 2000", small, large)
	}
}

// resolveAll resolves each section that is no part of what another one makes.
func resolveAll(c *Config) diag.List {
	var problems diag.List
	reached := map[*ini.Section]bool{}
	loadable, _ := c.Loadables()
	for _, l := range loadable {
		if reached[l.Section] {
			continue
		}
		n, ds := c.ResolveLoadable(l)
		problems.Add(ds...)
		reached[l.Section] = true
		for s := range Sections(All(n)) {
			reached[s] = true
		}
	}
	return problems
}

func FuzzResolve(f *testing.F) {
	for _, pattern := range []string{"testdata/graph/*.ini", "testdata/corpus/*.ini"} {
		for _, path := range golden.Glob(f, pattern) {
			c, _ := Load(path, nil)
			f.Add(c.File.Source.Text())
		}
	}
	path := filepath.Join(f.TempDir(), "fuzz.ini")
	f.Fuzz(func(t *testing.T, text string) {
		overwrite(t, path, text)
		c, problems := Load(path, []KeyValue{{"given", "1"}})
		problems.Add(resolveAll(c)...)
		for _, d := range problems {
			if s := d.Span; s.IsValid() && (s.Start < 0 || s.Start > s.End || s.End > len(s.File.Text())) {
				t.Errorf("%s: span %d to %d", d.Message, s.Start, s.End)
			}
		}
	})
}

// TestPercentFound: what is found in the place of a reference is what begins there.
func TestPercentFound(t *testing.T) {
	c, _ := Load(writeFile(t, "[app:main]\nuse = call:m:a\nx = 100%(y)d z\n"), nil)
	n, ds := c.Resolve(AppType, "main")
	if f, ok := n.(*Failed); len(ds) != 1 || !strings.HasSuffix(ds[0].Message, `found "%(y)d z"`) || !ok || !strings.HasSuffix(f.Shown, "reference '%(y)d z'") {
		t.Errorf("%v; %+v", ds, n)
	}
}

// TestBlank: a file of no text, which need not exist, is where references of
// no file are seen from.
func TestBlank(t *testing.T) {
	c := Blank("nowhere/app.ini")
	if len(c.File.Sections) != 0 {
		t.Errorf("%d sections", len(c.File.Sections))
	}
	n, ds := c.Resolve(AppType, "call:site:New")
	if app, ok := n.(*App); !ok || len(ds) != 0 || app.Factory.Module != "site" || app.Factory.Attr != "New" {
		t.Errorf("%#v %v", n, ds)
	}
	if _, ds := c.Resolve(AppType, "main"); !ds.HasErrors() {
		t.Error("an empty file has an app")
	}
}
