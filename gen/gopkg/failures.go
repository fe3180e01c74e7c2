package gopkg

import (
	"cmp"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/gocmd"
	"github.com/pastegen/pastegen/gen/gomod"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse/diag"
)

// listErrors turns one error of "go list" into diagnostics: the compiler's, each
// at its place in the Go file, or one for the package as a whole.
func listErrors(src *sources, pattern string, e *listError) diag.List {
	if strings.HasPrefix(e.Err, "# ") {
		if ds := compilerErrors(src, e.Err); len(ds) > 0 {
			return ds
		}
	}
	pos, _ := gocmd.ParsePosition(e.Pos)
	if span := src.at(pos); span.IsValid() {
		first, rest, _ := strings.Cut(e.Err, "\n")
		return diag.List{{Code: problem.Broken, Message: plainWhy(first), Span: span, Hint: cmp.Or(getHint(rest), twoPackagesHint(first))}}
	}
	d := noPackage(pattern, src.relative(e.Err))
	if strings.HasPrefix(e.Err, "import cycle") && len(e.ImportStack) > 0 {
		d.Message += ": " + strings.Join(circle(e.ImportStack), " imports ")
		d.Hint = "move what both sides need into a package of its own, which imports none of them"
	}
	return diag.List{d}
}

// circle returns the packages of a circle, the first also as the last, of the stack of
// imports that met it.
func circle(stack []string) []string {
	return stack[slices.Index(stack, stack[len(stack)-1]):]
}

// twoPackagesHint says what to do where files of one folder say that they are of two
// packages; empty for what else the go command says.
func twoPackagesHint(why string) string {
	m := twoPackages.FindStringSubmatch(why)
	if m == nil {
		return ""
	}
	return fmt.Sprintf("a folder has one package: write \"package %s\" into %s, or \"package %s\" into %s, or move one of the files into a folder of its own", m[1], m[4], m[3], m[2])
}

var twoPackages = regexp.MustCompile(`^found packages ([^ ]+) \(([^()]+)\) and ([^ ]+) \(([^()]+)\)`)

// compilerErrors reads the compiler's output.
func compilerErrors(src *sources, output string) diag.List {
	var out diag.List
	errs, _ := gocmd.Errors(output)
	for _, e := range errs {
		if span := src.at(e.At); span.IsValid() {
			out.Add(diag.Diagnostic{Code: problem.Broken, Message: e.Message, Span: span})
		}
	}
	return out
}

func noPackage(pattern, why string) diag.Diagnostic {
	first, rest, _ := strings.Cut(why, "\n")
	d := diag.Diagnostic{Code: problem.NoPackage, Message: "no Go package " + words.Quote(pattern) + ": " + plainWhy(first)}
	d.Hint = cmp.Or(getHint(rest), twoPackagesHint(first))
	d.Unwritten = strings.HasSuffix(d.Message, ": "+noFolder)
	switch {
	case strings.Contains(why, "go.mod file not found"):
		d.Hint = `make the folder a Go module: run "go mod init example.com/name" there`
	case strings.Contains(first, notInWorkspace):
		d.Message = "no Go package " + words.Quote(pattern) + ": the folder belongs to a module that go.work does not name"
		d.Hint = getHint(rest)
	case strings.HasSuffix(first, notVendored):
		d.Message = "no Go package " + words.Quote(pattern) + ": the folder vendor does not hold it"
		d.Hint = `"go mod vendor" takes what Go files import: run "GOFLAGS=-mod=mod pastegen generate" with the file first` +
			"\nif it is of a module that go.mod does not name, run \"go get " + pattern + `" before that`
	}
	return d
}

// notVendored ends what the go command says of a package that vendor lacks.
const notVendored = "import lookup disabled by -mod=vendor"

// notInWorkspace is what the go command says of a folder of a module beside those of a
// workspace.
const notInWorkspace = "not one of the workspace modules listed in go.work"

// allLeftOut is what the go command says of a folder none of whose Go files belong
// to a package here.
const allLeftOut = "build constraints exclude all Go files"

// isEmpty reports whether a package was found none of whose files belong to it,
// of which the go command says nothing if there are tests.
func (l *listing) isEmpty() bool {
	return l.Error == nil && l.Name != "" && l.Export == "" && len(l.GoFiles)+len(l.CgoFiles)+len(l.DepsErrors) == 0
}

// noFiles is what is wrong with such a folder, with the reason for each file.
func (p *Loader) noFiles(pattern string, l *listing) diag.Diagnostic {
	d := noPackage(pattern, "no Go file of the folder belongs to it here")
	for _, name := range otherFiles(l.Dir, nil) {
		if f := p.file(filepath.Join(l.Dir, name)); f != nil {
			d.Related = append(d.Related, diag.Related{Span: f.Span(0, 0), Note: "this file is " + whyLeftOut(name, f.Text())})
		}
	}
	return d
}

// otherModule is a hint for the path of a folder that belongs to another module, one
// below the program's or beside it; empty for other patterns.
func (p *Loader) otherModule(pattern string) string {
	if !strings.HasPrefix(pattern, "./") && !strings.HasPrefix(pattern, "../") {
		return ""
	}
	folder := filepath.Join(p.dir, filepath.FromSlash(pattern))
	own, err1 := gomod.Find(p.out)
	other, err2 := gomod.Find(folder)
	if err1 != nil || err2 != nil || own.IsNone() || other.IsNone() || own == other {
		return ""
	}
	importPath, err1 := other.ImportPath(folder)
	below, err2 := filepath.Rel(own.Root, other.Root)
	if err1 != nil || err2 != nil {
		return ""
	}
	if below = filepath.ToSlash(below); !strings.HasPrefix(below, "../") {
		below = "./" + below
	}
	return fmt.Sprintf("the folder belongs to the module %s: run \"go mod edit -replace=%[1]s=%s\" and \"go get %[1]s\" "+
		"in the program's module, and name the package as %[3]s", other.Path, below, importPath)
}

// getHint makes a hint of what the go command says below an error, if that is
// to get a module, or to take one into the workspace.
func getHint(rest string) string {
	if !strings.Contains(rest, "go get ") && !strings.Contains(rest, "go work use ") {
		return ""
	}
	return `run "` + strings.TrimSpace(rest) + `"`
}

const noFolder = "no such folder"

// plainWhy takes paths of this machine and pointers to the next line out of an
// error text of the go command.
func plainWhy(s string) string {
	s = machinePath.ReplaceAllString(s, "")
	s = strings.TrimSuffix(s, "; to add it:")
	s, _, _ = strings.Cut(s, "; see ")
	if strings.HasSuffix(s, ": directory not found") {
		return noFolder
	}
	return strings.TrimSuffix(strings.TrimSpace(s), ";")
}

var machinePath = regexp.MustCompile(` \([^()]*[/\\][^()]*\)| in [^ ]*[/\\][^ ]*$`)

// IsUnknownWord reports whether it is the matter that a single word is no
// standard package. It was no folder either.
func IsUnknownWord(d diag.Diagnostic, pattern string) bool {
	return d.Code.ID == problem.NoPackage.ID && !strings.ContainsAny(pattern, "./") && strings.Contains(d.Message, "is not in std")
}

func goCommand(pattern, why string) diag.Diagnostic {
	d := diag.Diagnostic{Code: problem.GoCommand, Message: "cannot read Go package " + words.Quote(pattern) + ": " + why}
	if first, _, _ := strings.Cut(why, "\n"); strings.HasPrefix(first, "inconsistent vendoring") {
		d.Message = "cannot read Go package " + words.Quote(pattern) + ": go.mod says other than vendor/modules.txt"
		d.Hint = `run "go mod vendor"`
	}
	return d
}

func notImportable(pattern, why string) diag.Diagnostic {
	return diag.Diagnostic{
		Code:    problem.NotImportable,
		Message: "package " + words.Quote(pattern) + " cannot be imported: " + why,
		Hint:    "move the factory to a package that the INI file's folder may import",
	}
}

// ownCopy is what is wrong with a package that pastegen has written itself, whose
// directives it still has: it goes away when no section names its part.
func ownCopy(pattern string) diag.Diagnostic {
	d := notImportable(pattern, "it is pastegen's own copy of what is built in")
	d.Hint = "name the part as \"pastegen list\" shows it, such as use = egg:pastegen#NAME"
	return d
}
