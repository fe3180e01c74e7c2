package conf

import (
	"testing"

	"github.com/pastegen/pastegen/parse/source"
)

// TestWord shows words of values, of which some know their value.
func TestWord(t *testing.T) {
	const text = "[a]\nenv = X\nkind = apps\npassword = one two\nx = %(kind)s one-%(env)s %(env)s http://joe:abc@h\nset = %(password)s\n"
	at := source.New("x", "%(a)s").Span(0, 5)
	x, set, password := setting(t, text, "x").Words(), setting(t, text, "set").Words(), setting(t, text, "password").Words()
	for _, tt := range []struct {
		word           Word
		shown, written string
	}{
		{x[0], "apps", "apps"},
		{x[1], "one-${X}", "one-%(env)s"},
		{x[2], "${X}", "%(env)s"},
		{x[3], "http://joe:********@h", "http://joe:********@h"},
		{set[1], "********", "********"},
		{password[0], "********", "********"},
		{Word{Text: "http://joe:abc@h", Span: at}, "http://joe:********@h", "http://joe:********@h"},
		{Word{Text: x[2].Text}, "${X}", "${X}"},
		{Word{Text: "abc"}, "abc", "abc"},
	} {
		if got := tt.word.Shown(); got != tt.shown {
			t.Errorf("%q is shown as %q, want %q", tt.word.Text, got, tt.shown)
		}
		if got := tt.word.Written(); got != tt.written {
			t.Errorf("%q is written as %q, want %q", tt.word.Text, got, tt.written)
		}
	}
}

// TestConcealWord has what messages say of words with secrets.
func TestConcealWord(t *testing.T) {
	const withheld = "what is wrong with it is not shown, since it looks like a secret"
	for _, tt := range []struct{ key, value, message, want string }{
		{"x", "abc", "abc is no number", "abc is no number"},
		{"password", "abc", "abc is no number", "******** is no number"},
		{"password", "abc-xy", "abc-xy: xy is no number", "********: xy is no number"},
		{"password", "abc-xyz", "xyz is no number", withheld},
		{"password", "abc-x12", "x12 is no number", withheld},
		{"password", "abc-xyz", "it is no number", "it is no number"},
		{"x", "http://joe:abc@h", "joe is no host", "joe is no host"},
		{"x", "http://joe:abc@h", "abc is no host", withheld},
	} {
		w := setting(t, "[a]\n"+tt.key+" = "+tt.value+"\n", tt.key).Word()
		if got := w.Conceal(tt.message); got != tt.want {
			t.Errorf("of %s = %s: %q, want %q", tt.key, tt.value, got, tt.want)
		}
	}
}

// TestPart: a part has a place of its own if the file has the very text.
func TestPart(t *testing.T) {
	words := setting(t, "[a]\nb = two\nx = one %(b)s\n", "x").Words()
	for i, want := range []string{"n", "%(b)s"} {
		if got := words[i].Part(1, 2).Text(); got != want {
			t.Errorf("a part of %s is at %q, want %q", words[i].Text, got, want)
		}
	}
}
