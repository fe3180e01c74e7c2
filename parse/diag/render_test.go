package diag_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

var update = flag.Bool("update", false, "write the golden files")

var code = diag.Code{ID: "PG999", Title: "for tests"}

// mark returns a file without its marks « and », and the span between them.
func mark(name, text string) source.Span {
	start := strings.Index(text, "«")
	text = strings.Replace(text, "«", "", 1)
	end := strings.Index(text, "»")
	text = strings.Replace(text, "»", "", 1)
	return source.New(name, text).Span(start, end)
}

// spanOf returns the place of the first such text behind offset from.
func spanOf(f *source.File, from int, text string) source.Span {
	start := from + strings.Index(f.Text()[from:], text)
	return f.Span(start, start+len(text))
}

// at returns an error at the place that is marked in a text.
func at(text string) diag.List {
	return diag.List{{
		Severity: diag.Error,
		Code:     code,
		Message:  "something is wrong",
		Span:     mark("app.ini", text),
		Label:    "here",
	}}
}

func renderCases() map[string]diag.List {
	pair := source.New("app.ini", "[app:main]\nuse = egg:Blog\nuse = egg:Wiki\n")
	twelve := source.New("app.ini", strings.Repeat("\n", 8)+"[app:main]\nx = 1 2\n")
	auth := source.New("auth/auth.go", "package auth\n\nfunc NewFilter(s string) error { return nil }\n")
	none := source.New("gone.ini", "")

	return map[string]diag.List{
		"nothing":       nil,
		"plain":         at("[app:main]\nuse = «call:example.com/auth:NewFilter»\n"),
		"whole-line":    at("«[app:main]»\n"),
		"tabs":          at("[a]\n\tx\t=\t«a\tb»\tc\n"),
		"wide":          at("[a]\n名前 = «値です» x\n"),
		"emoji":         at("[a]\nx = 😀 «y» 😀\n"),
		"combining":     at("[a]\ne\u0301 = «e\u0301a\u0308»o\n"),
		"invisible":     at("[a]\na\u200bb\u00a0= «\x1b[31m\u202ered»\u3000\x07\n"),
		"not-utf8":      at("[a]\nx = caf«\xe9» \xff\n"),
		"empty-span":    at("[a]\nx =«»\n"),
		"empty-line":    at("[a]\n«»\nx = 1\n"),
		"end-of-file":   at("[a]\nx = 1\n«»"),
		"end-of-text":   at("[a]\nx = 1«»"),
		"crlf":          at("[a]\r\nx = «1»\r\ny = 2\r\n"),
		"line-end":      at("[a]\r\nx = 1«\r\n»y = 2\r\n"),
		"several-lines": at("[a]\nx = «one  \n    two\n    three»\n"),
		"bom":           at("\ufeff«[a]»\n"),
		"long-middle":   at("[a]\nx = " + strings.Repeat("word ", 40) + "«here»" + strings.Repeat(" word", 40) + "\n"),
		"long-start":    at("[a]\n«x» = " + strings.Repeat("word ", 40) + "\n"),
		"long-end":      at("[a]\nx = " + strings.Repeat("word ", 40) + "«end»\n"),
		"long-marked":   at("[a]\nx = «" + strings.Repeat("word ", 40) + "»\n"),
		"long-wide":     at("[a]\nx = " + strings.Repeat("語", 60) + "«値»" + strings.Repeat("語", 60) + "\n"),
		"no-label":      {{Severity: diag.Warning, Code: code, Message: "nobody refers to it", Span: mark("app.ini", "[«app:old»]\n")}},
		"no-source":     {{Severity: diag.Error, Code: code, Message: "cannot run go", Hint: "install Go"}},
		"no-text":       {{Severity: diag.Error, Code: code, Message: "no such file", Span: none.Span(0, 0), Label: "not shown"}},
		"related-no-place": {{Severity: diag.Error, Code: code, Message: "wrong value", Span: mark("app.ini", "x = «1»\n"),
			Related: []diag.Related{{Note: "the command line says 2"}}}},
		"several-lines-of-message": {{Severity: diag.Error, Code: code, Message: "does not compile: want\n\tA\n\tB", Hint: "look\nthere"}},
		"invisible-text": {{Severity: diag.Error, Code: code, Message: "\x1b[31mred\rgreen", Label: "\x07", Hint: "\u202eright",
			Span: mark("a\n\x1b[2Jb.ini", "x = «1»\n"), Related: []diag.Related{{Note: "\x1b]0;title"}}}},
		"related-same-file": {{Severity: diag.Error, Code: code, Message: `key "use" is set twice`, Label: "set again here",
			Span: spanOf(pair, 15, "use"), Hint: "keep one of them <&>",
			Related: []diag.Related{{Span: spanOf(pair, 0, "use"), Note: "first set here"}}}},
		"related-same-line": {{Severity: diag.Error, Code: code, Message: "two words", Label: "second",
			Span: spanOf(twelve, 0, "2"), Related: []diag.Related{{Span: spanOf(twelve, 0, "1"), Note: "first"}}}},
		"related-wider-number": {{Severity: diag.Error, Code: code, Message: "no such key",
			Span: spanOf(twelve, 0, "main"), Related: []diag.Related{{Span: spanOf(twelve, 0, "x"), Note: "one of its keys"}}}},
		"related-other-file": {{Severity: diag.Error, Code: code, Message: "factory auth.NewFilter has the wrong signature",
			Span: mark("app.ini", strings.Repeat("\n", 11)+"use = «call:example.com/auth:NewFilter»\n"), Label: "used here as a filter",
			Related: []diag.Related{{Span: spanOf(auth, 0, "NewFilter"), Note: "declared here as func(string) error"}},
			Hint:    "a filter's factory takes or returns an http.Handler: func(next http.Handler, ...) http.Handler, say"}},
		"secret":        hidden("[a]\n«password» = s3cret # x\n", "s3cret"),
		"secret-marked": hidden("[a]\nurl = http://joe:s3«cret@ho»st\n", "s3cret"),
		"two":           append(at("[a]\n«x» = 1\n"), diag.Diagnostic{Severity: diag.Warning, Code: code, Message: "and another"}),
	}
}

// hidden is a diagnostic about a text of which some word is a secret.
func hidden(marked, word string) diag.List {
	list := at(marked)
	f := list[0].Span.File
	f.Hide(func() []source.Span { return []source.Span{spanOf(f, 0, word)} })
	return list
}

// TestRender compares the renderings with testdata, where each colour is named.
func TestRender(t *testing.T) {
	cases := renderCases()
	for name, list := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", name+".golden")
			got := render(t, list)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	goldens, err := filepath.Glob("testdata/*.golden")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range goldens {
		if _, ok := cases[strings.TrimSuffix(filepath.Base(path), ".golden")]; !ok {
			t.Errorf("%s belongs to no test", path)
		}
	}
}

func render(t *testing.T, list diag.List) []byte {
	t.Helper()
	var b bytes.Buffer
	part := func(name string, write func(io.Writer) error) {
		b.WriteString("-- " + name + " --\n")
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
	}
	part("text", func(w io.Writer) error { return diag.WriteText(w, list, diag.TextOptions{}) })
	part("color", func(w io.Writer) error {
		var colored strings.Builder
		err := diag.WriteText(&colored, list, diag.TextOptions{Color: true})
		_, _ = io.WriteString(w, nameColors.Replace(colored.String()))
		return err
	})
	part("short", func(w io.Writer) error { return diag.WriteShort(w, list) })
	part("json", func(w io.Writer) error { return diag.WriteJSON(w, list) })
	return b.Bytes()
}

var nameColors = strings.NewReplacer(
	"\x1b[0m", "⟩", "\x1b[1m", "⟨bold:", "\x1b[1;31m", "⟨red:", "\x1b[1;33m", "⟨yellow:", "\x1b[1;34m", "⟨blue:",
)

// Colour only adds: without it the text is the same.
func TestColorAddsNothing(t *testing.T) {
	codes := strings.NewReplacer("\x1b[0m", "", "\x1b[1m", "", "\x1b[1;31m", "", "\x1b[1;33m", "", "\x1b[1;34m", "")
	for name, list := range renderCases() {
		var plain, colored strings.Builder
		_ = diag.WriteText(&plain, list, diag.TextOptions{})
		_ = diag.WriteText(&colored, list, diag.TextOptions{Color: true})
		if got := codes.Replace(colored.String()); got != plain.String() {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, plain.String())
		}
	}
}

// TestOtherPlaces: the places of the same problem are told on its line.
func TestOtherPlaces(t *testing.T) {
	list := at("«x»")
	for want, span := range map[string]source.Span{
		" (and at 1:2)":           list[0].Span.Behind(),
		" (and at other.ini:1:1)": source.New("other.ini", "x").Span(0, 1),
	} {
		list[0].Also = []source.Span{span}
		var b strings.Builder
		if err := diag.WriteShort(&b, list); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%q, %v; want %q", b.String(), err, want)
		}
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestWriteErrors(t *testing.T) {
	list := at("«x»")
	for name, err := range map[string]error{
		"text":  diag.WriteText(brokenWriter{}, list, diag.TextOptions{}),
		"short": diag.WriteShort(brokenWriter{}, list),
		"json":  diag.WriteJSON(brokenWriter{}, list),
	} {
		if !errors.Is(err, errBroken) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestLongLines: of a line that quotes a text of any length, the middle is left out.
func TestLongLines(t *testing.T) {
	long := strings.Repeat("é", 100_000)
	list := diag.List{{Code: code, Message: "first \"" + long + "\" last\nsecond", Hint: "begins " + long + " ends"}}
	for name, write := range map[string]func(io.Writer) error{
		"text":  func(w io.Writer) error { return diag.WriteText(w, list, diag.TextOptions{}) },
		"short": func(w io.Writer) error { return diag.WriteShort(w, list) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{"first \"éé", "éé\" last", "second", "begins é", "é ends"} {
			if !strings.Contains(b.String(), part) {
				t.Errorf("%s: there is no %q", name, part)
			}
		}
		if b.Len() > 10_000 || strings.Contains(b.String(), "\uFFFD") {
			t.Errorf("%s has %d bytes, or a broken letter", name, b.Len())
		}
	}
}

func TestPrintableText(t *testing.T) {
	long := strings.Repeat("é", 500_000)
	for text, want := range map[string]string{
		"":                             "",
		"a\tb\n\n\tc  d\n":             "a\tb\n\n\tc  d\n",
		"\x1b[31m\r\x00\x9b\u202eß界\n": `\x1b[31m\r\x00` + "\ufffd" + `\u202eß界` + "\n",
	} {
		if got := diag.PrintableText(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := diag.PrintableText("a\n" + long + "z\n"); len(got) > 10_000 || !strings.HasSuffix(got, "éz\n") || !utf8.ValidString(got) {
		t.Errorf("a long line becomes one of %d bytes", len(got))
	}
}
