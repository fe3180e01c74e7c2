package emit

import (
	"bytes"
	"fmt"
	"go/format"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/templates"
)

// mark stands before each declaration until the file is finished.
const mark = "//paste:declaration"

// finish puts what all files have in front, and a package comment, groups the
// imports and formats.
func finish(p *plan.Program, directive, doc, source string) ([]byte, error) {
	decls := strings.Split(source, mark+"\n")
	head := templates.BuildLine + "\n\n" + marker.Header(p.From) + "\n\n" + directive + doc + groupImports(decls[0], p.Base)
	out, err := format.Source([]byte(head))
	if err != nil {
		return nil, notGo(err, head)
	}
	known := shapes{}
	out = slices.Grow(out, len(source))
	for _, decl := range decls[1:] {
		text, err := known.format(strings.TrimSpace(decl))
		if err != nil {
			return nil, notGo(err, decl)
		}
		out = append(append(bytes.TrimRight(out, "\n"), "\n\n"...), text...)
	}
	return append(bytes.TrimRight(out, "\n"), '\n'), nil
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

// groupImports separates the standard library's packages from the others: those
// whose path starts with a domain, or as base does.
func groupImports(source, base string) string {
	before, rest, found := strings.Cut(source, "import (\n")
	if !found {
		return source
	}
	block, after, _ := strings.Cut(rest, "\n)")
	lines := strings.Split(block, "\n")
	foreign := func(line string) bool {
		path := line[strings.IndexByte(line, '"')+1:]
		return plan.IsForeign(strings.TrimSuffix(path, `"`), base)
	}
	slices.SortStableFunc(lines, func(a, b string) int {
		switch {
		case foreign(a) == foreign(b):
			return 0
		case foreign(a):
			return 1
		}
		return -1
	})
	if i := slices.IndexFunc(lines, foreign); i > 0 {
		lines = slices.Insert(lines, i, "")
	}
	return before + "import (\n" + strings.Join(lines, "\n") + "\n)" + after
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
