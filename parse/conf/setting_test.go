package conf

import (
	"slices"
	"testing"

	"github.com/pastegen/pastegen/parse/source"
)

// located is a value with references, of text between them and of nothing.
const located = "[a]\nb = ref\nc =\nx = one%(b)s two%%%(c)s\n  %(b)s%(b)s end\nplain = one two\n  three\n"

// TestLocate has parts of values with where they stand.
func TestLocate(t *testing.T) {
	for _, tt := range []struct {
		key        string
		start, end int
		part, want string
	}{
		{"x", 0, 3, "one", "one"},
		{"x", 1, 2, "n", "n"},
		{"x", 3, 6, "ref", "%(b)s"},
		{"x", 4, 5, "e", "%(b)s"},
		{"x", 2, 4, "er", "e%(b)s"},
		{"x", 5, 8, "f t", "%(b)s t"},
		{"x", 10, 11, "%", "%%"},
		{"x", 9, 12, "o%\n", "o%%%(c)s\n  "},
		{"x", 12, 18, "refref", "%(b)s%(b)s"},
		{"x", 15, 18, "ref", "%(b)s"},
		{"x", 18, 22, " end", " end"},
		{"x", 4, 4, "", ""},
		{"plain", 4, 7, "two", "two"},
		{"plain", 5, 5, "", ""},
		{"plain", 4, 10, "two\nth", "two\n  th"},
	} {
		s := setting(t, located, tt.key)
		if got := s.Locate(tt.start, tt.end).Text(); string(s.Value[tt.start:tt.end]) != tt.part || got != tt.want {
			t.Errorf("%s %d:%d: %q is at %q, want %q at %q", tt.key, tt.start, tt.end, s.Value[tt.start:tt.end], got, tt.part, tt.want)
		}
	}
	for offset, want := range map[int]int{0: 20, 1: 21, 4: 23} { // in front of a byte; within a reference, in front of that
		if got := setting(t, located, "x").Locate(offset, offset).Start; got != want {
			t.Errorf("%d is at %d, want %d", offset, got, want)
		}
	}
	at := source.New("x", "abc").Span(0, 3)
	if got := (Setting{Value: "one two", Span: at}).Locate(0, 1); got != at {
		t.Errorf("what no entry gave is at %v", got)
	}
}

// TestWords splits a value, each word with where it stands.
func TestWords(t *testing.T) {
	type word struct{ text, at string }
	of := func(all []Word) (out []word) {
		for _, w := range all {
			out = append(out, word{string(w.Text), w.Span.Text()})
		}
		return out
	}
	s := setting(t, "[a]\nb = x\np = one two\n  t%(b)s\nl = one, two ,,\n  t%(b)s\n", "p")
	if got, want := of(s.Words()), []word{{"one", "one"}, {"two", "two"}, {"tx", "t%(b)s"}}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := of(s.Cut([][2]int{{1, 5}, {8, 9}})), []word{{"ne t", "ne t"}, {"t", "t"}}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := of([]Word{s.Word()}), []word{{"one two\ntx", "one two\n  t%(b)s"}}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	s = setting(t, "[a]\nb = x\nl = one, two ,,\n  t%(b)s y\n", "l")
	if got, want := of(s.Split(true)), []word{{"one", "one"}, {"two", "two"}, {"tx y", "t%(b)s y"}}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestGot: what a "get" line takes stands where that line does, and is as secret as
// where it is from.
func TestGot(t *testing.T) {
	const text = "[a]\npassword = abc\nget x = password\nplain = abc\n"
	by := setting(t, text, "get x")
	by.Key = "x"
	for key, shown := range map[string]string{"password": "********", "plain": "abc"} {
		s := setting(t, text, key).Got(by)
		if s.Key != "x" || s.Value != "abc" || s.Origin != FromGet || s.KeySpan.Text() != "get x" || s.Span.Text() != "password" || s.Shown() != shown {
			t.Errorf("of %s it is %+v, shown as %q", key, s, s.Shown())
		}
	}
}
