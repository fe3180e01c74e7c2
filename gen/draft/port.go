package draft

import (
	"go/token"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pastegen/pastegen/gen/refer"
	"github.com/pastegen/pastegen/gen/words"
)

// Python is what is known of the function of Python that a draft stands for.
type Python struct {
	Doc       string // its docstring
	Signature string // "make_filter(global_conf, realm='x')"; empty if it was not asked
	Place     string // where it is defined: "myapp/auth.py:12"; may be empty
}

// File returns the name of the file that Port writes: "make_filter.go".
func (d Draft) File() string { return words.Written(d.Recv+d.Name) + ".go" }

// Port returns a Go file with the function, marked as a draft, which is not used
// until the mark goes. It says what it stands for.
func (d Draft) Port(p Python) string {
	var b strings.Builder
	b.WriteString(d.head(d.OptionsType()))
	stands, until := "makes "+words.Article(d.Kind), "nothing uses it"
	if d.Python {
		stands, until = "stands for "+strings.TrimPrefix(d.Factory, "call:")+" of Python"+in(p.Place), "Python does it"
	}
	b.WriteString("// " + d.Name + " " + stands + ".\n")
	if p.Signature != "" {
		b.WriteString("//\n//\t" + printable(oneLine(p.Signature)) + "\n")
	}
	if p.Doc != "" {
		b.WriteString("//\n" + comment(p.Doc))
	}
	b.WriteString("//\n// It is a draft: " + until + " until the line with paste:draft is removed.\n//\n")
	if d.Directive != "" {
		b.WriteString(d.Directive + "\n")
	}
	b.WriteString("//paste:draft\n" + d.portSignature() + " {\n" + d.portBody() + "}\n")
	return formatted(b.String())
}

func in(place string) string {
	if place == "" {
		return ""
	}
	return ", " + place
}

// comment writes a text into a comment, without headings: gofmt takes a paragraph of
// one line for one if it begins like a sentence and has no full stop, or begins with #.
func comment(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, printable(line))
	}
	empty := func(i int) bool { return i < 0 || i == len(lines) || lines[i] == "" }
	var b strings.Builder
	for i, line := range lines {
		if empty(i-1) && empty(i+1) {
			line = sentence(line)
		}
		b.WriteString(strings.TrimRight("// "+line, " ") + "\n")
	}
	return b.String()
}

// sentence is a line that ends as a sentence does, if it begins like one.
func sentence(line string) string {
	if strings.HasPrefix(line, "#") {
		line = strings.TrimLeft(line, "# ")
	}
	first, _ := utf8.DecodeRuneInString(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	if unicode.IsUpper(first) && (unicode.IsLetter(last) || unicode.IsDigit(last)) {
		line += "."
	}
	return line
}

// printable is a line without what ends lines, and without what Go source must not
// hold.
func printable(line string) string {
	return strings.TrimRightFunc(strings.Map(func(r rune) rune {
		if r != '\t' && !strconv.IsPrint(r) {
			return -1
		}
		return r
	}, line), unicode.IsSpace)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// portSignature declares the function: like any of net/http's, without an error.
func (d Draft) portSignature() string {
	if d.Kind == "server" {
		return d.Signature()
	}
	return strings.Replace(d.Signature(), "(http.Handler, error)", "http.Handler", 1)
}

func (d Draft) portBody() string {
	switch d.Kind {
	case "filter":
		return "\treturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n\t\tnext.ServeHTTP(w, r)\n\t})\n"
	case "server":
		return d.body()
	}
	return strings.Replace(d.body(), "}), nil\n", "})\n", 1)
}

// PortTest returns a file with a test of what Port writes, for the section's own
// values.
func (d Draft) PortTest() string {
	if d.Kind == "server" {
		return ""
	}
	var b strings.Builder
	b.WriteString("package " + d.Package + "\n\nimport (\n")
	imports := []string{"net/http", "net/http/httptest", "testing"}
	if d.Kind == "filter" {
		imports = append([]string{"io"}, imports...)
	}
	if slices.ContainsFunc(d.Options, func(o Option) bool { return o.Type == "time.Duration" && value(o) != "" }) {
		imports = append(imports, "time")
	}
	for _, path := range imports {
		b.WriteString("\t" + words.Quote(path) + "\n")
	}
	b.WriteString(")\n\nfunc Test" + d.Recv + d.Name + "(t *testing.T) {\n")
	call := d.Name
	if d.Recv != "" {
		call = d.Recv + "{}." + d.Name
	}
	var args []string
	if d.Kind == "filter" {
		b.WriteString("\tnext := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, \"below\") })\n")
		args = append(args, "next")
	}
	if len(d.Options) > 0 {
		args = append(args, d.literal())
	}
	b.WriteString("\th := " + call + "(" + strings.Join(args, ", ") + ")\n")
	b.WriteString("\tw := httptest.NewRecorder()\n\th.ServeHTTP(w, httptest.NewRequest(http.MethodGet, \"/\", nil))\n")
	if d.Kind == "filter" {
		b.WriteString("\tif w.Code != http.StatusOK || w.Body.String() != \"below\" {\n")
	} else {
		b.WriteString("\tif w.Code == http.StatusNotImplemented {\n\t\tt.Skip(\"not written yet\")\n\t}\n")
		b.WriteString("\tif w.Code >= http.StatusInternalServerError {\n")
	}
	b.WriteString("\t\tt.Errorf(\"status %d, %q\", w.Code, w.Body.String())\n\t}\n}\n")
	return formatted(b.String())
}

// literal is a literal of the options with the section's values.
func (d Draft) literal() string {
	var b strings.Builder
	b.WriteString(d.optionsName() + "{")
	for _, o := range d.Options {
		value := value(o)
		if value == "" {
			continue
		}
		b.WriteString("\n\t\t" + o.Name + ": " + value + ",")
	}
	if strings.HasSuffix(b.String(), "{") {
		return b.String() + "}"
	}
	return b.String() + "\n\t}"
}

// value writes the value of an option as Go; empty for one that is known only when
// the program starts, or that no literal has.
func value(o Option) string {
	text := strings.TrimSpace(o.Value)
	switch o.Type {
	case "string":
		if o.Late {
			return ""
		}
		return strconv.Quote(text)
	case "bool":
		switch strings.ToLower(text) {
		case "true", "yes", "on", "1":
			return "true"
		}
		return "false"
	case "int":
		n, err := strconv.Atoi(text)
		if err != nil {
			return ""
		}
		return strconv.Itoa(n)
	case "float64":
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
			return ""
		}
		return strconv.FormatFloat(f, 'g', -1, 64)
	case "time.Duration":
		t, err := time.ParseDuration(text)
		if err != nil {
			return ""
		}
		return "time.Duration(" + strconv.FormatInt(int64(t), 10) + ")"
	case "[]string":
		var items []string
		for _, word := range o.words(text) {
			items = append(items, strconv.Quote(word))
		}
		return "[]string{" + strings.Join(items, ", ") + "}"
	}
	return ""
}

// words are the items of a list.
func (o Option) words(text string) []string {
	if !o.Comma {
		return strings.Fields(text)
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' })
}

// IsHere reports whether the draft can be written into a folder of the site.
func (d Draft) IsHere() bool { return d.IsGo() && strings.HasPrefix(d.Folder, "./") }

// IsGo reports whether the names of the draft can be those of Go.
func (d Draft) IsGo() bool {
	return refer.NamesPackage(d.Folder) && token.IsIdentifier(d.Name) && token.IsIdentifier(d.Package)
}
