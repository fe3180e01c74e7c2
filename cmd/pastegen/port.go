package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/draft"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// porting is one run of the command.
type porting struct {
	req *request
	rep *report
}

func newPort() *cobra.Command {
	req, rep := &request{}, newReport()
	cmd := &cobra.Command{
		Use:   "port FILE SECTION",
		Short: "Write a draft of the Go function for a section that stays in Python",
		Long: `Port writes the Go function that a section asks for, with its keys and those of its
signature in Python as options, and a test of it, into the folder of its module: ./myapp/auth/make_filter.go for
myapp.auth:make_filter. The function is marked as a draft (//paste:draft), and
Python goes on doing it until the mark is removed. It overwrites nothing.`,
		Example: `  pastegen port production.ini filter:auth`,
		RunE: body(func(cmd *cobra.Command, args []string) error {
			return porting{req, rep}.run(cmd, args[1])
		}),
		ValidArgsFunction: completeFile,
	}
	req.recipeFlags(cmd.Flags())
	rep.flags(cmd)
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) != 2 {
			return fmt.Errorf("port needs an INI file and a section")
		}
		return req.take(cmd, args[:1])
	}
	return cmd
}

// run writes the draft of a section.
func (p porting) run(cmd *cobra.Command, section string) error {
	config, problems, usable := p.req.read(p.rep, cmd.ErrOrStderr())
	if !usable {
		return p.rep.show(cmd.ErrOrStderr(), problems)
	}
	section = strings.Trim(section, "[]")
	d, ok := draft.Section(config, section)
	if !ok {
		if problems.Add(wrongWith(config, section)...); problems.HasErrors() {
			return p.rep.show(cmd.ErrOrStderr(), problems)
		}
		return noDraft(config, section)
	}
	if !d.IsHere() {
		return fmt.Errorf("%s has no place in Go; \"pastegen describe\" shows what to write", d.Factory)
	}
	at, _ := p.req.place(config)
	n := draft.Node(config, section)
	if python.IsCallable(parse.FactoryOf(n)) {
		return fmt.Errorf("[%s] serves a WSGI application as it stands, in whose place no function of Go can be found: "+
			"write one, as func New() http.Handler, and name that in the section: use = call:./FOLDER:New", section)
	}
	opts, _ := p.req.options(config, at)
	inv, _ := gen.Inspect(cmd.Context(), config, opts) // what is wrong elsewhere is in nobody's way
	if err := nothingToPort(inv, section); err != nil {
		return err
	}
	told, keys, known := p.learn(cmd, config, at, n)
	var facts draft.Python
	if known {
		if python.IsComposite(n, told) {
			d = draft.Composite(config, n)
		}
		facts = d.Learn(told, keys)
	}
	return p.writeDraft(cmd.OutOrStdout(), d, facts)
}

// learn asks Python about the factory of a section, and returns what is known of it,
// with the parameters that keys fill. It says so if there is no interpreter to ask.
func (p porting) learn(cmd *cobra.Command, c *parse.Config, at place, n parse.Node) (told record.Factory, keys []record.Parameter, ok bool) {
	q, ok := python.Question(n)
	if !ok {
		return told, nil, false
	}
	stderr := cmd.ErrOrStderr()
	known := at.record()
	nothing := "nothing is learnt of " + q.Use
	if _, recorded := known.Factory(q); recorded {
		nothing = "nothing new is learnt of " + q.Use
	}
	if name, _ := (interview{p.req}).interpreter(gen.Interpreter(c, p.req.python)); name == "" {
		p.rep.note(stderr, "%s: %s names no interpreter; port it with --python PROGRAM to have its signature in the draft", nothing, fileName(p.req.path))
	} else {
		now, problems := interview{p.req}.ask(cmd.Context(), c, []record.Question{q})
		p.noteWhy(stderr, nothing, problems)
		if _, failed := now.Failure(q); failed {
			p.noteWhy(stderr, nothing, gen.NotTold(c, p.req.python, n, now))
		}
		known = known.With(now)
		if err := at.keep(stderr, p.rep, known); err != nil {
			p.rep.note(stderr, "what Python has told could not be kept: %v", err)
		}
	}
	if told, ok = known.Factory(q); ok {
		keys, _ = python.Keys(told, python.Protocol(n, told))
	}
	return told, keys, ok
}

// nothingToPort says why a section needs no draft: it is Go, or there is one.
func nothingToPort(inv gen.Inventory, section string) error {
	i := slices.IndexFunc(inv.Sections, func(s gen.SectionState) bool { return s.File == "" && s.Section == section })
	if i < 0 {
		return nil
	}
	switch s := inv.Sections[i]; {
	case s.Draft != "":
		return fmt.Errorf("%s is there already, and stays as it is", s.Draft)
	case s.State == gen.BuiltIn:
		return fmt.Errorf("[%s] is built in, there is nothing to port", section)
	case s.State == gen.Written && s.Go != "":
		return fmt.Errorf("[%s] is Go already: %s", section, s.Go)
	case s.State == gen.Written && s.Why != "":
		return fmt.Errorf("[%s] is %s", section, s.Why)
	}
	return nil
}

// noteWhy says why nothing is learnt of a factory, and what to do about it.
func (p porting) noteWhy(stderr io.Writer, nothing string, problems diag.List) {
	for _, d := range problems {
		text := d.Message
		if d.Hint != "" {
			text += ": " + d.Hint
		}
		p.rep.note(stderr, "%s: %s", nothing, text)
	}
}

// wrongWith returns what is wrong with a section as Paste reads it.
func wrongWith(c *parse.Config, section string) diag.List {
	l, ok := c.Loadable(section)
	if !ok {
		return nil
	}
	_, problems := c.ResolveLoadable(l)
	return problems
}

// noDraft says why a section has no draft.
func noDraft(c *parse.Config, section string) error {
	var names []string
	all, _ := c.Loadables()
	for _, l := range all {
		names = append(names, l.Section.Name)
	}
	err := fmt.Errorf("no factory makes a section %q", section)
	if hint := diag.DidYouMean(section, names); hint != "" {
		err = fmt.Errorf("%w: %s", err, hint)
	}
	return err
}

// writeDraft writes the function and its test, and says what else there is to do.
func (p porting) writeDraft(w io.Writer, d draft.Draft, told draft.Python) error {
	folder := filepath.Join(p.req.dir(), filepath.FromSlash(d.Folder))
	d, err := d.Within(folder)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	file := filepath.Join(folder, d.File())
	files := []struct{ name, text string }{{file, d.Port(told)}, {strings.TrimSuffix(file, ".go") + "_test.go", d.PortTest()}}
	for _, f := range files {
		if exists(f.name) {
			return fmt.Errorf("%s is there already, and stays as it is", f.name)
		}
	}
	said := ""
	for _, f := range files {
		if f.text == "" {
			continue
		}
		if err := os.WriteFile(f.name, []byte(f.text), 0o666); err != nil {
			return err
		}
		said += "wrote " + f.name + "\n"
	}
	if d.Mapping != "" {
		said += "say in the INI file where it is:\n    [pastegen:eggs]\n    " + d.Mapping + "\n"
	}
	done := "is written"
	if d.Python {
		done = "does what Python does"
	}
	return tell(w, said+"next: write "+d.Name+", and remove the line //paste:draft when it "+done+"\n")
}
