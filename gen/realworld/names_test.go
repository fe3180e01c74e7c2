package realworld

import (
	"bytes"
	"context"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// packages are those whose names TestEveryName tries.
func packages() []string {
	return []string{
		"database/sql", "expvar", "log", "log/slog", "net/http", "net/http/cgi", "net/http/fcgi",
		"net/http/httptest", "net/http/httputil", "net/http/pprof", "net/url", "os", "time",
		"github.com/alexedwards/scs/v2",
		"github.com/go-chi/chi/v5",
		"github.com/go-chi/chi/v5/middleware",
		"github.com/go-chi/cors",
		"github.com/go-chi/httplog/v3",
		"github.com/go-chi/httprate",
		"github.com/go-chi/render",
		"github.com/gorilla/csrf",
		"github.com/gorilla/handlers",
		"github.com/justinas/nosurf",
		"github.com/klauspost/compress/gzhttp",
		"github.com/rs/cors",
		"github.com/unrolled/secure",
	}
}

// TestEveryName names every exported object and method of many packages as an
// app and as a filter without keys: each is either told why it is none, or the
// program that uses it compiles.
func TestEveryName(t *testing.T) {
	dir, err := os.MkdirTemp(".", "_names")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	var tried []candidate
	for _, ref := range references(t) {
		for _, kind := range []string{"app", "filter"} {
			tried = append(tried, candidate{kind, fmt.Sprintf("n%d", len(tried)), ref})
		}
	}
	good := accepted(t, dir, tried)
	t.Logf("%d of %d are accepted", len(good), len(tried))
	if len(good) < 80 {
		t.Errorf("only %d sections are accepted: %v", len(good), good)
	}
	compile(t, dir, good)
}

// candidate is a section that names an object.
type candidate struct{ kind, name, ref string }

// accepted returns the candidates that nothing but a deprecation is said of.
func accepted(t *testing.T, dir string, all []candidate) []candidate {
	t.Helper()
	var ini strings.Builder
	ini.WriteString("[app:main]\nuse = call:net/http:NotFound\n")
	at := map[int]candidate{} // by the line of the header
	for i, c := range all {
		at[3+2*i] = c
		fmt.Fprintf(&ini, "[%s:%s]\nuse = call:%s\n", c.kind, c.name, c.ref)
	}
	c, ds := load(t, dir, ini.String())
	ds.Add(gen.Check(context.Background(), c, gen.Options{Bind: bind.Options{Dir: dir}})...)
	refused := map[candidate]bool{}
	for _, d := range ds {
		if d.Code.ID == "PG317" {
			continue
		}
		for _, place := range append(d.Also, d.Span) {
			line := place.Position().Line
			refused[at[line-1+line%2]] = true
		}
	}
	return slices.DeleteFunc(all, func(c candidate) bool { return refused[c] })
}

// compile generates a program of all the sections and has it checked by go vet.
func compile(t *testing.T, dir string, all []candidate) {
	t.Helper()
	var ini strings.Builder
	ini.WriteString("[composite:main]\nuse = egg:Paste#urlmap\n")
	for _, c := range all {
		fmt.Fprintf(&ini, "/%s = %s\n", c.name, c.name)
	}
	ini.WriteString("[app:echo]\nuse = call:../site:Echo\n")
	for _, c := range all {
		if c.kind == "filter" {
			fmt.Fprintf(&ini, "[filter-app:%s]\nnext = echo\nuse = call:%s\n", c.name, c.ref)
		} else {
			fmt.Fprintf(&ini, "[app:%s]\nuse = call:%s\n", c.name, c.ref)
		}
	}
	c, ds := load(t, dir, ini.String())
	out, more, err := gen.Generate(context.Background(), c, gen.Options{Bind: bind.Options{Dir: dir}})
	if ds.Add(more...); err != nil || ds.HasErrors() {
		t.Fatal(err, text(ds))
	}
	for _, f := range out.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, name, f.Content)
	}
	if out, err := exec.Command("go", "vet", "./"+dir).CombinedOutput(); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}

// references returns every "PACKAGE:NAME" of the packages.
func references(t *testing.T) []string {
	t.Helper()
	exports := exportData(t)
	imp := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	var out []string
	for _, path := range packages() {
		pkg, err := imp.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range pkg.Scope().Names() {
			o := pkg.Scope().Lookup(name)
			if _, isConst := o.(*types.Const); !o.Exported() || isConst {
				continue
			}
			out = append(out, path+":"+name)
			for _, m := range members(o) {
				out = append(out, path+":"+name+"."+m)
			}
		}
	}
	return out
}

// members returns the methods of what an object is or makes.
func members(o types.Object) []string {
	t := o.Type()
	if sig, ok := t.(*types.Signature); ok {
		if sig.Results().Len() == 0 {
			return nil
		}
		t = sig.Results().At(0).Type()
	}
	if _, isPointer := t.(*types.Pointer); !isPointer && !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	var out []string
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		if m := set.At(i).Obj(); m.Exported() {
			out = append(out, m.Name())
		}
	}
	return out
}

// exportData returns the files with the compiler's export data, by import path.
func exportData(t *testing.T) map[string]string {
	t.Helper()
	args := append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, packages()...)
	list, err := exec.Command("go", args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range bytes.Lines(list) {
		path, file, _ := strings.Cut(strings.TrimSpace(string(line)), " ")
		out[path] = file
	}
	return out
}

func load(t *testing.T, dir, ini string) (*parse.Config, diag.List) {
	t.Helper()
	file := filepath.Join(dir, "app.ini")
	write(t, file, []byte(ini))
	return parse.Load(file, nil)
}

func write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o666); err != nil {
		t.Fatal(err)
	}
}
