package conf

import (
	"testing"

	"github.com/pastegen/pastegen/parse/pytext"
)

func TestScheme(t *testing.T) {
	for name, want := range map[pytext.Text]string{
		"config:x.ini": "config", "EGG:x": "egg", "azAZ:": "azaz", "c:x": "c",
		"": "", ":x": "", "main": "", "a1:x": "", "a.b": "", "`:x": "", "{:x": "", "@:x": "", "[:x": "",
	} {
		if got := Scheme(name); got != want {
			t.Errorf("the scheme of %q is %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]bool{"config": true, "egg": true, "call": true, "http": false, "": false} {
		if IsScheme(name) != want {
			t.Errorf("%q is a scheme: %v", name, !want)
		}
	}
}
