package conf

import (
	"testing"

	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// TestSecrets shows settings, as they are and concealed.
func TestSecrets(t *testing.T) {
	for _, tt := range []struct {
		key              string
		value            pytext.Text
		looksSecret      bool
		shown, concealed string
	}{
		{"x", "abc", false, "abc", "********"},
		{"x", "", false, "", ""},
		{"password", "", false, "", ""},
		{"password", "abc", true, "********", "********"},
		{"validate_token", "call:apps:New", false, "call:apps:New", "call:apps:New"},
		{"debug_authorization", " True ", false, " True ", " True "},
		{"password", "falsely", true, "********", "********"},
		{"x", "http://joe:abc@h", true, "http://joe:********@h", "********"},
		{"password", pytext.Env("X"), true, "${X}", "${X}"},
		{"password", pytext.Env("X") + "y", true, "********", "********"},
		{"password", pytext.HereMark, true, "********", "********"},
	} {
		s := Setting{Key: tt.key, Value: tt.value}
		if s.Shown() != tt.shown || s.LooksSecret() != tt.looksSecret || s.IsConcealed() {
			t.Errorf("%s = %q is shown as %q, a secret %v", tt.key, tt.value, s.Shown(), s.LooksSecret())
		}
		if c := s.Conceal(); c.Shown() != tt.concealed || !c.IsConcealed() {
			t.Errorf("%s = %q is shown as %q once concealed", tt.key, tt.value, c.Shown())
		}
	}
}

// TestMaskedPart: a part of a secret is not shown either.
func TestMaskedPart(t *testing.T) {
	s := Setting{Key: "x", Value: "ab http://joe:abc@h http://joe:xyz@h"}
	for _, tt := range []struct {
		start, end int
		want       string
	}{
		{0, 19, "ab http://joe:********@h"},
		{3, 14, "http://joe:"},
		{15, 16, "********"},
		{16, 36, "********@h http://joe:********@h"},
		{17, 20, "@h "},
	} {
		if got := string(s.MaskedPart(tt.start, tt.end)); got != tt.want {
			t.Errorf("%q is shown as %q, want %q", s.Value[tt.start:tt.end], got, tt.want)
		}
	}
}

// TestConceal: where a concealed setting stands, the file is not shown either.
func TestConceal(t *testing.T) {
	for value, want := range map[pytext.Text]string{"abc": "********", "call:x:y": "call:x:y", pytext.Env("X"): string(pytext.Env("X"))} {
		f := source.New("app.ini", "x = "+string(value)+"\n")
		Setting{Key: "x", Value: value, Span: f.Span(4, 4+len(value))}.Conceal()
		if got := f.Span(0, 4+len(value)).Shown(); got != "x = "+want {
			t.Errorf("%q is shown as %q", value, got)
		}
	}
}

// TestSecretParts has the secrets of values as written.
func TestSecretParts(t *testing.T) {
	for _, tt := range []struct{ key, raw, shown string }{
		{"password", "abc", "********"},
		{"password", "", ""},
		{"password", "none", "none"},
		{"set password", "abc", "********"},
		{"get password", "abc", "abc"},
		{"x", "http://joe:abc@h", "http://joe:********@h"},
		{"get x", "http://joe:abc@h", "http://joe:abc@h"},
		{"x", "abc", "abc"},
	} {
		if got := secret.Replace(tt.raw, SecretParts(tt.key, tt.raw)); got != tt.shown {
			t.Errorf("%s = %s is shown as %s", tt.key, tt.raw, got)
		}
	}
	if got := SecretParts("password", ""); got != nil {
		t.Errorf("an empty value has %v", got)
	}
}
