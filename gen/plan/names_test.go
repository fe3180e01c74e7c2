package plan

import (
	"go/token"
	"testing"
)

func TestCamel(t *testing.T) {
	for _, c := range []struct {
		texts []string
		want  string
	}{
		{[]string{"home"}, "home"},
		{[]string{"home_use", "app"}, "homeUseApp"},
		{[]string{"proxy-prefix", "filter"}, "proxyPrefixFilter"},
		{[]string{"MAIN"}, "main"},
		{[]string{"IDs"}, "ids"},
		{[]string{"As"}, "as"},
		{[]string{"MyHome"}, "myHome"},
		{[]string{"", "/v1/admin"}, "v1Admin"},
		{[]string{"example.com:80", "/a"}, "exampleCom80A"},
		{[]string{"/v2.1/+"}, "v21"},
		{[]string{"2nd"}, "n2nd"},
		{[]string{"٣x"}, "n٣x"},
		{[]string{"世界", "app"}, "世界App"},
		{[]string{"e\u0301t"}, "eT"},
		{[]string{" main "}, "main"},
		{[]string{"", ""}, "unnamed"},
		{[]string{"%%!"}, "unnamed"},
		{[]string{"func"}, "func"}, // scope keeps it from being used
		{[]string{"ǅungla"}, "ǆungla"},
	} {
		got := camel(c.texts...)
		if got != c.want {
			t.Errorf("camel(%q) = %q, want %q", c.texts, got, c.want)
		}
		if !token.IsIdentifier(got) && !token.IsKeyword(got) {
			t.Errorf("camel(%q) = %q, which is no identifier", c.texts, got)
		}
	}
}

func FuzzCamel(f *testing.F) {
	f.Add("home_use")
	f.Fuzz(func(t *testing.T, text string) {
		name := camel(text)
		if !token.IsIdentifier(name) && !token.IsKeyword(name) {
			t.Errorf("camel(%q) = %q", text, name)
		}
		if name := "New" + capitalize(name); !token.IsExported(name) {
			t.Errorf("%q is not exported", name)
		}
	})
}

func TestPick(t *testing.T) {
	file := newScope(nil, "h", "err")
	file.avoid("n")
	local := newScope(file)
	for _, c := range []struct {
		scope      *scope
		want, name string
	}{
		{file, "home", "home"},
		{file, "home", "home2"},
		{file, "home", "home3"},
		{file, "h", "h2"},
		{file, "func", "func2"},
		{file, "nil", "nil2"},
		{file, "string", "string2"},
		{file, "n", "n2"},
		{local, "n", "n"},
		{local, "home", "home4"},
		{local, "page", "page"},
		{local, "page", "page2"},
		{newScope(file), "page", "page"},
	} {
		if name := c.scope.pick(c.want); name != c.name {
			t.Errorf("%q is called %q, want %q", c.want, name, c.name)
		}
	}
}

// TestInnerNames: nothing in the file is called as the functions inside of a URL
// map call what is theirs.
func TestInnerNames(t *testing.T) {
	for _, name := range innerNames() {
		prog := &Program{Funcs: []*Func{{base: name}}}
		if nameAll(prog, nil); prog.Funcs[0].Name != name+"2" {
			t.Errorf("a function is called %s", prog.Funcs[0].Name)
		}
	}
}
