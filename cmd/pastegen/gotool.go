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

// goTool runs the go command.
type goTool struct {
	dir string   // where
	ini string   // path of the INI file, for diagnostics
	env []string // nil: the process's own
}

// build compiles a package without the folders of this machine, to the program
// whose path output makes of what programs' names end with. The program knows
// which pastegen built it by a build tag, which Go records: generated code, which
// is the same from each version, cannot say it.
func (t goTool) build(ctx context.Context, target string, output func(exe string) string, flags []string) diag.List {
	out, err := t.command(ctx, "env", "GOEXE", "CGO_ENABLED", "GOFLAGS").Output()
	if err != nil {
		return diag.List{t.noGo(err)}
	}
	lines := strings.Split(string(out), "\n")
	path, err := filepath.Abs(output(strings.TrimSpace(lines[0])))
	if err != nil {
		return diag.List{t.compileError(t.start(), err.Error())}
	}
	var problems diag.List
	if os.Getenv("CGO_ENABLED") == "" {
		needs := t.needsCgo(ctx, target, flags)
		if len(needs) == 0 {
			t = t.with("CGO_ENABLED=0")
		} else if strings.TrimSpace(lines[1]) == "0" {
			problems.Add(t.noCgo(needs))
		}
	}
	tags := t.tags(ctx, lines[2])
	args := append([]string{"build", "-trimpath", "-tags", strings.Join(append(tags, "pastegen."+version()), ","), "-o", path}, append(flags, target)...)
	if out, err := t.command(ctx, args...).CombinedOutput(); err != nil {
		problems.Add(t.compileErrors(string(out), err)...)
	}
	return problems
}

// tags returns the build tags of the flags that the go command always has, which
// a flag -tags beside them would take away.
func (t goTool) tags(ctx context.Context, goflags string) []string {
	if !strings.Contains(goflags, "-tags") {
		return nil
	}
	out, err := t.command(ctx, "list", "-f", `{{join context.BuildTags " "}}`, "unsafe").Output()
	if err != nil {
		return nil // go build says why
	}
	return strings.Fields(string(out))
}

// needsCgo returns the import paths of a program's packages that are written in
// part in C. The standard library does without.
func (t goTool) needsCgo(ctx context.Context, target string, flags []string) []string {
	args := append([]string{"list", "-deps", "-f", `{{if not .Standard}}{{if .CgoFiles}}{{.ImportPath}}{{end}}{{end}}`}, append(flags, target)...)
	out, err := t.with("CGO_ENABLED=1").command(ctx, args...).Output()
	if err != nil {
		return nil // go build says why
	}
	return strings.Fields(string(out))
}

// with returns the tool with a further variable in its environment.
func (t goTool) with(variable string) goTool {
	env := t.env
	if env == nil {
		env = os.Environ()
	}
	t.env = append(env[:len(env):len(env)], variable)
	return t
}

func (t goTool) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = t.dir
	cmd.Env = t.env
	return cmd
}

// noCgo warns of packages whose part in C is left out.
func (t goTool) noCgo(packages []string) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Warning,
		Code:     codeNoCgo,
		Message:  strings.Join(packages, ", ") + " needs cgo, which is off: there is no C compiler",
		Span:     t.start(),
		Hint:     "install gcc, or say which compiler it is in CC; CGO_ENABLED=0 keeps this silent",
	}
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
	f := source.New(seen(name), string(text))
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
