package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/tree"
)

func newDiff() *cobra.Command {
	g := newGeneration()
	cmd := &cobra.Command{
		Use:   "diff FILE [NAME=VALUE ...]",
		Short: "Print what generate would change",
		Long: `Diff prints what generate would change as a unified diff and writes nothing.
It exits 1 if that is anything at all: a build server can see whether somebody
forgot to generate.

In place of FILE, a folder with "/..." behind it, such as ./..., stands for every
generated program below it.`,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			return g.each(cmd.ErrOrStderr(), func(g *generation) error {
				m, err := g.generate(cmd.Context(), cmd.ErrOrStderr())
				if err != nil {
					return err
				}
				changes, err := g.compare(m, cmd.ErrOrStderr())
				if err != nil {
					return err
				}
				return writeDiff(cmd.OutOrStdout(), changes)
			})
		}),
	}
	g.flags(cmd)
	g.req.packageFlag(cmd.Flags())
	g.req.many = true
	return cmd
}

// writeDiff writes what changes. The error is errProblems if that is anything.
func writeDiff(w io.Writer, changes []tree.Change) (err error) {
	for _, c := range changes {
		if !c.Stale() {
			continue
		}
		err = errProblems
		if _, failed := w.Write(c.Diff()); failed != nil {
			return failed
		}
	}
	return err
}
