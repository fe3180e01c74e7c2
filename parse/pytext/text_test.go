package pytext

import (
	"slices"
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	for _, tt := range []struct {
		text     Text
		segments []Segment
		isConst  bool
		shown    string
	}{
		{"", nil, true, ""},
		{"plain", []Segment{{Literal: "plain"}}, true, "plain"},
		{HereMark, []Segment{{Here: true}}, false, "$HERE"},
		{HereMark + "/a:" + HereMark + HereMark, []Segment{{Here: true}, {Literal: "/a:"}, {Here: true}, {Here: true}}, false, "$HERE/a:$HERE$HERE"},
		{Env("A_1"), []Segment{{Env: "A_1"}}, false, "${A_1}"},
		{"x" + Env("A") + Env("B") + HereMark + "y" + Env("A"), []Segment{{Literal: "x"}, {Env: "A"}, {Env: "B"}, {Here: true}, {Literal: "y"}, {Env: "A"}}, false, "x${A}${B}$HEREy${A}"},
	} {
		if got := tt.text.Segments(); !slices.Equal(got, tt.segments) {
			t.Errorf("%q: segments %v", tt.text, got)
		}
		if tt.text.IsConst() != tt.isConst || tt.text.String() != tt.shown {
			t.Errorf("%q: const %v, shown as %q", tt.text, tt.text.IsConst(), tt.text)
		}
	}
}

func TestVariables(t *testing.T) {
	text := "x" + Env("B") + HereMark + Env("A") + "y" + Env("B")
	if got, want := text.Variables(), []string{"B", "A"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Text(HereMark + "x").Variables(); got != nil {
		t.Errorf("%q, want none", got)
	}
	if got := text.Where("/srv"); got != "x"+string(Env("B"))+"/srv"+string(Env("A"))+"y"+string(Env("B")) {
		t.Errorf("with the folder it is %q", got)
	}
}

// TestFields has texts with what is between white space, and between commas.
func TestFields(t *testing.T) {
	texts := func(text Text, fields []Field) string {
		var out []string
		for _, f := range fields {
			out = append(out, string(text[f.Start:f.End]))
		}
		return strings.Join(out, "|")
	}
	for _, tt := range []struct {
		text          Text
		fields, items string
	}{
		{"", "", ""},
		{" \n\u3000", "", ""},
		{"a", "a", "a"},
		{" ab  c\td\u00a0e\n", "ab|c|d|e", "ab  c\td\u00a0e"},
		{"a, b c ,, ,d", "a,|b|c|,,|,d", "a|b c|d"},
		{",x,", ",x,", "x"},
	} {
		if got := texts(tt.text, Fields(tt.text)); got != tt.fields {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.fields)
		}
		if got := texts(tt.text, Items(tt.text)); got != tt.items {
			t.Errorf("%q: the items %q, want %q", tt.text, got, tt.items)
		}
		var words []string
		for _, w := range Words(tt.text) {
			words = append(words, string(w))
		}
		if got := strings.Join(words, "|"); got != tt.fields {
			t.Errorf("%q: the words %q, want %q", tt.text, got, tt.fields)
		}
	}
}

func TestPaths(t *testing.T) {
	for _, tt := range []struct{ path, abs, dir Text }{
		{HereMark + "/app.ini", HereMark + "/app.ini", HereMark},
		{HereMark + "//sub/./../x.ini", HereMark + "/x.ini", HereMark + "//sub/./.."},
		{HereMark + "/../../x.ini", HereMark + "/../../x.ini", HereMark + "/../.."},
		{HereMark + "/", HereMark, HereMark},
		{HereMark, HereMark, HereMark + "/.."},
		{"/etc//x.ini", "/etc/x.ini", "/etc"},
		{"/x.ini", "/x.ini", "/"},
		{"//x/y", "//x/y", "//x"},
	} {
		if got := Abspath(tt.path); got != tt.abs {
			t.Errorf("Abspath(%q) = %q, want %q", tt.path, got, tt.abs)
		}
		if got := Dirname(tt.path); got != tt.dir {
			t.Errorf("Dirname(%q) = %q, want %q", tt.path, got, tt.dir)
		}
	}
}

func TestJoin(t *testing.T) {
	for _, tt := range [][3]Text{
		{HereMark, "x", HereMark + "/x"},
		{HereMark, "./x/..", HereMark},
		{HereMark, "../x", HereMark + "/../x"},
		{HereMark + "/../shared", "static/.", HereMark + "/../shared/static"},
		{HereMark + "/sub", "../../x", HereMark + "/../x"},
		{"/etc", "x", "/etc/x"},
		{"/etc", "/x/../y", "/x/../y"},
		{"/etc", HereMark + "/x", HereMark + "/x"},
		{"/etc", Env("DIR") + "/x", Env("DIR") + "/x"},
		{"/etc", "x/" + Env("DIR"), "/etc/x/" + Env("DIR")},
	} {
		if got := Join(tt[0], tt[1]); got != tt[2] {
			t.Errorf("%q from %q is %q, want %q", tt[1], tt[0], got, tt[2])
		}
	}
}

func TestUnquote(t *testing.T) {
	for in, want := range map[Text]Text{
		"a%20b%2fc":       "a b/c",
		"100%":            "100%",
		"%zz%4":           "%zz%4",
		"%c3%a9é%C3é%a9":  "éé\ufffdé\ufffd",
		HereMark + "/%25": HereMark + "/%",
		"%ff":             "\ufffd",
	} {
		if got := Unquote(in); got != want {
			t.Errorf("Unquote(%q) = %q, want %q", in, got, want)
		}
	}
}
