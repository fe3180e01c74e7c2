package main

import (
	"context"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/gen"
)

func newGenerate() *cobra.Command {
	g := newGeneration()
	cmd := &cobra.Command{
		Use:   "generate FILE [NAME=VALUE ...]",
		Short: "Write main.go beside a file",
		Long: `Generate writes the Go server that a file describes: main.go beside the file,
and the packages that it uses in internal/paste. It touches nothing that is up to
date, and nothing that it has not written itself. This is what a go:generate
line calls:

	//go:generate go tool pastegen generate app.ini`,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			_, err := g.write(cmd.Context(), cmd.ErrOrStderr())
			return err
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

// changes generates in memory and shows all problems on stderr. The error is
// errProblems if one of them is an error.
func (g *generation) changes(ctx context.Context, stderr io.Writer) ([]change, error) {
	config, problems, usable := g.req.load()
	if !usable {
		return nil, g.rep.show(stderr, problems)
	}
	out, more, err := gen.Generate(ctx, config, g.req.options())
	if err != nil {
		return nil, bugError{err}
	}
	problems.Add(more...)
	if problems.HasErrors() {
		return nil, g.rep.show(stderr, problems)
	}
	t := target{dir: g.req.dir(), ini: filepath.Base(g.req.path), force: g.force}
	changes, refusals, err := t.changes(out)
	if err != nil {
		return nil, err
	}
	if problems.Add(refusals...); len(problems) == 0 {
		return changes, nil
	}
	return changes, g.rep.show(stderr, problems)
}

// write brings the files on disk up to date and returns their changes. Where
// problems are shown as JSON, nothing else is said.
func (g *generation) write(ctx context.Context, stderr io.Writer) ([]change, error) {
	changes, err := g.changes(ctx, stderr)
	if err != nil {
		return nil, err
	}
	if g.rep.format.value == "json" {
		stderr = io.Discard
	}
	return changes, apply(stderr, changes)
}
