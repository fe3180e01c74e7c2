package eggs

import (
	"os"
	"slices"
	"testing"
)

// TestKnown checks that the program and the oracle know the same eggs.
func TestKnown(t *testing.T) {
	want, err := os.ReadFile("../testdata/oracle/scripts/known_eggs.json")
	if err != nil {
		t.Fatal(err)
	}
	if knownJSON != string(want) {
		t.Error("known.json is not that of the oracle")
	}
	target := Known()[Normal("PASTE")]["paste.composite_factory"]["urlmap"]
	if target != "paste.urlmap:urlmap_factory" {
		t.Errorf("egg:Paste#urlmap is %q", target)
	}
	if _, target, _ := Known()["paste"].Find([]string{"paste.filter_factory"}, "waitforit"); target != "waitforit.wsgiapp:make_filter" {
		t.Errorf("egg:Paste#waitforit is %q", target)
	}
	if target := Known()["rutter"]["paste.composite_factory"]["urlmap"]; !slices.Contains(URLMaps(), target) {
		t.Errorf("egg:rutter#urlmap is %q", target)
	}
}

func TestNormal(t *testing.T) {
	for in, want := range map[string]string{
		"Paste": "paste", "Foo.-_Bar": "foo_bar", "-x-": "_x_", "é.É": "é_é", "": "",
		"my_site": "my_site", "My.Site": "my_site", "a-_.b": "a_b",
	} {
		if got := Normal(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSame(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{{"my-site", "My_Site", true}, {"-", "-", true}, {"mysite", "my-site", false}, {"a", "b", false}} {
		if got := Same(tt.a, tt.b); got != tt.want {
			t.Errorf("%q and %q are the same: %v", tt.a, tt.b, got)
		}
	}
}

func TestFind(t *testing.T) {
	e := Egg{"a": {"x": "m:x", "b": "m:b"}, "b": {"x": "n:x", "a": "n:a"}}
	if protocol, target, ok := e.Find([]string{"c", "b", "a"}, "x"); protocol != "b" || target != "n:x" || !ok {
		t.Error(protocol, target, ok)
	}
	if _, _, ok := e.Find([]string{"a"}, "a"); ok {
		t.Error("found under another protocol")
	}
	if got := e.Names([]string{"a", "b", "c"}); len(got) != 4 || got[0] != "a" || got[3] != "x" {
		t.Error(got)
	}
}
