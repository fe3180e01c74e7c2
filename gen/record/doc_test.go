package record

import (
	"maps"
	"testing"
)

// TestSignature has parameters with the way that Python writes them.
func TestSignature(t *testing.T) {
	a, b := Parameter{Name: "a"}, Parameter{Name: "b", Default: "1", Type: "int"}
	form := func(p Parameter, form Form) Parameter {
		p.Form = form
		return p
	}
	for want, params := range map[string][]Parameter{
		"f()":                   nil,
		"f(a, b=1)":             {a, b},
		"f(a, /)":               {form(a, ByPlace)},
		"f(a, b=1, /)":          {form(a, ByPlace), form(b, ByPlace)},
		"f(a, /, b=1)":          {form(a, ByPlace), b},
		"f(a, *, b=1)":          {a, form(b, ByName)},
		"f(*, a, b=1)":          {form(a, ByName), form(b, ByName)},
		"f(*a, b=1)":            {form(a, MorePlaces), form(b, ByName)},
		"f(a, /, *args, **kw)":  {form(a, ByPlace), {Name: "args", Form: MorePlaces}, {Name: "kw", Form: MoreNames}},
		"f(a, /, *, b=1, **kw)": {form(a, ByPlace), form(b, ByName), {Name: "kw", Form: MoreNames}},
	} {
		if got := (Factory{Name: "f", Parameters: params}).Signature(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := (Factory{Name: "f", Opaque: true}).Signature(); got != "" {
		t.Errorf("%s of what is not known", got)
	}
}

// TestDocstring: what a docstring says of parameters is told of their keys.
func TestDocstring(t *testing.T) {
	f := Factory{Doc: "Makes it.\n\n:param name: the name,\n    in full\n:param int size: how\n  many\n:returns: an app\n  of some kind\n:arg empty:\n\nMore of it.\n"}
	want := map[string]string{"name": "the name, in full", "size": "how many", "empty": ""}
	if got := f.KeyDocs(); !maps.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := f.Text(), "Makes it.\n\n:returns: an app\n  of some kind\n\nMore of it."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestRequired(t *testing.T) {
	for _, tt := range []struct {
		p    Parameter
		want bool
	}{
		{Parameter{}, true}, {Parameter{Form: ByName}, true}, {Parameter{Default: "1", Type: "int"}, false},
		{Parameter{Form: MorePlaces}, false}, {Parameter{Form: MoreNames}, false},
	} {
		if got := tt.p.Required(); got != tt.want {
			t.Errorf("%+v is required: %v", tt.p, got)
		}
	}
}
