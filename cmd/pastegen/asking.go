package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/cache"
	"github.com/pastegen/pastegen/cmd/pastegen/internal/interpreter"
	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/own"
)

// pythonFlag is the flag that names the interpreter.
const pythonFlag = "--python"

// bareFlags gives a --python that nothing follows an empty value: it stands for
// the interpreter that is known already.
func bareFlags(args []string) []string {
	out := append([]string(nil), args...)
	for i, arg := range out {
		switch {
		case arg == "--":
			return out
		case arg == pythonFlag && (i+1 == len(out) || strings.HasPrefix(out[i+1], "-")):
			out[i] += "="
		}
	}
	return out
}

// interview asks Python about the factories of a file.
type interview struct{ *request }

// askAll asks about all that stays in Python, and keeps what is told.
func (i interview) askAll(cmd *cobra.Command, rep *report, c *parse.Config, opts gen.Options, at place) (*record.Record, diag.List) {
	questions, _ := gen.Questions(cmd.Context(), c, opts)
	known, problems := i.ask(cmd.Context(), c, questions)
	if known == nil {
		return nil, problems
	}
	if err := at.keep(cmd.ErrOrStderr(), rep, opts.Known.With(known).Only(questions)); err != nil {
		problems.Add(gen.NotKept(c, err))
	}
	return known, problems
}

// ask asks the interpreter of a file about factories, and tells what is wrong
// with it or with what is called before. The record is nil then.
func (i interview) ask(ctx context.Context, c *parse.Config, questions []record.Question) (*record.Record, diag.List) {
	settings := gen.Interpreter(c, i.python)
	name, from := i.interpreter(settings)
	if name == "" {
		return nil, diag.List{gen.NoInterpreter(c)}
	}
	path, err := findProgram(name, from)
	if err != nil {
		return nil, diag.List{gen.NoPython(c, name, err)}
	}
	p, err := i.asker(settings)
	if err != nil {
		return nil, diag.List{gen.NoPython(c, name, err)}
	}
	p.Program = path
	answers, err := p.Ask(ctx, questions)
	if err != nil {
		return nil, diag.List{gen.NoPython(c, name, err)}
	}
	if answers.Init != nil {
		return nil, diag.List{gen.BadInit(c, *answers.Init)}
	}
	return answers.Record, nil
}

// interpreter returns the interpreter to ask, and the folder that its path starts
// from: the command line's, else $PASTE_PYTHON, else the file's.
func (i interview) interpreter(settings own.Python) (name, from string) {
	if chosen := os.Getenv("PASTE_PYTHON"); chosen != "" && !(i.asks && i.named) {
		return chosen, "."
	}
	return settings.Program, i.dir()
}

// findProgram returns the absolute path of a program, which is looked for in
// $PATH if it has no "/".
func findProgram(name, from string) (string, error) {
	if strings.ContainsAny(name, `/\`) && !filepath.IsAbs(name) {
		name = filepath.Join(from, name)
		if !strings.ContainsRune(name, filepath.Separator) {
			name = "." + string(filepath.Separator) + name
		}
	}
	path, err := exec.LookPath(name)
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", errors.New("it is not in $PATH")
	case errors.Is(err, os.ErrNotExist):
		return "", errors.New("there is no such file")
	case err != nil:
		return "", err
	}
	return filepath.Abs(path)
}

// asker says how Python is asked: as the program would run it.
func (i interview) asker(settings own.Python) (p interpreter.Python, err error) {
	dir, err := filepath.Abs(i.dir())
	if err != nil {
		return p, err
	}
	below := func(path string) string {
		if filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(dir, filepath.FromSlash(path))
	}
	p.Dir, p.Path, p.Show = below(settings.Cwd), []string{dir}, seen
	for _, path := range settings.Path {
		p.Path = append(p.Path, below(path))
	}
	for _, w := range settings.Init {
		p.Init = append(p.Init, string(w.Text))
	}
	for _, v := range settings.Env {
		p.Env = append(p.Env, v.Name+"="+parse.Text(v.Value).Where(dir))
	}
	if c, err := cache.Open(); err == nil {
		p.Cache, _ = c.Folder("python") // without one, Python is asked each time
	}
	return p, nil
}
