package gopkg

import (
	"go/ast"
	"go/build"
	"go/build/constraint"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// leftOut returns a note on where a file that does not belong to the package
// declares a name, or gives it by a directive, and why the file does not; ok is
// false if there is none.
func (p *Package) leftOut(attr string) (note diag.Related, ok bool) {
	if p.dir == "" {
		return note, false
	}
	for _, name := range otherFiles(p.dir, p.files) {
		f := p.src.file(filepath.Join(p.dir, name))
		if f == nil {
			continue
		}
		if at, ok := p.declares(f, attr); ok {
			return diag.Related{Span: at, Note: "this one is " + whyLeftOut(name, f.Text())}, true
		}
	}
	return note, false
}

// otherFiles returns the Go files of a folder that are not among the package's.
func otherFiles(dir string, own []string) []string {
	entries, _ := os.ReadDir(dir)
	var out []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") && !slices.Contains(own, e.Name()) {
			out = append(out, e.Name())
		}
	}
	return out
}

// declares returns where a file declares what attr names.
func (p *Package) declares(f *source.File, attr string) (source.Span, bool) {
	tree := p.src.parse(f)
	if tree.file == nil || tree.file.Name.Name != p.Name() && tree.file.Name.Name != p.Name()+"_test" {
		return source.Span{}, false
	}
	for _, d := range tree.file.Decls {
		for _, id := range namesIn(d) {
			if words.Normal(id.name) == words.Normal(attr) || slices.Contains(id.given, attr) {
				pos := tree.fset.Position(id.Pos())
				return f.Span(pos.Offset, pos.Offset+len(id.Name)), true
			}
		}
	}
	return source.Span{}, false
}

// identifier is a name in a declaration.
type identifier struct {
	*ast.Ident
	name  string   // with that of the type in front if it is a method's
	given []string // the names that directives give it
}

// namesIn returns the exported names that a declaration declares.
func namesIn(d ast.Decl) []identifier {
	var out []identifier
	add := func(id *ast.Ident, name string, doc *ast.CommentGroup) {
		if id.IsExported() {
			out = append(out, identifier{id, name, givenNames(doc)})
		}
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		add(d.Name, funcName(d), d.Doc)
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				add(s.Name, s.Name.Name, d.Doc)
			case *ast.ValueSpec:
				for _, id := range s.Names {
					add(id, id.Name, d.Doc)
				}
			}
		}
	}
	return out
}

// givenNames returns those that the directives of a doc comment give.
func givenNames(doc *ast.CommentGroup) []string {
	if doc == nil {
		return nil
	}
	var out []string
	for _, c := range doc.List {
		if said, ok := strings.CutPrefix(c.Text, parts.Prefix); ok && len(strings.Fields(said)) > 1 {
			out = append(out, strings.Fields(said)[1])
		}
	}
	return out
}

// whyLeftOut says why a Go file does not belong to the package of its folder.
func whyLeftOut(name, text string) string {
	switch {
	case strings.HasSuffix(name, "_test.go"):
		return "in a file of tests, which no program has"
	case strings.HasPrefix(name, "_"), strings.HasPrefix(name, "."):
		return "in a file that Go ignores, as its name begins with " + words.Quote(name[:1])
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "package ") {
			break
		}
		if x, err := constraint.Parse(line); err == nil {
			return "left out by its line " + words.Quote(line) + byTag(x)
		}
	}
	if strings.Contains(text, "\nimport \"C\"") {
		return "in a file that needs cgo: CGO_ENABLED=1 takes it in"
	}
	return "in a file that its name " + words.Quote(name) + " leaves out on this system"
}

// byTag tells how to have what a line asks for, where that is tags of the user's own;
// empty where it is not.
func byTag(x constraint.Expr) string {
	var own []string
	x.Eval(func(tag string) bool {
		if !isOn(tag) && !isOfSystem(tag) && !slices.Contains(own, tag) {
			own = append(own, tag)
		}
		return false
	})
	for n := range own {
		tags := own[:n+1]
		if x.Eval(func(tag string) bool { return isOn(tag) || slices.Contains(tags, tag) }) {
			return ": GOFLAGS=-tags=" + strings.Join(tags, ",") + " takes it in"
		}
	}
	return ""
}

// isOn reports whether the go command takes a tag as given without being told.
func isOn(tag string) bool {
	return tag == runtime.GOOS || tag == runtime.GOARCH || tag == "gc" || tag == "unix" && runtime.GOOS != "windows" || slices.Contains(build.Default.ReleaseTags, tag)
}

// isOfSystem reports whether a tag says for which system a file is, or for none.
func isOfSystem(tag string) bool {
	switch tag {
	case "ignore", "unix", "cgo", "gccgo",
		"aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "ios", "js", "linux", "netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows",
		"386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x", "wasm":
		return true
	}
	return strings.HasPrefix(tag, "go1.")
}
