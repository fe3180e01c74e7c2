package main

import (
	"context"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/tree"
	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/parse/diag"
)

func newGenerate() *cobra.Command {
	g := newGeneration()
	cmd := &cobra.Command{
		Use:   "generate FILE [NAME=VALUE ...]",
		Short: "Write the Go program of a file",
		Long: `Generate writes the Go server that a file describes: main.go, and in
internal/paste the runtime packages that it uses. They are written beside the
file, or into the folder that --dir or [pastegen] dir names. It touches nothing
that is up to date, and nothing that it has not written itself. This is what a
go:generate line calls:

	//go:generate go tool pastegen generate app.ini

The words of that line are how the program was made: they count again each time,
for all commands, until a command names others, or drops them with --fresh.
`,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			m, err := g.generate(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			return g.write(m, cmd.ErrOrStderr())
		}),
	}
	g.flags(cmd)
	g.req.packageFlag(cmd.Flags())
	return cmd
}

// generation is one run of the generator, from the command line to the
// changes on disk.
type generation struct {
	req   *request
	rep   *report
	force bool
}

func newGeneration() *generation {
	return &generation{req: &request{}, rep: newReport()}
}

func (g *generation) flags(cmd *cobra.Command) {
	g.req.fileFlags(cmd)
	g.req.entryFlags(cmd)
	g.rep.flags(cmd)
	cmd.Flags().BoolVar(&g.force, "force", false, "overwrite files that pastegen has not written")
}

// product is what a generation makes, in memory.
type product struct {
	place
	out      *gen.Output
	problems diag.List // to be shown: none is an error
	secrets  []string  // launcher globals that its go:generate line lacks
}

// generate generates in memory. It shows the problems and returns errProblems if
// one of them is an error.
func (g *generation) generate(ctx context.Context, stderr io.Writer) (*product, error) {
	config, problems, usable := g.req.read(g.rep, stderr)
	if !usable {
		return nil, g.rep.show(stderr, problems)
	}
	at, more := g.req.place(config)
	problems.Add(more...)
	opts, secrets := g.req.options(config, at)
	out, more, err := gen.Generate(ctx, config, opts)
	if err != nil {
		return nil, bugError{err}
	}
	if problems.Add(more...); problems.HasErrors() {
		return nil, g.rep.show(stderr, problems)
	}
	return &product{at, out, problems, secrets}, nil
}

// changes compares what was generated with what lies on disk, where what others
// generated may count as ours. It shows all problems.
func (g *generation) changes(m *product, others bool, stderr io.Writer) ([]tree.Change, error) {
	t := tree.Target{Dir: m.dir, Source: m.source, Force: g.force, Others: others}
	changes, refused, err := t.Changes(m.out.Files)
	if err != nil {
		return nil, err
	}
	m.problems.Add(refusals(refused, m.source)...)
	return changes, g.rep.showAny(stderr, m.problems)
}

// compare is changes for what is written, which takes a module.
func (g *generation) compare(m *product, stderr io.Writer) ([]tree.Change, error) {
	m.problems.Add(notRecorded(m.secrets)...)
	if m.module.IsNone() {
		m.problems.Add(noModule(g.req.path))
		return nil, g.rep.show(stderr, m.problems)
	}
	return g.changes(m, false, stderr)
}

// write brings the files on disk up to date. Where problems are shown as JSON,
// nothing else is said.
func (g *generation) write(m *product, stderr io.Writer) error {
	changes, err := g.compare(m, stderr)
	if err != nil {
		return err
	}
	if g.rep.format.value == "json" {
		stderr = io.Discard
	}
	return apply(stderr, changes, g.shown(m))
}

// shown returns how files of a program are called: as the user sees them, but by
// their names alone where they lie beside the INI file.
func (g *generation) shown(m *product) func(name string) string {
	dir := m.dir
	if sameFolder(dir, g.req.dir()) {
		dir = ""
	}
	return func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
}
