package conf

import (
	"testing"

	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
)

// options returns the options of a file's [a], with $X for a variable of the
// environment in place of the value "X".
func options(text string) func(key string) (Option, bool) {
	f, _ := ini.Parse(source.New("app.ini", text))
	return func(key string) (Option, bool) {
		e := f.Section("a").Entry(key)
		if e == nil {
			return Option{}, false
		}
		o := EntryOption(e)
		if o.Text == "X" {
			o.Text = pytext.Env("X")
		}
		return o, true
	}
}

// setting returns the setting of a key of [a].
func setting(t *testing.T, text, key string) Setting {
	t.Helper()
	all := options(text)
	o, ok := all(key)
	if !ok {
		t.Fatalf("there is no %s", key)
	}
	s, fault := o.Expand(FromLocal, all)
	if fault != nil {
		t.Fatalf("%s: mistake %d", key, fault.What)
	}
	return s
}

// TestOption: an option is a secret by its name, or because it is used as one.
func TestOption(t *testing.T) {
	all := options("[a]\nx = abc\npassword = abc\nurl = http://joe:abc@h\nempty =\nget password = abc\n")
	for _, tt := range []struct {
		key      string
		used     bool
		isSecret bool
		shown    pytext.Text // as an option, and as a setting
		setting  string
	}{
		{"x", false, false, "abc", "abc"},
		{"x", true, true, "********", "********"},
		{"empty", true, true, "", ""},
		{"empty", false, false, "", ""},
		{"password", false, true, "********", "********"},
		{"url", false, false, "http://joe:********@h", "http://joe:********@h"},
		{"url", true, true, "********", "********"},
	} {
		o, _ := all(tt.key)
		o.Used = tt.used
		s := o.As(o.Text, FromDefault, nil)
		if o.IsSecret() != tt.isSecret || o.Shown() != tt.shown || s.Shown() != tt.setting {
			t.Errorf("%s used as a secret %v: %v, shown as %q, the setting as %q", tt.key, tt.used, o.IsSecret(), o.Shown(), s.Shown())
		}
		if s.Key != tt.key || s.Value != o.Text || s.Origin != FromDefault || s.KeySpan.Text() != tt.key || s.Span.Text() != o.Raw() {
			t.Errorf("%s: the setting is %s = %s at %q", tt.key, s.Key, s.Value, s.Span.Text())
		}
	}
}

// TestSeeded: what no entry gives is where its setting says.
func TestSeeded(t *testing.T) {
	at := source.New("x", "abcdef").Span(1, 3)
	for _, used := range []bool{false, true} {
		o := Option{Key: "here", Text: "/srv", Setting: Setting{Origin: FromSeed, Span: at}, Used: used}
		s := o.As("/srv", FromLocal, nil)
		if s.Key != "here" || s.Value != "/srv" || s.Origin != FromSeed || s.Locate(1, 2) != at || o.Span(1, 2) != at || s.LooksSecret() != used {
			t.Errorf("the setting is %+v, the option at %v", s, o.Span(1, 2))
		}
	}
	o, _ := options("[a]\nx = abc\n")("x")
	if got := o.Span(1, 2).Text(); got != "b" {
		t.Errorf("in an entry it is at %q", got)
	}
}

// TestExpand: what a reference brings is a secret if what it refers to is.
func TestExpand(t *testing.T) {
	const text = "[a]\npassword = abc\nx = <%(password)s>\nnone = %(gone)s\n"
	if s := setting(t, text, "x"); s.Value != "<abc>" || s.Shown() != "<********>" {
		t.Errorf("it is %q, shown as %q", s.Value, s.Shown())
	}
	all := options(text)
	o, _ := all("none")
	if s, fault := o.Expand(FromLocal, all); fault == nil || fault.Name != "gone" || s.Key != "" {
		t.Errorf("%+v, %+v", s, fault)
	}
}
