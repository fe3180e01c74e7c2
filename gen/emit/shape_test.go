package emit

import (
	"go/format"
	"slices"
	"strings"
	"testing"
)

func TestScan(t *testing.T) {
	var s scan
	for _, c := range []struct {
		source string
		words  []string
	}{
		{"", nil},
		{"x", []string{"x"}},
		{`return a.b("x\"y", 'c', '\'', 0x1f, é)`, []string{"a", "b", `"x\"y"`, "'c'", `'\''`, "0x1f", "é"}},
		{"if err != nil { // why\n}", []string{"err", "nil", "// why"}},
		{"// only", []string{"// only"}},
		{"// only \t\n \n", []string{"// only"}},
		{`"open`, []string{`"open`}},
		{`"\`, []string{`"\`}},
		{"a/b", []string{"a", "b"}},
	} {
		if s.read(c.source); !slices.Equal(s.words, c.words) || weave(s.between, s.words) != c.source {
			t.Errorf("%q: words %q, woven %q", c.source, s.words, weave(s.between, s.words))
		}
	}
}

// TestShapes formats declarations one after the other, so that each may be
// formatted as one before was.
func TestShapes(t *testing.T) {
	s := newShapes()
	for _, decl := range []string{
		"// a is [app:a].\nfunc a() http.Handler {\nreturn web.A(\"a\",1)\n}",
		"// b2 is [app:b2], longer.\nfunc b2() http.Handler {\nreturn web.New(\"a text\",12345)\n}",
		"func c(dir string) T {\nreturn f(dir+\"/c\")\n}",
		"func c(dir string) T {\nreturn f(dir+\"/c\",\"x\")\n}",
		"func long(dir string) T {\nreturn f(dir+\"/longer\",\"x\")\n}",
		"func d() M {\nreturn M{\n\"a\":1,\n\"bbb\":2,\n}\n}",
		"func d() M {\nreturn M{\n\"aaa\":1,\n\"bbb\":2,\n}\n}",
		"func d() M {\nreturn M{\n\"a\":1,\n\"b\":2,\n}\n}",
		"func d() M {\nreturn M{\n\"a\":1,\n\"bbbbbbb\":2,\n}\n}",
		"type t struct {\na int\nb string\n}",
		"type t struct {\na int\nbbbb string\n}",
		"func g() {\na() // one\nbb() // two\n}",
		"func g() {\na() // one\nb() // two\n}",
		"func g() {\naaaa() // one\nb() // two\n}",
		"func h() F {\nreturn func(a T) T { return wrap(a) }\n}",
		"func h() F {\nreturn func(a T) T { return " + strings.Repeat("wrap", 30) + "(a) }\n}",
		"const (\na=1\nb=2\n)", "const (\naaa=1\nb=2\n)",
		"func i() {\n// A comment.\nx()\n}", "func i() {\n// Another comment, longer.\nxyz()\n}",
		"func j() {\nswitch x {\ncase \"a\":\nreturn y\n}\n}", "func j() {\nswitch xyz {\ncase \"abc\":\nreturn y\n}\n}",
		"var x = `a`", "var x = `b  c`",
	} {
		want, err := format.Source([]byte(decl))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.format(decl); err != nil || got != string(want) {
			t.Errorf("%v:\n%s\nwant\n%s", err, got, want)
		}
	}
	if _, err := s.format("func {"); err == nil {
		t.Error("what is not Go is formatted")
	}
}
