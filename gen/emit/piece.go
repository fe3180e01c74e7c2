package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// piece is some of the declarations of a file, formatted.
type piece struct {
	decls   []string
	imports []string // what they need: lines of an import declaration
}

// mark stands before each declaration until it is formatted.
const mark = "//paste:declaration"

// newPiece writes and formats declarations.
func newPiece(p *plan.Program, code []jen.Code) (piece, error) {
	f := jen.NewFile(p.Package)
	f.NoFormat = true // that is done here
	imports(f, p)
	for _, decl := range code {
		f.Add(jen.Comment(mark))
		f.Add(decl)
	}
	var b strings.Builder
	if err := f.Render(&b); err != nil {
		return piece{}, fmt.Errorf("writing the source: %w", err)
	}
	sources := strings.Split(b.String(), mark+"\n")
	decls, err := formatAll(sources[1:])
	return piece{decls, importLines(sources[0])}, err
}

// formatAll formats declarations.
func formatAll(decls []string) ([]string, error) {
	known := newShapes()
	for i, decl := range decls {
		text, err := known.format(strings.TrimSpace(decl))
		if err != nil {
			return nil, notGo(err, decl)
		}
		decls[i] = strings.TrimRight(text, "\n")
	}
	return decls, nil
}

// importLines returns the lines of an import declaration: name, if it has one,
// and path.
func importLines(head string) []string {
	var lines []string
	for line := range strings.Lines(head) {
		if strings.Contains(line, `"`) {
			lines = append(lines, strings.TrimSpace(strings.TrimPrefix(line, "import ")))
		}
	}
	return lines
}

// imports tells jennifer how the file knows each package that it may import:
// else it would make up a name for those that are not of the standard library.
func imports(f *jen.File, p *plan.Program) {
	for _, own := range plan.OwnPackages() {
		f.ImportName(own, plan.PackageName(own))
	}
	for _, i := range p.Imports {
		if i.Alias {
			f.ImportAlias(i.Path, i.Name)
		} else {
			f.ImportName(i.Path, i.Name)
		}
	}
}
