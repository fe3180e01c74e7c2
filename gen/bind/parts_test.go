package bind

import (
	"testing"
)

// TestParts: keys can fill all that a part needs.
func TestParts(t *testing.T) {
	all, err := Builtins(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if len(d.Names) == 0 {
			continue
		}
		t.Log(d.Kind, d.Names, d.Group)
		for _, k := range d.Keys {
			t.Log("   ", k.Name, k.Type, k.Required, k.Default)
			if k.Doc == "" {
				t.Errorf("%s: nothing is said of the key %s", d.Name, k.Name)
			}
		}
		if d.Doc == "" || d.Group == "" {
			t.Errorf("%s: nothing is said of it, or its group", d.Name)
		}
		for _, p := range d.problems {
			t.Errorf("%s: %s", d.Name, p.Short())
		}
	}
}
