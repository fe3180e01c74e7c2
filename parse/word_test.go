package parse

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/ini"
)

// TestFactoryPlaces: the pieces of a reference have places of their own where the
// file has the very text, else the whole value's.
func TestFactoryPlaces(t *testing.T) {
	const text = "[DEFAULT]\nkind = apps\n[app:main]\nuse = call:nothing:x\nplain = call:./apps:New\nmade = call:./%(kind)s:New\n"
	c, ds := Load(writeFile(t, text), nil)
	if len(ds) > 0 {
		t.Fatal(render(t, ds))
	}
	n, ds := c.Resolve(AppType, "main")
	if len(ds) > 0 {
		t.Fatal(render(t, ds))
	}
	got := map[string]string{}
	for _, s := range n.Context().Local {
		f := FactoryIn(s.Word())
		got[s.Key] = strings.Join([]string{f.Module, f.ModuleSpan.Text(), f.Attr, f.AttrSpan.Text()}, " ")
	}
	for key, want := range map[string]string{
		"plain": "./apps ./apps New New",
		"made":  "./apps call:./%(kind)s:New New call:./%(kind)s:New",
	} {
		if got[key] != want {
			t.Errorf("%s: %s, want %s", key, got[key], want)
		}
	}
}

func TestRelName(t *testing.T) {
	c, _ := Load(writeFile(t, "[app:main]\nuse = call:x:y\n"), nil)
	if got := c.RelName(c.File.Source); got != "app.ini" {
		t.Errorf("it is called %q", got)
	}
	if got := c.RelName(nil); got != "" {
		t.Errorf("no file is called %q", got)
	}
}

// TestAll: a node comes before those below it, and nothing after the last that is
// asked for.
func TestAll(t *testing.T) {
	c := load(t, "[pipeline:main]\npipeline = f inner\n[filter:f]\nuse = call:x:f\n[app:inner]\nuse = call:x:y\n")
	all := []string{"pipeline:main", "filter:f", "app:inner"}
	for _, nodes := range []iter.Seq[Node]{All(resolve[*Pipeline](t, c, AppType, "main")), Whole(resolve[*Pipeline](t, c, AppType, "main"))} {
		for most := 1; most <= len(all); most++ {
			var got []string
			for n := range nodes {
				if got = append(got, n.Context().Section.Name); len(got) == most {
					break
				}
			}
			if !slices.Equal(got, all[:most]) {
				t.Errorf("%q, want %q", got, all[:most])
			}
		}
	}
}

// TestWhole: what stands below a node that failed is among the whole, not among
// all.
func TestWhole(t *testing.T) {
	c, _ := Load(writeFile(t, "[pipeline:main]\npipeline = gone inner\n[app:inner]\nuse = call:x:y\n"), nil)
	n, ds := c.Resolve(AppType, "main")
	if !ds.HasErrors() {
		t.Fatal("nothing is wrong")
	}
	refs := func(nodes func(func(Node) bool)) []string {
		var out []string
		for n := range nodes {
			if s := n.Context().Section; s != nil {
				out = append(out, s.Name)
			}
		}
		return out
	}
	if got := refs(Whole(n)); !slices.Contains(got, "app:inner") {
		t.Errorf("the whole is %v", got)
	}
	if got := refs(All(n)); slices.Contains(got, "app:inner") {
		t.Errorf("all are %v", got)
	}
}

func TestTooManyObjects(t *testing.T) {
	s := &ini.Section{}
	c, _ := Load(writeFile(t, "[composite:main]\nuse = egg:Paste#urlmap\n/ = one\n[app:one]\nuse = call:x:y\n"), nil)
	*s = *c.File.Section("app:one")
	value := c.File.Section("composite:main").Entry("/").Value
	at := ref{text: "one", at: value.Span(0, len(value.Raw))}
	if d := tooManyObjects(at, s); d.Span.Text() != "one" {
		t.Errorf("it is at %q", d.Span.Text())
	}
	if d := tooManyObjects(ref{text: "one"}, s); d.Span != s.Header {
		t.Errorf("without a place it is at %q", d.Span.Text())
	}
}
