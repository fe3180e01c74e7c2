package emit

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"slices"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/templates"
)

// finish puts what all files have in front of the pieces of one, a package comment
// and the imports, and formats that.
func finish(p *plan.Program, directive, doc string, pieces []piece) ([]byte, error) {
	var imported, decls []string
	for _, one := range pieces {
		imported, decls = append(imported, one.imports...), append(decls, one.decls...)
	}
	for _, path := range p.Blank {
		imported = append(imported, "_ "+strconv.Quote(path))
	}
	head := templates.BuildLine + "\n\n" + marker.Header(p.From) + "\n\n" + directive + doc +
		"package " + p.Package + "\n\n" + importDecl(imported, p.Base)
	out, err := format.Source([]byte(head))
	if err != nil {
		return nil, notGo(err, head)
	}
	out = bytes.TrimRight(out, "\n")
	for _, decl := range decls {
		out = append(append(out, "\n\n"...), decl...)
	}
	return append(out, '\n'), nil
}

func notGo(err error, source string) error {
	return fmt.Errorf("generated code is not Go: %w\n%s", err, numbered(source))
}

// comment is a text as line comments of some 80 characters.
func comment(text string) string {
	var b strings.Builder
	line := "//"
	for _, word := range strings.Fields(text) {
		if line != "//" && len(line)+1+len(word) > 80 {
			b.WriteString(line + "\n")
			line = "//"
		}
		line += " " + word
	}
	return b.String() + line + "\n"
}

// importDecl imports what lines name, each package once, as the first line has it:
// the standard library's packages, and then the others, whose path starts with a
// domain, or as base does.
func importDecl(lines []string, base string) string {
	path := func(line string) string { return strings.Trim(line[strings.IndexByte(line, '"'):], `"`) }
	foreign := func(line string) bool { return plan.IsForeign(path(line), base) }
	slices.SortStableFunc(lines, func(a, b string) int {
		switch {
		case foreign(a) == foreign(b):
			return cmp.Compare(path(a), path(b))
		case foreign(a):
			return 1
		}
		return -1
	})
	lines = slices.CompactFunc(lines, func(a, b string) bool { return path(a) == path(b) })
	switch i := slices.IndexFunc(lines, foreign); {
	case len(lines) == 0:
		return ""
	case len(lines) == 1:
		return "import " + lines[0] + "\n"
	case i > 0:
		lines = slices.Insert(lines, i, "")
	}
	return "import (\n" + strings.Join(lines, "\n") + "\n)\n"
}

// numbered puts its number in front of each line.
func numbered(source string) string {
	var b strings.Builder
	for i, line := range strings.Split(source, "\n") {
		fmt.Fprintf(&b, "%5d  %s\n", i+1, line)
	}
	return b.String()
}

// printable makes a text from an INI file fit for one line of a comment.
func printable(s string) string { return marker.Printable(s) }
