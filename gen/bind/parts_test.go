package bind

import (
	"reflect"
	"testing"

	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/templates/secret"
)

// TestParts: keys can fill all that a part needs, and there is a word on each.
func TestParts(t *testing.T) {
	all, err := Builtins(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if len(d.Names) == 0 {
			continue
		}
		spelt := map[string]string{}
		for _, k := range d.Keys {
			if other, twice := spelt[words.Normal(k.Name)]; twice {
				t.Errorf("%s: each spelling of %s may be %s as well, so that neither can be written", d.Name, k.Name, other)
			}
			spelt[words.Normal(k.Name)] = k.Name
			if k.Doc == "" {
				t.Errorf("%s: nothing is said of the key %s", d.Name, k.Name)
			}
			if k.Secret && !secret.Name(k.Name) {
				t.Errorf("%s: graph, which reads no Go, shows the value of %s", d.Name, k.Name)
			}
		}
		if d.Doc == "" || d.Group == "" || d.About == "" {
			t.Errorf("%s: nothing is said of it, or of its group", d.Name)
		}
		for _, p := range d.problems {
			t.Errorf("%s: %s", d.Name, p.Short())
		}
	}
}

// TestPartsAsTheGoCommandHasThem: what is said of parts without the go command is
// what is said with it.
func TestPartsAsTheGoCommandHasThem(t *testing.T) {
	want, err := Builtins(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := newDescriber(parse.Blank("app.ini"), Options{})
	b.Pkgs.LoadGo(t.Context(), nil, b.Parts.Packages())
	got, err := b.builtins(t.Context())
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d parts, want %d; %v", len(got), len(want), err)
	}
	for i := range got {
		got[i].problems, want[i].problems = nil, nil
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("%s:\n%+v, without the go command\n%+v", got[i].Name, got[i], want[i])
		}
	}
}

// BenchmarkBuiltins describes all parts that there are.
func BenchmarkBuiltins(b *testing.B) {
	for b.Loop() {
		if _, err := Builtins(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
