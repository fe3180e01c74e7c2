package parse

import (
	"fmt"
	"strings"
	"testing"
)

// guessed is Guess for the first section of a file.
func guessed(t *testing.T, text string, most int) (Node, []string) {
	t.Helper()
	c, ds := Load(writeFile(t, text), nil)
	if len(ds) > 0 {
		t.Fatal(render(t, ds))
	}
	c.most = most
	loadable, _ := c.Loadables()
	n, ds := c.Guess(loadable[0])
	var codes []string
	for _, d := range ds {
		codes = append(codes, d.Code.ID)
	}
	return n, codes
}

// TestGuess: what a composite's values name is below it for those who guess,
// and for nobody else.
func TestGuess(t *testing.T) {
	const text = "[composite:main]\nuse = egg:Foo\na = x main\nb = none\n[app:x]\nuse = egg:Foo\n"
	n, codes := guessed(t, text, maxContexts)
	var got []string
	for _, p := range Parts(n) {
		got = append(got, fmt.Sprintf("%s %T", p.Label, p.Node))
	}
	if want := "a *parse.App, a *parse.Composite"; strings.Join(got, ", ") != want || len(codes) > 0 {
		t.Errorf("%s, problems %v; want %s", strings.Join(got, ", "), codes, want)
	}
	c, _ := Load(writeFile(t, text), nil)
	if n, _ := c.Resolve(AppType, "main"); len(Parts(n)) > 0 {
		t.Error("parts without a guess")
	}
}

// TestGuessThatIsWrong: real circles are reported, and so is what is wrong with
// the sections that are named.
func TestGuessThatIsWrong(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"[composite:main]\nuse = egg:Foo\na = map\n[composite:map]\nuse = egg:Paste#urlmap\n/ = map\n", "PG205"},
		{"[composite:main]\nuse = egg:Foo\na = map\n[composite:map]\nuse = egg:Paste#urlmap\n/ = main\n", ""},
		{"[composite:main]\nuse = egg:Foo\na = x\n[app:x]\n", "PG206"},
	} {
		if _, codes := guessed(t, tt.text, maxContexts); strings.Join(codes, " ") != tt.want {
			t.Errorf("%s%v, want %s", tt.text, codes, tt.want)
		}
	}
}

// TestManyGuesses: composites each of which names the next one twice come to an
// end.
func TestManyGuesses(t *testing.T) {
	var text strings.Builder
	for i := range 40 {
		fmt.Fprintf(&text, "[composite:c%d]\nuse = egg:Foo\na = c%d c%d\n", i, i+1, i+1)
	}
	text.WriteString("[app:c40]\nuse = egg:Foo\n")
	if _, codes := guessed(t, text.String(), 1000); len(codes) == 0 || len(codes) > 100 || codes[0] != "PG223" {
		t.Errorf("%d problems: %q", len(codes), codes)
	}
}
