package ini_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

func parse(t *testing.T, text string) *ini.File {
	t.Helper()
	f, problems := ini.Parse(source.New("app.ini", text))
	if problems != nil {
		t.Fatalf("%q: %v", text, problems)
	}
	return f
}

// at shows a span as "line:column text".
func at(s source.Span) string {
	p := s.Position()
	return fmt.Sprintf("%d:%d %s", p.Line, p.Column, s.Text())
}

func TestPositions(t *testing.T) {
	tests := []struct{ name, text string }{
		{"LF", "[DEFAULT]\nd: 1\n\n[app:é]  x\n  üb er\t=  wérte   \n      zwei  \n\n     drei\n"},
		{"CRLF", "[DEFAULT]\r\nd: 1\r\n\r\n[app:é]  x\r\n  üb er\t=  wérte   \r\n      zwei  \r\n\r\n     drei\r\n"},
		{"CR", "[DEFAULT]\rd: 1\r\r[app:é]  x\r  üb er\t=  wérte   \r      zwei  \r\r     drei\r"},
		{"byte order mark", "\ufeff[DEFAULT]\nd: 1\n\n[app:é]  x\n  üb er\t=  wérte   \n      zwei  \n\n     drei\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := parse(t, tt.text)
			s := f.Section("app:é")
			e := s.Entry("üb er")
			got := []string{
				at(f.Defaults.Header),
				at(f.Defaults.Entry("d").KeySpan),
				at(f.Defaults.Entry("d").Value.Whole()),
				at(s.Header),
				at(e.KeySpan),
				at(e.Value.Span(0, len("wérte"))),
				at(e.Value.Span(len("wérte\nzw"), len("wérte\nzwei"))),
				at(e.Value.Span(len("wérte\nzwei\n\n"), len("wérte\nzwei\n\ndrei"))),
			}
			want := []string{
				"1:2 DEFAULT", "2:1 d", "2:4 1", "4:2 app:é", "5:3 üb er",
				"5:12 wérte", "6:9 ei", "8:6 drei",
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
			if want := "wérte\nzwei\n\ndrei"; e.Value.Raw != want {
				t.Errorf("Raw = %q, want %q", e.Value.Raw, want)
			}
			whole := e.Value.Whole().Text()
			if !strings.HasPrefix(whole, "wérte ") || !strings.HasSuffix(whole, " drei") {
				t.Errorf("Whole = %q", whole)
			}
		})
	}
}

func TestEmptyValues(t *testing.T) {
	tests := []struct{ text, raw, whole string }{
		{"[a]\nx =", "", "2:4 "},
		{"[a]\nx =   \n", "", "2:4 "},
		{"[a]\nx =\n\n", "", "2:4 "},
		{"[a]\nx :\n   y\n", "\ny", "3:4 y"},
		{"[a]\nx :\n\n   y  \n  z\n", "\n\ny\nz", "4:4 y  \n  z"},
	}
	for _, tt := range tests {
		v := parse(t, tt.text).Section("a").Entry("x").Value
		if v.Raw != tt.raw || at(v.Whole()) != tt.whole {
			t.Errorf("%q: Raw %q, Whole %q, want %q, %q", tt.text, v.Raw, at(v.Whole()), tt.raw, tt.whole)
		}
	}
}

// The line break within Raw stands for all that lies between two lines.
func TestSpanAcrossLines(t *testing.T) {
	v := parse(t, "[a]\nx = one  \n# c\n  two\n").Section("a").Entry("x").Value
	tests := []struct {
		part string // of Raw
		want string
	}{
		{"one", "2:5 one"},
		{"e\nt", "2:7 e  \n# c\n  t"},
		{"\n", "2:8   \n# c\n  "},
		{"two", "4:3 two"},
	}
	for _, tt := range tests {
		start := strings.Index(v.Raw, tt.part)
		if got := at(v.Span(start, start+len(tt.part))); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.part, got, tt.want)
		}
	}
}

func TestLookups(t *testing.T) {
	f := parse(t, "[DEFAULT]\nd = 1\n[app:a]\nx = 1\n[app:a.b]\ny = 2\n")
	for _, name := range []string{"DEFAULT", "", "a", "app:A", "app:a.c"} {
		if s := f.Section(name); s != nil {
			t.Errorf("Section(%q) = %v", name, s)
		}
	}
	for i, name := range []string{"app:a", "app:a.b"} {
		if s := f.Section(name); s == nil || s != f.Sections[i] || s.Name != name {
			t.Errorf("Section(%q) = %v", name, s)
		}
	}
	child := f.Section("app:a.b")
	for _, key := range []string{"x", "d", "", "Y"} {
		if e := child.Entry(key); e != nil {
			t.Errorf("Entry(%q) = %v", key, e)
		}
	}
	if e := child.Entry("y"); e == nil || e != child.Entries[0] || e.Key != "y" {
		t.Errorf("Entry(y) = %v", e)
	}
	if e := f.Defaults.Entry("d"); e == nil || e.Value.Raw != "1" {
		t.Errorf("DEFAULT's d = %v", e)
	}
}

func TestDefaultsInParts(t *testing.T) {
	d := parse(t, "[a]\n[DEFAULT]\nx = 1\n[b]\n[DEFAULT]\ny = 2\n").Defaults
	if got := at(d.Header); got != "2:2 DEFAULT" {
		t.Errorf("Header = %q", got)
	}
	if len(d.Entries) != 2 || at(d.Entry("y").KeySpan) != "6:1 y" {
		t.Errorf("Entries = %v", d.Entries)
	}
}

func TestNoDefaults(t *testing.T) {
	d := parse(t, "[a]\n").Defaults
	if d == nil || d.Name != "DEFAULT" || d.Header.IsValid() || d.Entries != nil || d.Entry("x") != nil {
		t.Errorf("Defaults = %+v", d)
	}
}

// show renders diagnostics with all that is said of places.
func show(list diag.List) []string {
	var out []string
	for _, d := range list {
		s := fmt.Sprintf("%s %s: %s", d.Code.ID, at(d.Span), d.Message)
		for _, r := range d.Related {
			s += fmt.Sprintf(" | %s: %s", at(r.Span), r.Note)
		}
		out = append(out, s)
	}
	return out
}

func TestProblems(t *testing.T) {
	tests := []struct {
		name, text string
		class      string // of the exception that Python raises
		want       []string
	}{
		{
			"all at once", "[a]\nx = 1\nbad\nx = 2\n  more\n[b]\n= 1\n[a]\ny\n  [c\ny = 1\ny = 2\n", "DuplicateOptionError",
			[]string{
				`PG104 3:1 bad: expected "key = value" or "[section]", found "bad"`,
				`PG103 4:1 x: key "x" is set twice in section "a" | 2:1 x: first set here`,
				`PG105 7:1 =: expected a key before "=", found none`,
				`PG102 8:2 a: section "a" is defined twice | 1:2 a: first defined here`,
				`PG104 9:1 y: expected "key = value" or "[section]", found "y"`,
				`PG104 10:3 [c: expected "key = value" or "[section]", found "[c"`,
				`PG103 12:1 y: key "y" is set twice in section "a" | 11:1 y: first set here`,
			},
		},
		{
			"only the first line without a section", "a = 1\nb\n[c]\nd\n", "MissingSectionHeaderError",
			[]string{
				`PG106 1:1 a = 1: expected a section header, found "a = 1"`,
				`PG104 4:1 d: expected "key = value" or "[section]", found "d"`,
			},
		},
		{
			"a section three times", "[a]\n[a]\n[a]\n", "DuplicateSectionError",
			[]string{
				`PG102 2:2 a: section "a" is defined twice | 1:2 a: first defined here`,
				`PG102 3:2 a: section "a" is defined twice | 1:2 a: first defined here`,
			},
		},
		{
			"the parts of DEFAULT", "[DEFAULT]\nx = 1\n[DEFAULT]\nx = 2\n", "DuplicateOptionError",
			[]string{`PG103 4:1 x: key "x" is set twice in section "DEFAULT" | 2:1 x: first set here`},
		},
		{
			"not UTF-8", "[a]\nx = caf\xe9 \xff\ny\n", "UnicodeDecodeError",
			[]string{
				"PG101 2:8 \xe9: expected UTF-8 text, found byte 0xe9",
				`PG104 3:1 y: expected "key = value" or "[section]", found "y"`,
			},
		},
		{
			"a long line", "[a]\n" + strings.Repeat("é", 50) + "\n", "ParsingError",
			[]string{fmt.Sprintf(`PG104 2:1 %s: expected "key = value" or "[section]", found "%s"...`,
				strings.Repeat("é", 50), strings.Repeat("é", 40))},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, problems := ini.Parse(source.New("app.ini", tt.text))
			if got := show(problems); !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
			if f.Err == nil || f.Err.Class != tt.class {
				t.Errorf("Err = %v, want %s", f.Err, tt.class)
			}
		})
	}
}

// TestTemplates: that a file is a template is one problem.
func TestTemplates(t *testing.T) {
	for name, want := range map[string]string{
		"template-jinja.ini":  "error 2:1 4:1 6:1",
		"template-mako.ini":   "error 6:1",
		"template-erb.ini":    "error 2:1 4:1",
		"template-values.ini": "warning 2:5 5:5",
		"template-first.ini":  "error 1:1",
	} {
		_, problems := ini.Parse(source.New(name, edges()[name]))
		problems = problems.Sorted()
		if len(problems) != 1 || problems[0].Code.ID != "PG108" {
			t.Errorf("%s: %v", name, show(problems))
			continue
		}
		got := problems[0].Severity.String()
		for _, s := range append([]source.Span{problems[0].Span}, problems[0].Also...) {
			got += fmt.Sprintf(" %d:%d", s.Position().Line, s.Position().Column)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	_, problems := ini.Parse(source.New("app.ini", edges()["template-not.ini"]))
	if len(problems) != 1 || problems[0].Code.ID != "PG104" {
		t.Errorf("no template: %v", show(problems))
	}
}

// TestOthersOfTemplates: what other packages find wrong in a template is because
// of that.
func TestOthersOfTemplates(t *testing.T) {
	f := source.New("app.ini", "use = egg:{{ x }}\nport = %PORT% @HOST@ ${port}\nbad = 1\n")
	at := func(text string) diag.Diagnostic {
		i := strings.Index(f.Text(), text)
		return diag.Errorf(diag.Code{ID: "PG999"}, f.Span(i, i+len(text)), "wrong")
	}
	list := diag.List{at("egg:{{ x }}"), at("{ x"), at("%"), at("HOST"), at("${port}"), at("bad"), diag.Errorf(diag.Code{ID: "PG999"}, source.Span{}, "")}
	var got []string
	for _, d := range ini.Templates(list) {
		got = append(got, d.Code.ID+" "+d.Span.Text())
	}
	want := []string{"PG108 {{ x }}", "PG108 {{ x }}", "PG108 %PORT%", "PG108 @HOST@", "PG108 ${port}", "PG999 bad", "PG999 "}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHints(t *testing.T) {
	tests := []struct{ text, want string }{
		{"[a]\nb\n", "indent the line if it continues the value above it"},
		{"[a]\n[b\n", `a section header ends with "]" on the same line`},
		{"[a]\n[]\n", "put a name between the brackets"},
		{"[a]\n<<<<<<< HEAD\n", "resolve the merge conflict"},
		{"[a]\n>>>>>>> topic\n", "resolve the merge conflict"},
		{"[a]\n[app:b\n", `a section header ends with "]" on the same line`},
		{"[a\n", `a section header ends with "]" on the same line`},
		{"b\n", "start the file with a header such as [app:main] or [DEFAULT]"},
		{"\xff\xfe[\x00", "save the file as UTF-8; its byte order mark says that it is UTF-16 now"},
		{"[a]\n# \xe9\n", "save the file as UTF-8"},
	}
	for _, tt := range tests {
		_, problems := ini.Parse(source.New("app.ini", tt.text))
		if len(problems) == 0 || problems[0].Hint != tt.want {
			t.Errorf("%q: %v, want the hint %q", tt.text, problems, tt.want)
		}
	}
}

// What comes twice is there once, as first written.
func TestAfterProblems(t *testing.T) {
	f, _ := ini.Parse(source.New("app.ini", "[a]\nx = 1\nx = 2\n  3\ny = \xff4\n[a]\nz = 5\n[b]\nx = 6\n"))
	if len(f.Sections) != 2 {
		t.Fatalf("%d sections", len(f.Sections))
	}
	var got []string
	for _, s := range f.Sections {
		for _, e := range s.Entries {
			got = append(got, s.Name+"."+e.Key+"="+e.Value.Raw)
		}
	}
	if want := []string{"a.x=1", "a.y=?4", "b.x=6"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A byte order mark, which configparser takes for text, changes nothing.
func TestByteOrderMark(t *testing.T) {
	for name, text := range edges() {
		if strings.HasPrefix(name, "bytes-") {
			continue
		}
		plain, _ := ini.Parse(source.New(name, text))
		marked, _ := ini.Parse(source.New(name, "\ufeff"+text))
		if got, want := toJSON(t, view(marked)), toJSON(t, view(plain)); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestCodes(t *testing.T) {
	seen := map[string]bool{}
	for _, text := range edges() {
		_, problems := ini.Parse(source.New("app.ini", text))
		for _, d := range problems {
			seen[d.Code.ID] = true
		}
	}
	for _, c := range ini.Codes() {
		if !seen[c.ID] {
			t.Errorf("no file shows %s (%s)", c.ID, c.Title)
		}
		delete(seen, c.ID)
	}
	if len(seen) > 0 {
		t.Errorf("codes not declared: %v", seen)
	}
}
