package gen_test

import (
	"bytes"
	"context"
	"flag"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

var (
	update = flag.Bool("update", false, "rewrite the wanted files from what is generated")
	cases  = flag.String("cases", "*", "a pattern of the names of the cases to test")
)

// TestGolden generates each case of testdata, compares main.go and package
// places with those wanted, and has the go command vet all programs and run
// their tests, which ask the generated handlers. If PASTEGEN_STATICCHECK is
// set, staticcheck looks at them too.
//
// A case is an archive: app.ini, the packages it names, main_test.go, and what
// is wanted in want. Its comment may hold a line "options:" with --serve, --app
// and --package words.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/" + *cases + ".txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	module := t.TempDir()
	write(t, filepath.Join(module, "go.mod"), "module example.com\n\ngo 1.24\n")
	for _, file := range files {
		golden(t, file, filepath.Join(module, strings.TrimSuffix(filepath.Base(file), ".txtar")))
	}
	// With -trimpath, what was compiled in another temporary folder is in the
	// cache.
	if testing.Short() {
		return // programs that are as wanted were vetted
	}
	for _, args := range [][]string{{"vet", "./..."}, {"test", "./..."}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = module
		cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod -trimpath", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	if os.Getenv("PASTEGEN_STATICCHECK") != "" {
		staticcheck(t, module)
	}
}

// staticcheck shows what gofmt and staticcheck have against the programs of a
// module.
func staticcheck(t *testing.T, module string) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "staticcheck")
	for _, c := range []struct {
		dir  string
		args []string
	}{
		{"..", []string{"go", "build", "-modfile=.ci/tools/go.mod", "-o", program, "honnef.co/go/tools/cmd/staticcheck"}},
		{module, []string{"gofmt", "-l", "."}},
		{module, []string{program, "./..."}},
	} {
		cmd := exec.Command(c.args[0], c.args[1:]...)
		cmd.Dir = c.dir
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", strings.Join(c.args, " "), err, out)
		}
	}
}

// recorded are the files that a case holds as they are wanted.
func recorded() []string {
	return []string{gen.WiringFile, gen.RuntimeFolder + "/places/places.go"}
}

func golden(t *testing.T, file, dir string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]string{}
	var given []txtar.File
	for _, f := range archive.Files {
		if name, isWanted := strings.CutPrefix(f.Name, "want/"); isWanted {
			wanted[name] = string(f.Data)
			continue
		}
		given = append(given, f)
		write(t, filepath.Join(dir, f.Name), string(f.Data))
	}
	files := generate(t, dir, options(string(archive.Comment)))
	onlyWhatIsUsed(t, file, files)
	for _, f := range files {
		write(t, filepath.Join(dir, f.Name), string(f.Content))
		if !slices.Contains(recorded(), f.Name) {
			continue
		}
		given = append(given, txtar.File{Name: "want/" + f.Name, Data: f.Content})
		if formatted, err := format.Source(f.Content); err != nil || !bytes.Equal(formatted, f.Content) {
			t.Errorf("%s: gofmt has %s otherwise (%v)", file, f.Name, err)
		}
		if !*update && string(f.Content) != wanted[f.Name] {
			t.Errorf("%s: %s is not as wanted (go test -run Golden -update rewrites it):\n%s", file, f.Name, f.Content)
		}
		delete(wanted, f.Name)
	}
	if *update {
		archive.Files = given
		write(t, file, string(txtar.Format(archive)))
	} else if len(wanted) > 0 {
		t.Errorf("%s: these are wanted, and are not generated: %v", file, wanted)
	}
}

// onlyWhatIsUsed holds that a program's runtime packages are those that its
// wiring imports, with all that these import.
func onlyWhatIsUsed(t *testing.T, file string, files []gen.File) {
	t.Helper()
	imports := map[string]map[string]bool{} // by package, "" for the wiring
	for _, f := range files {
		if path.Ext(f.Name) != ".go" {
			continue
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Content, parser.ImportsOnly)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		pkg := runtimePackage(path.Dir(f.Name))
		if imports[pkg] == nil {
			imports[pkg] = map[string]bool{}
		}
		for _, spec := range syntax.Imports {
			if used := runtimePackage(strings.Trim(spec.Path.Value, `"`)); used != "" {
				imports[pkg][used] = true
			}
		}
	}
	reached := map[string]bool{}
	var reach func(pkg string)
	reach = func(pkg string) {
		if reached[pkg] {
			return
		}
		reached[pkg] = true
		for used := range imports[pkg] {
			reach(used)
		}
	}
	reach("")
	for pkg := range imports {
		if !reached[pkg] {
			t.Errorf("%s: package %s is written, and nothing imports it", file, pkg)
		}
	}
}

// runtimePackage is the part of a path behind the folder of runtime packages,
// empty for another path.
func runtimePackage(name string) string {
	_, pkg, _ := strings.Cut(name, gen.RuntimeFolder+"/")
	return pkg
}

func options(comment string) gen.Options {
	var opts gen.Options
	_, line, _ := strings.Cut(comment, "options:")
	line, _, _ = strings.Cut(line, "\n")
	words := strings.Fields(line)
	for i := 0; i+1 < len(words); i += 2 {
		switch words[i] {
		case "--serve":
			opts.Serve = append(opts.Serve, words[i+1])
		case "--app":
			opts.Apps = append(opts.Apps, words[i+1])
		case "--package":
			opts.Package = words[i+1]
		}
	}
	return opts
}

func generate(t *testing.T, dir string, opts gen.Options) []gen.File {
	t.Helper()
	c, ds := parse.Load(filepath.Join(dir, "app.ini"), nil)
	opts.Bind = bind.Options{Dir: dir, Env: append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod -trimpath", "GOWORK=off")}
	out, problems, err := gen.Generate(context.Background(), c, opts)
	ds.Add(problems...)
	if err != nil {
		t.Fatal(err)
	}
	if ds.HasErrors() {
		var b strings.Builder
		diag.WriteText(&b, ds.Sorted(), diag.TextOptions{})
		t.Fatal(b.String())
	}
	return out.Files
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestLinesMove puts a comment on top of INI files: the lines of all sections
// change, and with them package places, but nothing else does.
func TestLinesMove(t *testing.T) {
	module := t.TempDir()
	write(t, filepath.Join(module, "go.mod"), "module example.com\n\ngo 1.24\n")
	for _, name := range []string{"paste", "runtime", "resources", "latefilters", "listen", "manymounts"} {
		archive, err := txtar.ParseFile("testdata/" + name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(module, name)
		for _, f := range archive.Files {
			write(t, filepath.Join(dir, f.Name), string(f.Data))
		}
		opts := options(string(archive.Comment))
		before := generate(t, dir, opts)
		ini, err := os.ReadFile(filepath.Join(dir, "app.ini"))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "app.ini"), "# A comment.\n"+string(ini))
		after := generate(t, dir, opts)
		if len(before) != len(after) {
			t.Fatalf("%s: %d files, then %d", name, len(before), len(after))
		}
		for i, f := range after {
			changed := !bytes.Equal(f.Content, before[i].Content)
			if changed != (path.Base(f.Name) == "places.go") {
				t.Errorf("%s: %s has changed: %v", name, f.Name, changed)
			}
		}
	}
}
