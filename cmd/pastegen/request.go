package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/cache"
	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/gomod"
	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/own"
)

// request is the part of the command line that says what to read and what to
// make of it.
type request struct {
	path   string   // the INI file
	recipe          // what to make of it
	out    string   // the folder to write to; empty: as [pastegen] says, else the INI file's own
	fresh  bool     // the words are not taken from the program's main.go
	many   bool     // the path may be FOLDER/..., for every generated program below it
	lint   bool     // check that apps keep to their contract
	shadow []string // sections to compare with Python; nil: as the file says

	asks  bool           // --python is on the command line: Python may be asked
	named bool           // and it names an interpreter
	known *record.Record // what Python has told; nil for nothing
}

// fileFlags adds the flags of all commands that read a file.
func (r *request) fileFlags(cmd *cobra.Command) {
	cmd.Args = r.take
	cmd.ValidArgsFunction = completeFile
	r.recipeFlags(cmd.Flags())
}

// recipeFlags adds the flags that say with which words a file is read.
func (r *request) recipeFlags(fs *pflag.FlagSet) {
	fs.Var(&r.set, "set", "a launcher global, the same as after the file (repeatable)")
	fs.StringVar(&r.out, "dir", "", "the `FOLDER` of main.go; else what [pastegen] dir says, else the INI file's own")
	fs.StringVar(&r.python, "python", "", "what is not Go stays in Python, and this `PROGRAM` runs it; else [pastegen] python says")
	fs.BoolVar(&r.fresh, "fresh", false, "do not take over the words with which main.go was made")
}

// entryFlags adds the flags that choose what is compiled in.
func (r *request) entryFlags(cmd *cobra.Command) {
	cmd.Flags().Var(&r.serve, "serve", "where to serve which section; several in one, or repeated")
	cmd.Flags().StringArrayVar(&r.apps, "app", nil, "compile in the section `NAME`, whatever it serves (repeatable)")
	cmd.Flags().StringVar(&r.server, "server-name", "", "serve as the section [server:`NAME`] says, not [server:main]")
	complete(cmd, "serve", completeServe)
	complete(cmd, "app", completeApp)
	complete(cmd, "server-name", completeServer)
}

// packageFlag adds the flag for a library.
func (r *request) packageFlag(fs *pflag.FlagSet) {
	fs.StringVar(&r.pkg, "package", "", "write a library of that package `NAME`, not a program")
}

// take reads FILE [NAME=VALUE ...]. It is a cobra.PositionalArgs.
func (r *request) take(cmd *cobra.Command, args []string) error {
	if len(args) == 0 && r.python != "" {
		return fmt.Errorf("%s needs an INI file, and --python has taken %q; write it before --python", cmd.Name(), r.python)
	}
	if len(args) == 0 || args[0] == "" {
		return fmt.Errorf("%s needs an INI file", cmd.Name())
	}
	r.path = args[0]
	r.takePython(cmd)
	_, pattern := r.below()
	switch only := len(args) == 1 && !r.given() && !r.fresh && r.out == ""; {
	case pattern && !r.many:
		return fmt.Errorf("%s takes one INI file", cmd.Name())
	case pattern && !only:
		return fmt.Errorf("%q stands for programs as they were made, without words for one of them", r.path)
	}
	for _, word := range args[1:] {
		if err := r.globals.Set(word); err != nil {
			return fmt.Errorf("%q: %w", word, err)
		}
	}
	return nil
}

// takePython takes the interpreter of the command line.
func (r *request) takePython(cmd *cobra.Command) {
	r.asks, r.named = cmd.Flags().Changed("python"), r.python != ""
	r.python = fromFolder(r.dir(), r.python)
}

// fromFolder returns a program as it is called from a folder: one without "/" is
// looked for in $PATH, and a path that leads to nothing is as it will be.
func fromFolder(dir, program string) string {
	if !strings.ContainsAny(program, `/\`) || filepath.IsAbs(program) || !exists(program) {
		return filepath.ToSlash(program)
	}
	rel, err := relative(dir, program)
	switch {
	case err != nil:
		return program
	case !strings.Contains(rel, "/"):
		return "./" + rel
	}
	return rel
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// below returns the folder of a path FOLDER/....
func (r *request) below() (folder string, ok bool) {
	folder, ok = strings.CutSuffix(filepath.ToSlash(r.path), "/...")
	return filepath.FromSlash(cmp.Or(folder, "/")), ok
}

// dir returns the folder of the INI file.
func (r *request) dir() string { return filepath.Dir(r.path) }

// read reads the file, to be made what its program was made, and says so.
// Nothing more can be said about a file that is not usable: it has errors and
// not even a section.
func (r *request) read(rep *report, stderr io.Writer) (config *parse.Config, problems diag.List, usable bool) {
	m, problems := r.recall()
	if problems.HasErrors() {
		return parse.Blank(r.path), problems, false
	}
	if m != nil && len(m.words) > 0 {
		rep.note(stderr, "with the words of %s:%s (--fresh does without)", m.path(), marker.Words(m.words))
	}
	config, problems = parse.Load(r.path, slices.Concat(r.globals, r.set))
	return config, problems, len(config.File.Sections) > 0 || !problems.HasErrors()
}

// options says what to generate of a file in a place. The names are those of
// launcher globals that are secrets, and are not recorded.
func (r *request) options(c *parse.Config, at place) (opts gen.Options, secrets []string) {
	args, secrets := at.args(r.recipe, c)
	from := r.bindOptions(c)
	from.Out = at.dir
	return gen.Options{
		Package: r.pkg,
		Apps:    r.apps,
		Serve:   r.serve,
		Server:  r.server,
		Source:  at.source,
		Args:    args,
		Import:  cmp.Or(at.importPath, gen.NoModule),
		Around:  r.around(),
		Python:  r.python,
		Known:   at.record().With(r.known),
		Shadow:  r.shadow,
		Bind:    from,
	}, secrets
}

// around is the filter that stands around every app.
func (r *request) around() string {
	if r.lint {
		return "egg:Paste#lint"
	}
	return ""
}

// bindOptions says how to read the Go packages that a file names.
func (r *request) bindOptions(c *parse.Config) bind.Options {
	return bind.Options{Dir: filepath.Dir(c.Path), Env: cache.Environ()}
}

// names reads the file for what names mean in it; without one, they mean what they
// would in a file of the working folder.
func (r *request) names(rep *report, stderr io.Writer) (*parse.Config, diag.List) {
	if r.path == "" {
		return parse.Blank("app.ini"), nil
	}
	c, problems, _ := r.read(rep, stderr)
	return c, problems
}

// place returns where the program of a file is generated: where the command
// line says, else where [pastegen] dir does, else beside the file.
func (r *request) place(c *parse.Config) (place, diag.List) {
	settings, _ := own.Read(c) // whose problems others report
	byFile := filepath.Clean(filepath.Join(r.dir(), filepath.FromSlash(settings.Dir)))
	if filepath.IsAbs(settings.Dir) {
		byFile = filepath.Clean(settings.Dir)
	}
	p := place{dir: seen(cmp.Or(r.out, byFile))}
	p.chosen = !sameFolder(p.dir, byFile)
	var err error
	if p.source, err = relative(p.dir, r.path); err != nil {
		return p, diag.List{noPlace(r.path, err)}
	}
	if p.module, err = gomod.Find(p.dir); err != nil {
		return p, diag.List{noPlace(r.path, err)}
	}
	if p.module.IsNone() {
		return p, nil
	}
	if p.importPath, err = p.module.ImportPath(p.dir); err != nil {
		return p, diag.List{noPlace(r.path, err)}
	}
	return p, nil
}

// inspect tells where all factories of the file are.
func (r *request) inspect(cmd *cobra.Command, rep *report) (config *parse.Config, inv gen.Inventory, problems diag.List, usable bool) {
	config, problems, usable = r.read(rep, cmd.ErrOrStderr())
	if !usable {
		return config, inv, problems, false
	}
	at, more := r.place(config)
	problems.Add(more...)
	opts, _ := r.options(config, at)
	inv, found := gen.Inspect(cmd.Context(), config, opts)
	problems.Add(found...)
	return config, inv, problems, true
}

// recall takes over the words with which the INI file's program was made, unless
// others are given: those of the main.go in the chosen folder, else of the one in
// the INI file's module that says it is from there. It returns what was taken
// over.
func (r *request) recall() (*made, diag.List) {
	if r.fresh || r.given() {
		return nil, nil
	}
	all := r.programs()
	switch len(all) {
	case 0:
		return nil, nil
	case 1:
	default:
		return nil, diag.List{severalPrograms(r.path, all)}
	}
	m := all[0]
	before, err := m.request()
	if err != nil {
		return nil, diag.List{badDirective(m, err)}
	}
	r.recipe = before.recipe
	m.words = r.args()
	if r.out == "" && before.out != "" {
		r.out = before.out
		m.words = append([]string{"--dir", filepath.ToSlash(r.out)}, m.words...)
	}
	return &m, nil
}

// programs returns the programs that were generated from the INI file: in the
// chosen folder if there is one, else in the file's module, or where there is none
// in that of the working folder.
func (r *request) programs() []made {
	if r.out != "" {
		if m, ok := readMade(r.out); ok && m.isFrom(r.path) {
			return []made{m}
		}
		return nil
	}
	module, err := gomod.Find(r.dir())
	if err == nil && module.IsNone() {
		module, err = gomod.Find(".")
	}
	if err != nil || module.IsNone() {
		return nil // what is wrong with it is told by those who need it
	}
	var found []made
	eachProgram(seen(module.Root), isModule, func(m made) {
		if m.isFrom(r.path) {
			found = append(found, m)
		}
	})
	return found
}
