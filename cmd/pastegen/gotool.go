package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/pastegen/pastegen/gen/gocmd"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// goTool runs the go command in the folder of an INI file.
type goTool struct {
	dir string
	ini string // path of the INI file, for diagnostics
}

// goEnv is what the go command says of the folder.
type goEnv struct {
	inModule bool
	exe      string // ".exe" where programs are named so
}

func (t goTool) env(ctx context.Context) (goEnv, diag.List) {
	out, err := t.command(ctx, "env", "GOMOD", "GOEXE").Output()
	if err != nil {
		return goEnv{}, diag.List{t.noGo(err)}
	}
	lines := strings.Split(string(out), "\n")
	mod := strings.TrimSpace(lines[0])
	return goEnv{
		inModule: mod != "" && mod != os.DevNull,
		exe:      strings.TrimSpace(lines[1]),
	}, nil
}

// build compiles to the program at path, without cgo and without the folders of
// this machine. The arguments are flags and targets.
func (t goTool) build(ctx context.Context, path string, args []string) diag.List {
	cmd := t.command(ctx, append([]string{"build", "-trimpath", "-o", path}, args...)...)
	out, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	return t.compileErrors(string(out), err)
}

func (t goTool) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = t.dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	return cmd
}

func (t goTool) noGo(err error) diag.Diagnostic {
	d := diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeNoGo,
		Message:  fmt.Sprintf("cannot run the go command: %v", err),
		Span:     t.start(),
	}
	if errors.Is(err, exec.ErrNotFound) {
		d.Hint = "install Go from https://go.dev/dl and put it on PATH"
	}
	return d
}

// compileErrors makes diagnostics of what go build printed: one of each error
// that has a place; where none has, the whole output is told.
func (t goTool) compileErrors(out string, err error) diag.List {
	var problems diag.List
	errs, rest := gocmd.Errors(out)
	for _, e := range errs {
		d := t.compileError(t.place(e.At), strings.Join(append([]string{e.Message}, e.Details...), ", "))
		for _, other := range e.Also {
			d.Related = append(d.Related, diag.Related{Span: t.place(other.At), Note: other.Message})
		}
		problems.Add(d)
	}
	if len(problems) == 0 {
		message := cmp.Or(strings.Join(rest, "; "), err.Error())
		problems.Add(t.compileError(t.start(), message))
	}
	return problems
}

func (t goTool) compileError(span source.Span, message string) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error,
		Code:     codeCompile,
		Message:  "go build: " + message,
		Span:     span,
		Related:  []diag.Related{{Span: t.start(), Note: "the program is generated from here"}},
	}
}

// place finds the position of a Go error. A file that cannot be read keeps its
// name at least.
func (t goTool) place(at gocmd.Position) source.Span {
	name := at.File
	if !filepath.IsAbs(name) {
		name = filepath.Join(t.dir, name)
	}
	text, err := os.ReadFile(name)
	f := source.New(name, string(text))
	if err != nil {
		return f.Span(0, 0)
	}
	return at.In(f)
}

// start returns the start of the INI file.
func (t goTool) start() source.Span {
	text, err := os.ReadFile(t.ini)
	if err != nil {
		text = nil // it was read a moment ago; its name is what matters
	}
	return source.New(t.ini, string(text)).Span(0, 0)
}
