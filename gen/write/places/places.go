// Package places writes a package that says where an INI file has what, and what
// -print-config shows. The wiring has no line of that file by its number, so that
// it stays as it is when lines move.
package places

import (
	"bytes"
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/templates"
	"github.com/pastegen/pastegen/templates/secret"
)

// Files returns the package, nothing if there is nothing to say.
func Files(p *plan.Program) ([]plan.File, error) {
	if len(p.Places) == 0 && p.Config == nil {
		return nil, nil
	}
	name := path.Join(plan.RuntimeFolder, plan.PkgPlaces, plan.PkgPlaces+".go")
	return []plan.File{{Name: name, Content: source(p)}}, nil
}

// source is the package's file. It is written as gofmt has it, since it may be
// long.
func source(p *plan.Program) []byte {
	var b bytes.Buffer
	b.WriteString(templates.BuildLine + "\n\n" + marker.Header(p.From) + "\n\n")
	fmt.Fprintf(&b, "// Package %s says where %s has its sections and keys.\n", plan.PkgPlaces, marker.Printable(p.Source))
	fmt.Fprintf(&b, "package %s\n", plan.PkgPlaces)
	if p.Config != nil {
		writeImports(&b, p)
	}
	if len(p.Places) > 0 {
		writeConstants(&b, p.Places)
	}
	if p.Config != nil {
		writeConfig(&b, p)
		writeSections(&b, p)
		writeVariables(&b, p)
	}
	return b.Bytes()
}

// writeImports writes the imports that showing the configuration needs.
func writeImports(b *bytes.Buffer, p *plan.Program) {
	if p.Config.IsConst() {
		return
	}
	b.WriteString("\nimport (\n\t\"os\"\n")
	for i, name := range p.Config.Uses() {
		if i == 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(b, "\t%q\n", p.RuntimePath(name))
	}
	b.WriteString(")\n")
}

// writeConstants writes the places that errors name:
//
//	const (
//		MainApp    = "app.ini:3: [app:main]"
//		MainAppDsn = "app.ini:5: [app:main] dsn"
//	)
func writeConstants(b *bytes.Buffer, places []*plan.Place) {
	if len(places) == 1 {
		fmt.Fprintf(b, "\n// %[1]s is the place that errors name.\nconst %[1]s = %[2]q\n", places[0].Name, places[0].Text)
		return
	}
	width := 0
	for _, place := range places {
		width = max(width, utf8.RuneCountInString(place.Name))
	}
	b.WriteString("\n// The places that errors name.\nconst (\n")
	for _, place := range places {
		fmt.Fprintf(b, "\t%-*s = %q\n", width, place.Name, place.Text)
	}
	b.WriteString(")\n")
}

// writeConfig writes the function that returns what -print-config shows: a text,
// in which the program puts what it knows only when it runs.
func writeConfig(b *bytes.Buffer, p *plan.Program) {
	fmt.Fprintf(b, "\n// Config is what %s says, for -print-config.\nfunc Config() string {\n", marker.Printable(p.Source))
	if p.Config.IsConst() {
		fmt.Fprintf(b, "\treturn %s\n}\n", rawText(p.Config.Text))
		return
	}
	if p.Config.Folder {
		fmt.Fprintf(b, "\tdir := %s.Dir(%q)\n", plan.PkgHere, p.Source)
	}
	fmt.Fprintf(b, "\treturn os.Expand(%s, func(name string) string {\n\t\tswitch name {\n", rawText(p.Config.Text))
	if p.Config.Here {
		writeCase(b, "here", "dir")
	}
	for _, v := range p.Config.Variables {
		otherwise := "its default"
		if v.Required {
			otherwise = "nowhere"
		}
		shown := strconv.Quote(secret.Mask)
		if !v.Secret {
			shown = fmt.Sprintf("%s.Shown(%q, %s)", plan.PkgEnviron, v.Key, joined(v.Value))
		}
		writeCase(b, v.Key, shown)
		writeCase(b, v.Key+"?", fmt.Sprintf("%s.Origin(%q, %q)", plan.PkgEnviron, v.Key, otherwise))
	}
	b.WriteString("\t\t}\n\t\treturn \"$\"\n\t})\n}\n")
}

// writeSections writes the function that says which section is made by what
// panics when the program starts, or takes too long later:
//
//	func Section(function string) string {
//		switch function {
//		case "mainApp":
//			return "app.ini:3: [app:main]"
//		case "example.com/site/apps.New", "example.com/site/apps":
//			return "app.ini:3: [app:main]"
//		}
//		return ""
//	}
func writeSections(b *bytes.Buffer, p *plan.Program) {
	b.WriteString("\n// Section says where the section is that a function of package main makes, or that\n" +
		"// names a function, a type or a package; it is empty for others.\nfunc Section(function string) string {\n\tswitch function {\n")
	for _, f := range p.Funcs {
		fmt.Fprintf(b, "\tcase %q:\n\t\treturn %q\n", f.Name, f.Where)
	}
	for _, s := range symbols(p) {
		fmt.Fprintf(b, "\tcase %q:\n\t\treturn %q\n", s.name, s.String())
	}
	b.WriteString("\t}\n\treturn \"\"\n}\n")
}

// writeVariables writes the function that lists what the program reads, for -h
// and -set:
//
//	func Variables() [][2]string {
//		return [][2]string{
//			{"NOTES_DB", "without it \"notes.db\"; app.ini:12: [resource:db] data_source_name"},
//		}
//	}
func writeVariables(b *bytes.Buffer, p *plan.Program) {
	if p.Environ == nil {
		return
	}
	fmt.Fprintf(b, "\n// Variables are those of the environment that %s names, for -h and -set.\nfunc Variables() [][2]string {\n\treturn [][2]string{\n",
		marker.Printable(p.Source))
	for _, v := range p.Environ.Variables {
		without := "required"
		switch {
		case v.Secret && !v.Required:
			without = "without it " + secret.Mask
		case !v.Required:
			without = "without it " + strconv.Quote(v.Value.String())
		}
		fmt.Fprintf(b, "\t\t{%q, %q},\n", v.Key, without+"; "+v.Use.Text)
	}
	b.WriteString("\t}\n}\n")
}

func writeCase(b *bytes.Buffer, name, value string) {
	fmt.Fprintf(b, "\t\tcase %q:\n\t\t\treturn %s\n", name, value)
}

// joined is a text that may have the folder of the INI file in it, as one of
// several arguments: dir+"/notes.db".
func joined(t parse.Text) string {
	var parts []string
	for _, s := range t.Segments() {
		if s.Here {
			parts = append(parts, "dir")
		} else {
			parts = append(parts, strconv.Quote(s.Literal))
		}
	}
	if len(parts) == 0 {
		return `""`
	}
	return strings.Join(parts, "+")
}

// rawText is a string literal over several lines, if Go can write it so and
// nothing in it deceives the eye.
func rawText(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && !fitForRaw(r) }) {
		return strconv.Quote(s)
	}
	return "`" + s + "`"
}

// fitForRaw reports whether a character may stand in a raw string: none that
// ends it or that Go does not take, and none that shows nothing, or that changes
// how others are shown, as the controls of bidirectional text do.
func fitForRaw(r rune) bool {
	if ' ' <= r && r <= '~' {
		return r != '`'
	}
	return r != unicode.ReplacementChar && !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
