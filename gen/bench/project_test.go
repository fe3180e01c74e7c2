package bench

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// project is a Go module in a temporary folder, which holds the package web of
// testdata and whatever programs a benchmark puts beside it.
type project struct {
	b   *testing.B
	dir string
}

func newProject(b *testing.B) project {
	b.Helper()
	p := project{b, b.TempDir()}
	p.write("go.mod", "module example.com\n\ngo 1.24\n")
	p.write("web/web.go", testdata(b, "web/web.go"))
	return p
}

// testdata returns a file below testdata.
func testdata(b *testing.B, name string) string {
	b.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		b.Fatal(err)
	}
	return string(text)
}

func (p project) path(name string) string { return filepath.Join(p.dir, name) }

func (p project) write(name, text string) {
	p.b.Helper()
	if err := os.MkdirAll(filepath.Dir(p.path(name)), 0o777); err != nil {
		p.b.Fatal(err)
	}
	if err := os.WriteFile(p.path(name), []byte(text), 0o666); err != nil {
		p.b.Fatal(err)
	}
}

// program writes an INI file into a folder of its own and generates the
// program beside it.
func (p project) program(name, ini string) {
	p.b.Helper()
	p.write(name+"/app.ini", ini)
	for _, f := range p.generate(name) {
		p.write(name+"/"+f.Name, string(f.Content))
	}
}

// generate returns what the generator makes of the INI file in a folder.
func (p project) generate(name string) []gen.File {
	p.b.Helper()
	config, problems := parse.Load(p.path(name+"/app.ini"), nil)
	out, more, err := gen.Generate(context.Background(), config, gen.Options{
		Bind: bind.Options{Dir: p.path(name), Env: environment()},
	})
	problems.Add(more...)
	if problems.HasErrors() {
		var text strings.Builder
		diag.WriteText(&text, problems.Sorted(), diag.TextOptions{})
		p.b.Fatal(text.String())
	}
	if err != nil {
		p.b.Fatal(err)
	}
	return out.Files
}

// build compiles the program in a folder, static and stripped as a release
// would be, and returns its path.
func (p project) build(name string) string {
	p.b.Helper()
	bin := p.path(name + "/" + name + ".bin")
	p.run("go", "build", "-trimpath", "-ldflags=-s -w", "-o", bin, "./"+name)
	return bin
}

// run runs a command in the project's folder and returns what it prints.
func (p project) run(command string, args ...string) string {
	p.b.Helper()
	cmd := p.command(command, args...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.b.Fatalf("%s: %v\n%s", cmd, err, out)
	}
	return string(out)
}

func (p project) command(command string, args ...string) *exec.Cmd {
	cmd := exec.Command(command, args...)
	cmd.Dir = p.dir
	cmd.Env = environment()
	return cmd
}

// environment is that of all go commands here: no network, no cgo, and no
// settings of a workspace around the temporary folder.
func environment() []string {
	return append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod", "GOWORK=off", "CGO_ENABLED=0")
}
