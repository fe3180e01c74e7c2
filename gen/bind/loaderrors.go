package bind

import (
	"path/filepath"
	"regexp"
	"strings"

	"github.com/pastegen/pastegen/gen/gocmd"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// listErrors turns one error of "go list" into diagnostics: the compiler's, each
// at its place in the Go file, or one for the package as a whole.
func (p *packages) listErrors(pattern string, e *listError) diag.List {
	if strings.HasPrefix(e.Err, "# ") {
		if ds := p.compilerErrors(e.Err); len(ds) > 0 {
			return ds
		}
	}
	if span := p.place(e.Pos); span.IsValid() {
		first, rest, _ := strings.Cut(e.Err, "\n")
		return diag.List{{Code: codeBroken, Message: plainWhy(first), Span: span, Hint: getHint(rest)}}
	}
	return diag.List{noPackage(pattern, p.sources.relative(e.Err))}
}

// compilerErrors reads the compiler's output.
func (p *packages) compilerErrors(output string) diag.List {
	var out diag.List
	errs, _ := gocmd.Errors(output)
	for _, e := range errs {
		if span := p.at(e.At); span.IsValid() {
			out.Add(diag.Diagnostic{Code: codeBroken, Message: e.Message, Span: span})
		}
	}
	return out
}

// place returns the span of a "file:line:col" of the go command: the word that
// starts there.
func (p *packages) place(pos string) source.Span {
	at, ok := gocmd.ParsePosition(pos)
	if !ok {
		return source.Span{}
	}
	return p.at(at)
}

func (p *packages) at(pos gocmd.Position) source.Span {
	name := pos.File
	if !filepath.IsAbs(name) {
		name = filepath.Join(p.dir, name)
	}
	f := p.sources.file(name)
	if f == nil {
		return source.Span{}
	}
	return pos.In(f)
}

func noPackage(pattern, why string) diag.Diagnostic {
	first, rest, _ := strings.Cut(why, "\n")
	d := diag.Diagnostic{Code: codeNoPackage, Message: "no Go package " + quote(pattern) + ": " + plainWhy(first)}
	d.Hint = getHint(rest)
	if strings.Contains(why, "go.mod file not found") {
		d.Hint = `make the folder a Go module: run "go mod init example.com/name" there`
	}
	return d
}

// getHint makes a hint of what the go command says below an error, if that is
// to get a module.
func getHint(rest string) string {
	if !strings.Contains(rest, "go get ") {
		return ""
	}
	return `run "` + strings.TrimSpace(rest) + `"`
}

// plainWhy takes paths of this machine and pointers to the next line out of an
// error text of the go command.
func plainWhy(s string) string {
	s = machinePath.ReplaceAllString(s, "")
	s = strings.TrimSuffix(s, "; to add it:")
	s, _, _ = strings.Cut(s, "; see ")
	if strings.HasSuffix(s, ": directory not found") {
		return "no such folder"
	}
	return strings.TrimSuffix(strings.TrimSpace(s), ";")
}

var machinePath = regexp.MustCompile(` \([^()]*[/\\][^()]*\)| in [^ ]*[/\\][^ ]*$`)

// isUnknownWord reports whether it is the matter that a single word is no
// standard package. It was no folder either.
func isUnknownWord(d diag.Diagnostic, pattern string) bool {
	return d.Code.ID == codeNoPackage.ID && !strings.ContainsAny(pattern, "./") && strings.Contains(d.Message, "is not in std")
}

func goCommand(pattern, why string) diag.Diagnostic {
	return diag.Diagnostic{Code: codeGoCommand, Message: "cannot read Go package " + quote(pattern) + ": " + why}
}

func notImportable(pattern, why string) diag.Diagnostic {
	return diag.Diagnostic{
		Code:    codeNotImportable,
		Message: "package " + quote(pattern) + " cannot be imported: " + why,
		Hint:    "move the factory to a package that the INI file's folder may import",
	}
}
