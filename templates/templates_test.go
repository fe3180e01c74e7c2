package templates

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const header = "// Code generated for a test; DO NOT EDIT."

func names() []string {
	var all []string
	for _, p := range Pieces() {
		all = append(all, p.Name)
	}
	return all
}

func TestPiecesAreTheFoldersHere(t *testing.T) {
	sources, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	sources = slices.DeleteFunc(sources, func(name string) bool {
		return strings.HasSuffix(name, "_test.go") || filepath.Base(name) == "export.go"
	})
	var listed []string
	for _, p := range Pieces() {
		for _, file := range p.Files {
			listed = append(listed, filepath.FromSlash(file))
			source(file) // panics when it is not embedded
			if filepath.Dir(filepath.FromSlash(file)) != p.Name {
				t.Errorf("piece %s has a file elsewhere: %s", p.Name, file)
			}
		}
	}
	slices.Sort(listed)
	if !slices.Equal(listed, sources) {
		t.Errorf("listed files are %q, those in the folders %q", listed, sources)
	}
}

// TestPiecesKeepTheRules checks what the package comment promises of every piece.
func TestPiecesKeepTheRules(t *testing.T) {
	owner := map[string]string{}
	for _, p := range Pieces() {
		for i, file := range p.Files {
			syntax, err := parser.ParseFile(token.NewFileSet(), file, source(file), parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if hasDoc := syntax.Doc != nil; hasDoc != (i == 0) {
				t.Errorf("%s: has a package comment: %v", file, hasDoc)
			}
			checkImports(t, file, syntax)
			for _, decl := range syntax.Decls {
				checkDecl(t, file, decl)
				for _, name := range declaredBy(decl) {
					if other, taken := owner[name]; taken {
						t.Errorf("%s: %s is declared in %s too", file, name, other)
					}
					owner[name] = file
				}
			}
		}
	}
}

func checkImports(t *testing.T, file string, syntax *ast.File) {
	for _, spec := range syntax.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
			t.Errorf("%s: imports %s, which is not in the standard library", file, path)
		}
		if spec.Name != nil {
			t.Errorf("%s: renames the import of %s", file, path)
		}
	}
}

func checkDecl(t *testing.T, file string, decl ast.Decl) {
	if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.VAR {
		t.Errorf("%s: has a package variable", file)
	}
	for _, name := range declaredBy(decl) {
		if ast.IsExported(name) || name == "init" {
			t.Errorf("%s: declares %s", file, name)
		}
	}
}

func TestSource(t *testing.T) {
	for _, name := range names() {
		if text := Source(name); !strings.HasPrefix(text, "// Package "+name+" ") {
			t.Errorf("the source of %s begins %.40q", name, text)
		}
	}
	if text := Source("nothing"); text != "" {
		t.Errorf("a piece that is not there has the source %.40q", text)
	}
}

func TestCopyDependsOnlyOnWhatIsAsked(t *testing.T) {
	all := names()
	first, err := Copy("main", header, all)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(all)
	second, err := Copy("main", header+"\n", append(all, all[0]))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("the order of the names changes the copy")
	}
	if !bytes.HasPrefix(first, []byte(header+"\n\npackage main\n\nimport (\n")) {
		t.Errorf("the copy begins:\n%.100s", first)
	}
	for _, p := range Pieces() {
		if !bytes.Contains(first, []byte("\n// "+p.Name+" ")) {
			t.Errorf("the copy has no comment on %s", p.Name)
		}
	}
	if bytes.Contains(first, []byte("\n// Package ")) {
		t.Error("the copy speaks of packages")
	}
}

func TestCopyRefuses(t *testing.T) {
	for _, tt := range []struct {
		pkg   string
		names []string
		want  string
	}{
		{"main", nil, "templates: no piece is named"},
		{"main", []string{"here", "urlmaps"}, `templates: no such piece: ["urlmaps"]`},
		{"a b", []string{"here"}, `templates: copy into package "a b": `},
	} {
		_, err := Copy(tt.pkg, header, tt.names)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("Copy(%q, %q): error %v, want %s", tt.pkg, tt.names, err, tt.want)
		}
	}
}

func TestCopyChosen(t *testing.T) {
	text, err := Copy("main", header, []string{"convert.asLevel", "environ.required", "convert.asBool"})
	if err != nil {
		t.Fatal(err)
	}
	declared, err := Declared([]string{"convert.asLevel", "environ.required", "convert.asBool"})
	if want := []string{"asBool", "asLevel", "environReader", "findVariable", "misfit", "readVariable", "required"}; err != nil || !slices.Equal(declared, want) {
		t.Errorf("declared are %q (%v), want %q", declared, err, want)
	}
	for _, part := range []string{"\n// asLevel knows debug, ", "func (m *misfit) Error() string", "func (r *environReader) fail(", "\"log/slog\""} {
		if !bytes.Contains(text, []byte(part)) {
			t.Errorf("the copy has no %q:\n%s", part, text)
		}
	}
	for _, part := range []string{"asInt", "readAs", "net/url"} {
		if bytes.Contains(text, []byte(part)) {
			t.Errorf("the copy has %q:\n%s", part, text)
		}
	}
	if _, err := Copy("main", header, []string{"convert.asNothing"}); err == nil {
		t.Error("what is not there is copied")
	}
}

// TestChosenCompile vets a package for each declaration that can be chosen.
func TestChosenCompile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/copies\n\ngo 1.24\n")
	for _, piece := range []string{"convert", "environ"} {
		all, err := Declared([]string{piece})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range all {
			text, err := Copy("p", header, []string{piece + "." + name})
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, name, "paste.go"), string(text))
		}
	}
	vet(t, dir)
}

func TestDeclared(t *testing.T) {
	got, err := Declared([]string{"cleanup", "urlsegment"})
	if want := []string{"cleanups", "runCleanup", "segment"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("declared are %q (%v), want %q", got, err, want)
	}
	if _, err := Declared([]string{"nothing"}); err == nil {
		t.Error("a piece that is not there declares something")
	}
}

// TestCopiesCompile vets a package for each piece, for each two of them, and for all, in a module that can reach no
// network. Two pieces that do not meet any other way meet there, and more cannot do worse.
func TestCopiesCompile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/copies\n\ngo 1.24\n")
	all := names()
	sets := [][]string{all}
	for i := range all {
		for j := range i + 1 {
			sets = append(sets, []string{all[j], all[i]})
		}
	}
	for i, set := range sets {
		pkg := fmt.Sprintf("p%d", i)
		text, err := Copy(pkg, header, set)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, pkg, "paste.go"), string(text))
	}
	vet(t, dir)
}

func vet(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.Command("go", "vet", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOWORK=off", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%.4000s", err, out)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
