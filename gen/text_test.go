package gen_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// nasty are texts that would do harm if they ever became code, or upset a
// writer of Go source.
var nasty = []string{
	`"`, "`", `\`, `\n`, `'`, `"); os.Exit(1); ("`, "` + os.Getenv(`HOME`) + `", "*/", "//go:build ignore", "/*",
	"}", "{", "$HERE", "%s", "%", "%%", "%v%!", "\x00", "\x01", "\x7f", "\u2028", "\u2029", "\ufeff", "\u202e", "�",
	"世界", "é", "e\u0301", "😀", "a\tb", "\tx", "type", "func", "nil", "init", "main", "//", "#", ";", "a\n\tb", "a\nfunc main() {}",
	"${x}", "$(x)", "{{.}}", "\\x00", "\\u0000", "~", "0", "-1", "true", "\v", "\f", "\x85", "\u00a0x", "import \"os\"",
}

func anyText(r *rand.Rand) string {
	if r.IntN(2) == 0 {
		return nasty[r.IntN(len(nasty))]
	}
	var b strings.Builder
	for range 1 + r.IntN(6) {
		switch r.IntN(4) {
		case 0:
			b.WriteString(nasty[r.IntN(len(nasty))])
		case 1:
			b.WriteRune(rune(r.IntN(0x80)))
		case 2:
			b.WriteRune(rune(r.IntN(0x3000)))
		default:
			b.WriteRune(rune('a' + r.IntN(26)))
		}
	}
	return strings.ToValidUTF8(b.String(), "?")
}

// inKey makes a text fit for a key or a section name, which end at these.
func inKey(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '=' || r == ':' || r == ']' {
			return '.'
		}
		return r
	}, s)
	return "k" + s + "k" // not a comment, and no white space at the ends
}

// inValue makes a text fit for a value: % doubled, lines continued.
func inValue(s string) string {
	s = strings.NewReplacer("%", "%%", "\r", " ", "\n", "\n  .").Replace(s)
	return "v" + s + "v"
}

const textsPackage = `package texts

import (
	"encoding/json"
	"errors"
	"net/http"
)

type Sink struct{ Got []string }

var Seen Sink

func note(v ...any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	Seen.Got = append(Seen.Got, string(b))
}

func Maps(global, local map[string]string) (http.Handler, error) {
	note("maps", global["g"], local)
	return http.NotFoundHandler(), nil
}

func Typed(text string, words []string, dict map[string]string) http.Handler {
	note("typed", text, words, dict)
	return http.NotFoundHandler()
}

func Fails() (http.Handler, error) { return nil, errors.New("boom") }
`

const textsTest = `package wiring

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"example.com/texts"
)

func TestTexts(t *testing.T) {
	t.Setenv("PASTE_HERE", "/srv")
	if _, _, err := NewMain(t.Context()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("want.json")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	slices.Sort(texts.Seen.Got)
	if len(want) != len(texts.Seen.Got) {
		t.Fatalf("%d factories were called, want %d", len(texts.Seen.Got), len(want))
	}
	for i := range want {
		if want[i] != texts.Seen.Got[i] {
			t.Errorf("got  %s\nwant %s", texts.Seen.Got[i], want[i])
		}
	}
	_, _, err = NewFails(t.Context())
	if data, _ := os.ReadFile("error.txt"); err == nil || err.Error() != string(data) {
		t.Errorf("got  %v\nwant %s", err, data)
	}
}
`

// TestAnyText puts texts into every place of an INI file that takes one. The
// program must compile and its factories see just those texts.
func TestAnyText(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var ini strings.Builder
	var want []string
	expect := func(v ...any) {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, string(b))
	}
	pythonValue := func(s string) string { // what configparser makes of inValue(s)
		lines := strings.Split(strings.NewReplacer("\r", " ", "\n", "\n  .").Replace("v"+s+"v"), "\n")
		for i := range lines {
			lines[i] = strings.TrimFunc(lines[i], pythonSpace)
		}
		return strings.Join(lines, "\n")
	}
	global := anyText(r)
	fmt.Fprintf(&ini, "[DEFAULT]\ng = %s\n[composite:main]\nuse = egg:Paste#urlmap\n", inValue(global))
	const n = 150
	names := make([]string, n)
	for i := range n {
		// A name is referred to, so it must survive the reference: no %, # or spaces.
		names[i] = fmt.Sprintf("%d%s", i, strings.Map(func(r rune) rune {
			if r == '%' || r == '#' || pythonSpace(r) || unicode.IsSpace(r) {
				return '_'
			}
			return r
		}, inKey(anyText(r))))
		fmt.Fprintf(&ini, "/%d%s = %s\n", i, strings.Map(notSpace, inKey(anyText(r))), names[i])
	}
	for i := range n {
		text, key := anyText(r), inKey(anyText(r))
		fmt.Fprintf(&ini, "[app:%s]\n", names[i])
		if i%2 == 0 {
			fmt.Fprintf(&ini, "use = call:texts:Maps\n%s = %s\n", key, inValue(text))
			expect("maps", pythonValue(global), map[string]string{key: pythonValue(text)})
			continue
		}
		word := strings.Map(notSpace, "w"+anyText(r)+"w")
		fmt.Fprintf(&ini, "use = call:texts:Typed\ntext = %s\nwords = %s two\ndict.%s = x\n",
			inValue(text), strings.ReplaceAll(word, "%", "%%"), key)
		expect("typed", pythonValue(text), []string{word, "two"}, map[string]string{key: "x"})
	}
	failing := inKey(anyText(r) + `" %d`)
	line := strings.Count(strings.ReplaceAll(ini.String(), "\r", "\n"), "\n") + 1
	fmt.Fprintf(&ini, "[app:fails]\nuse = %s\n[app:%s]\nuse = call:texts:Fails\n", strings.ReplaceAll(failing, "%", "%%"), failing)

	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com\n\ngo 1.24\n")
	write(t, filepath.Join(dir, "texts/texts.go"), textsPackage)
	write(t, filepath.Join(dir, "app.ini"), ini.String())
	write(t, filepath.Join(dir, "texts_test.go"), textsTest)
	slices.Sort(want)
	data, _ := json.Marshal(want)
	write(t, filepath.Join(dir, "want.json"), string(data))
	write(t, filepath.Join(dir, "error.txt"), fmt.Sprintf("app.ini:%d: [app:fails]: boom", line))
	for _, f := range generate(t, dir, options("options: --package wiring --app main --app fails")) {
		write(t, filepath.Join(dir, f.Name), string(f.Content))
	}
	cmd := exec.Command("go", "test", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod -trimpath", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// pythonSpace is str.isspace of one character.
func pythonSpace(r rune) bool {
	return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f
}

// notSpace keeps a text one word.
func notSpace(r rune) rune {
	if pythonSpace(r) {
		return '_'
	}
	return r
}

// FuzzText gives texts to the fuzzer: what is generated is Go, and says just
// what it says for a harmless text, but for the text itself.
func FuzzText(f *testing.F) {
	for _, s := range nasty {
		f.Add(s, s)
	}
	dir := f.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com\n\ngo 1.24\n"), 0o666); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		name = strings.Map(notSpace, inKey(strings.ToValidUTF8(name, "?")))
		value = strings.ToValidUTF8(value, "?")
		got := shape(t, dir, name, inValue(value))
		want := shape(t, dir, "plain", strings.Repeat("\n  .", strings.Count(strings.ReplaceAll(value, "\r", " "), "\n"))+"v")
		if got != want {
			t.Errorf("section %q, value %q:\n%s\nwant the shape\n%s", name, value, got, want)
		}
	})
}

// shape generates a program around a section name and a value, and returns its
// syntax with all names, literals and comments left out.
func shape(t *testing.T, dir, name, value string) string {
	ini := "[app:" + name + "]\nuse = call:net/http:RedirectHandler\nurl = " + value + "\ncode = 301\n[filter:f]\n" +
		"use = call:net/http:MaxBytesHandler\nn = 1\n"
	write(t, filepath.Join(dir, "app.ini"), ini)
	var b strings.Builder
	for _, f := range generate(t, dir, options("")) {
		if !slices.Contains(recorded(), f.Name) {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Content, parser.ParseComments)
		if err != nil {
			t.Fatalf("%v\n%s", err, f.Content)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.Comment, *ast.CommentGroup:
				return false
			}
			fmt.Fprintf(&b, "%T ", n)
			return true
		})
	}
	return b.String()
}
