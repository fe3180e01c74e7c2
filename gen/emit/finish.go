package emit

import (
	"bytes"
	"fmt"
	"go/format"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/plan"
)

// finish puts the header in front, groups the imports and formats.
func finish(p *plan.Program, source string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(marker.Header(p.From) + "\n\n")
	b.WriteString(marker.Directive(p.Args) + "\n\n")
	b.WriteString(groupImports(source))
	out, err := format.Source(b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("generated code is not Go: %w\n%s", err, numbered(b.String()))
	}
	return out, nil
}

// groupImports separates the standard library's packages from the others.
func groupImports(source string) string {
	before, rest, found := strings.Cut(source, "import (\n")
	if !found {
		return source
	}
	block, after, _ := strings.Cut(rest, "\n)")
	lines := strings.Split(block, "\n")
	foreign := func(line string) bool {
		path := line[strings.IndexByte(line, '"')+1:]
		first, _, _ := strings.Cut(strings.TrimSuffix(path, `"`), "/")
		return strings.Contains(first, ".")
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
