package templates

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const header = "// Code generated for a test; DO NOT EDIT."

func names() []string {
	var all []string
	for _, p := range Packages() {
		all = append(all, p.Name)
	}
	return all
}

// TestPackagesAreTheFoldersHere: internal/embedlist has a test that shows that
// its list is the one here.
func TestPackagesAreTheFoldersHere(t *testing.T) {
	sources, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	sources = slices.DeleteFunc(sources, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
	var listed []string
	for _, p := range Packages() {
		for _, file := range slices.Concat(p.Files, p.Assets) {
			if !strings.HasPrefix(file, p.Name+"/") {
				t.Errorf("package %s has a file elsewhere: %s", p.Name, file)
			}
			if _, err := fs.Stat(Files(), file); err != nil {
				t.Errorf("package %s has a file that is not there: %v", p.Name, err)
			}
		}
		for _, file := range p.Files {
			listed = append(listed, filepath.FromSlash(file))
		}
	}
	slices.Sort(listed)
	if !slices.Equal(listed, sources) {
		t.Errorf("listed files are %q, those in the folders %q", listed, sources)
	}
}

// TestPackagesKeepTheRules checks what the package comment promises of every
// package.
func TestPackagesKeepTheRules(t *testing.T) {
	for _, p := range Packages() {
		docs := 0
		for _, file := range p.Files {
			text, syntax := parse(t, file)
			if syntax.Name.Name != path.Base(p.Name) {
				t.Errorf("%s: is of package %s", file, syntax.Name.Name)
			}
			if syntax.Doc != nil {
				docs++
				if !strings.HasPrefix(syntax.Doc.Text(), "Package "+path.Base(p.Name)+" ") {
					t.Errorf("%s: the package comment begins %.40q", file, syntax.Doc.Text())
				}
			}
			if bytes.LastIndex(text, []byte("//go:build")) > 0 {
				t.Errorf("%s: has a build constraint that is not its first line, which the one of a copy would double", file)
			}
			checkImports(t, file, syntax)
			for _, decl := range syntax.Decls {
				checkDecl(t, file, decl)
			}
		}
		if docs != 1 {
			t.Errorf("%s: has %d package comments", p.Name, docs)
		}
	}
}

func parse(t *testing.T, file string) ([]byte, *ast.File) {
	t.Helper()
	text, err := fs.ReadFile(Files(), file)
	if err != nil {
		t.Fatal(err)
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return text, syntax
}

func checkImports(t *testing.T, file string, syntax *ast.File) {
	t.Helper()
	for _, spec := range syntax.Imports {
		full, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		name, ours := strings.CutPrefix(full, ImportBase+"/")
		first, _, _ := strings.Cut(full, "/")
		if ours && !slices.Contains(names(), name) || !ours && strings.Contains(first, ".") {
			t.Errorf("%s: imports %s, which is neither in the standard library nor a package here", file, full)
		}
	}
}

// checkDecl wants no init function, no package variable but one that go:embed
// fills, and a comment for each exported name.
func checkDecl(t *testing.T, file string, decl ast.Decl) {
	t.Helper()
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Recv == nil && decl.Name.Name == "init" {
			t.Errorf("%s: has an init function", file)
		}
		if decl.Name.IsExported() && decl.Doc == nil && receiverIsExported(decl) {
			t.Errorf("%s: %s has no comment", file, decl.Name)
		}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			checkSpec(t, file, decl, spec)
		}
	}
}

func checkSpec(t *testing.T, file string, decl *ast.GenDecl, spec ast.Spec) {
	t.Helper()
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() && decl.Doc == nil && spec.Doc == nil {
			t.Errorf("%s: %s has no comment", file, spec.Name)
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if name.IsExported() && decl.Doc == nil && spec.Doc == nil && spec.Comment == nil {
				t.Errorf("%s: %s has no comment", file, name)
			}
			if decl.Tok == token.VAR && name.Name != "_" && !isEmbed(decl) {
				t.Errorf("%s: %s is a package variable", file, name)
			}
		}
	}
}

// receiverIsExported reports whether a function is of the API: no method, or
// one of an exported type.
func receiverIsExported(decl *ast.FuncDecl) bool {
	if decl.Recv == nil {
		return true
	}
	exported := false
	ast.Inspect(decl.Recv.List[0].Type, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		exported = exported || ok && id.IsExported()
		return true
	})
	return exported
}

func isEmbed(decl *ast.GenDecl) bool {
	return decl.Doc != nil && slices.ContainsFunc(decl.Doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
}

// TestBuildLineIsThatOfTheModule: a copy may use what the packages may use here.
func TestBuildLineIsThatOfTheModule(t *testing.T) {
	text, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(text)
	if version == nil || BuildLine != "//go:build go"+string(version[1]) {
		t.Errorf("go.mod says %s, BuildLine %s", version, BuildLine)
	}
}

// TestClosure compares with what the go command says.
func TestClosure(t *testing.T) {
	for _, names := range []string{"here", "scgi", "serve scgi serve", "python wsgi"} {
		var want []string
		args := []string{"list", "-deps", "-f", "{{.ImportPath}}"}
		for _, name := range strings.Fields(names) {
			args = append(args, "./"+name)
		}
		listed, err := exec.Command("go", args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range strings.Fields(string(listed)) {
			if name, ours := strings.CutPrefix(path, "github.com/pastegen/pastegen/templates/"); ours {
				want = append(want, name)
			}
		}
		slices.Sort(want)
		if got := Closure(strings.Fields(names)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", names, got, want)
		}
	}
	for _, names := range []string{"", "nothing"} {
		if got := strings.Join(Closure(strings.Fields(names)), " "); got != names {
			t.Errorf("%q: %q", names, got)
		}
	}
	all := names()
	if got := Closure(all); !slices.Equal(got, all) {
		t.Errorf("the closure of all is %q, all are %q", got, all)
	}
}

// TestCopyChangesHeaderAndImportsOnly undoes with plain means what Copy does,
// and checks that the result is formatted wherever it is imported from.
func TestCopyChangesHeaderAndImportsOnly(t *testing.T) {
	for _, base := range []string{"a/internal/paste", "zzz.example.com/x/y/internal/paste"} {
		for _, p := range Packages() {
			copies, err := Copy([]string{p.Name}, header+"\n", base)
			if err != nil {
				t.Fatal(err)
			}
			files := slices.Concat(p.Files, p.Assets)
			if len(copies) != len(files) {
				t.Errorf("%s: %d copies of %d files", p.Name, len(copies), len(files))
			}
			for i, file := range files {
				checkCopy(t, base, copies[i], file, i < len(p.Files))
			}
		}
	}
}

func checkCopy(t *testing.T, base string, copied File, file string, isGo bool) {
	t.Helper()
	want, err := fs.ReadFile(Files(), file)
	if err != nil {
		t.Fatal(err)
	}
	got := string(copied.Content)
	if isGo {
		if formatted, err := format.Source(copied.Content); err != nil || !bytes.Equal(formatted, copied.Content) {
			t.Errorf("%s: the copy is not formatted (%v): imports of each other want a group of their own", file, err)
		}
		build := BuildLine
		if first, rest, _ := strings.Cut(string(want), "\n\n"); strings.HasPrefix(first, "//go:build ") {
			build, want = strings.Replace(first, "//go:build", BuildLine+" &&", 1), []byte(rest)
		}
		body, ok := strings.CutPrefix(got, build+"\n\n"+header+"\n\n")
		if !ok {
			t.Errorf("%s: the copy begins %.100q", file, got)
		}
		got = strings.ReplaceAll(body, "\t\""+base+"/", "\t\""+ImportBase+"/")
	}
	if copied.Name != file || got != string(want) {
		t.Errorf("%s is copied to %s and changed", file, copied.Name)
	}
}

func TestBuildLine(t *testing.T) {
	for first, want := range map[string]string{
		"package a":                          BuildLine,
		"//go:build linux":                   BuildLine + " && linux",
		"//go:build linux || darwin && !cgo": BuildLine + " && (linux || darwin && !cgo)",
	} {
		if got, _ := buildLine([]byte(first + "\n\npackage a\n")); got != want {
			t.Errorf("%s: %s, want %s", first, got, want)
		}
	}
}

func TestCopyMovesImports(t *testing.T) {
	copies, err := Copy([]string{"scgi"}, header, "x/paste")
	if err != nil {
		t.Fatal(err)
	}
	text := string(copies[0].Content)
	if !strings.Contains(text, "\n\t\"x/paste/gateway\"\n") || strings.Contains(text, ImportBase) {
		t.Errorf("%.1500s", text)
	}
}

func TestCopyRefuses(t *testing.T) {
	for _, name := range []string{"", "urlmaps", "serve/serve.go", ".", ".."} {
		copies, err := Copy([]string{"urlmap", name}, header, "x")
		if want := "templates: there is no package " + strconv.Quote(name); err == nil || err.Error() != want || copies != nil {
			t.Errorf("%d copies, error %v, want %s", len(copies), err, want)
		}
	}
}

// TestCopiesCompile vets the closure of each package in a module that speaks of
// an older Go and can reach no network.
func TestCopiesCompile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/copies\n\ngo 1.18\n")
	for _, name := range names() {
		below := "of_" + strings.ReplaceAll(name, "/", "_")
		writeCopies(t, filepath.Join(dir, below), "example.com/copies/"+below, Closure([]string{name}))
	}
	goCommand(t, dir, "vet", "./...")
}
