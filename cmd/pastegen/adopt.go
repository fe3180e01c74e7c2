package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/gomod"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/own"
)

func newAdopt() *cobra.Command {
	p := newProgram()
	cmd := &cobra.Command{
		Use:   "adopt FILE [NAME=VALUE ...]",
		Short: "Make a Go program of a file as it is, with all that is not Go in Python",
		Long: `Adopt makes what a file of a Python site lacks to be a Go program: a go.mod, the
program itself, and lines of .gitignore for what is built. It changes neither the
file nor any other that it has not written. What is built in or written in Go is Go,
all else stays in Python, run by the interpreter that --python or [pastegen] python
names, else by that of a virtual environment beside the file, else by python3.

It tells where each section is, and what is in the way of those that are nowhere.`,
		Example: `  pastegen adopt production.ini --python .venv/bin/python
  pastegen adopt site.ini http_port=8080`,
		RunE: body(func(cmd *cobra.Command, _ []string) error { return p.adopt(cmd) }),
	}
	p.flags(cmd)
	return cmd
}

// adopt writes what is missing, and tells what comes of each section.
func (p *program) adopt(cmd *cobra.Command) error {
	stdout, stderr := cmd.OutOrStdout(), cmd.ErrOrStderr()
	p.chooseInterpreter(stderr)
	module, err := p.makeModule() // without which no Go package of the user's is found
	if err != nil {
		return err
	}
	defer func() {
		if module != "" {
			_ = os.Remove(module) // which was written a moment ago
		}
	}()
	_, inv, problems, usable := p.req.inspect(cmd, p.rep)
	if again, err := p.supply(cmd.InOrStdin(), stderr, missingGlobals(problems)); err != nil {
		return err
	} else if again {
		_, inv, problems, usable = p.req.inspect(cmd, p.rep)
	}
	if usable && len(inv.Sections) > 0 {
		if err := tell(stdout, adoptText(inv, fileName(p.req.path))); err != nil {
			return err
		}
	}
	if problems.HasErrors() || !usable {
		p.rep.note(stderr, "nothing is written as long as this is in the way:")
		return p.rep.show(stderr, problems)
	}
	if module != "" {
		p.rep.note(stderr, "wrote %s", module)
		module = "" // it stays
	}
	if err := p.learn(cmd, inv); err != nil {
		return err
	}
	if err := p.writeProgram(cmd.Context(), stderr); err != nil {
		return err
	}
	if err := p.ignore(stderr); err != nil {
		return err
	}
	return tell(stdout, runText(inv, shellWord(p.req.path)))
}

// runText says how the program is run. One of several apps without addresses is
// made alone, since what stays in Python of the others need not build.
func runText(inv gen.Inventory, file string) string {
	if len(inv.Unplaced) == 0 {
		return "run: pastegen run " + file + "\n"
	}
	return "none of its apps has an address: " + strings.Join(inv.Unplaced, ", ") +
		"\nmake a program of one: the same command with --app " + shellWord(inv.Unplaced[0]) + "\n"
}

// learn asks Python about what stays there, for the record. That it does not
// answer, or not well, keeps no program from being written.
func (p *program) learn(cmd *cobra.Command, inv gen.Inventory) error {
	if len(inv.Questions) == 0 {
		return nil
	}
	config, _ := parse.Load(p.req.path, slices.Concat(p.req.globals, p.req.set))
	known, problems := interview{p.req}.ask(cmd.Context(), config, inv.Questions)
	if known != nil {
		known.Mild = true
		p.req.known = known
	}
	for i := range problems {
		problems[i].Severity = diag.Warning
	}
	return p.rep.showAny(cmd.ErrOrStderr(), problems)
}

func (p *program) writeProgram(ctx context.Context, stderr io.Writer) error {
	m, err := p.generateProgram(ctx, stderr)
	if err != nil {
		return err
	}
	return p.write(m, stderr)
}

// chooseInterpreter takes the interpreter that is at hand if none is named.
func (p *program) chooseInterpreter(stderr io.Writer) {
	if _, problems := p.req.recall(); problems.HasErrors() {
		return // which reading the file tells
	}
	config, _ := parse.Load(p.req.path, slices.Concat(p.req.globals, p.req.set))
	settings, _ := own.Read(config)
	if p.req.python != "" || settings.Python.Program != "" {
		return
	}
	p.req.python = interpreterBeside(p.req.dir())
	p.rep.note(stderr, "python: %s (--python names another)", p.req.python)
}

// interpreterBeside returns the interpreter of a virtual environment in a
// folder or the one that is active, else the system's.
func interpreterBeside(dir string) string {
	for _, venv := range []string{".venv", "venv", "env"} {
		if program := venv + "/bin/python"; exists(filepath.Join(dir, program)) {
			return program
		}
	}
	if venv := os.Getenv("VIRTUAL_ENV"); venv != "" && exists(filepath.Join(venv, "bin", "python")) {
		return fromFolder(dir, filepath.Join(venv, "bin", "python"))
	}
	return "python3"
}

// adoptText tells how many sections are where.
func adoptText(inv gen.Inventory, ini string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", ini, words.Count(len(inv.Sections), "section"))
	for _, group := range []struct {
		state gen.State
		title string
	}{{gen.BuiltIn, "built in"}, {gen.Written, "Go"}, {gen.InPython, "stay in Python"}, {gen.NoFunction, "not there"}} {
		var names []string
		n := 0
		for _, s := range inv.Sections {
			if min(s.State, gen.NoFunction) != group.state {
				continue
			}
			n++
			if name := adoptName(s); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		if n > 0 {
			fmt.Fprintf(&b, "%3d %-14s  %s\n", n, group.title, firstOf(names, 6))
		}
	}
	return b.String()
}

func adoptName(s gen.SectionState) string {
	if s.State == gen.BuiltIn {
		return s.Factory
	}
	kind := string(s.Kind)
	if s.State == gen.Written && s.Why != "" {
		kind += ", " + s.Why
	}
	return strings.TrimPrefix(s.Factory, "call:") + " (" + kind + ")"
}

// makeModule makes the folder of main.go a Go module if it belongs to none, and
// returns the name of the go.mod that it has written. What is wrong with the file is
// for others to tell.
func (p *program) makeModule() (name string, err error) {
	config, _ := parse.Load(p.req.path, slices.Concat(p.req.globals, p.req.set))
	at, problems := p.req.place(config)
	if problems.HasErrors() || !at.module.IsNone() || !exists(p.req.path) {
		return "", nil
	}
	root := p.req.dir()
	abs, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	name = filepath.Join(root, "go.mod")
	return name, os.WriteFile(name, []byte("module "+gomod.NameFor(filepath.Base(abs))+"\n\ngo 1.24\n"), 0o666)
}

// ignore has git ignore the program that build makes, if the folder is in a work
// tree of git.
func (p *program) ignore(stderr io.Writer) error {
	if !inGit(p.req.dir()) {
		return nil
	}
	line := "/" + p.name("")
	name := filepath.Join(p.req.dir(), ".gitignore")
	text, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if slices.Contains(strings.Split(string(text), "\n"), line) {
		return nil
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(text, '\n')
	}
	if err := os.WriteFile(name, append(text, line+"\n"...), 0o666); err != nil {
		return err
	}
	p.rep.note(stderr, "added %s to %s", line, name)
	return nil
}

// inGit reports whether a folder is in a work tree of git.
func inGit(dir string) bool {
	dir, err := filepath.Abs(dir)
	for err == nil {
		if exists(filepath.Join(dir, ".git")) {
			return true
		}
		above := filepath.Dir(dir)
		if above == dir {
			return false
		}
		dir = above
	}
	return false
}
