package main

import (
	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"
)

func newDiff() *cobra.Command {
	g := newGeneration()
	cmd := &cobra.Command{
		Use:   "diff FILE [NAME=VALUE ...]",
		Short: "Print what generate would change",
		Long: `Diff prints what generate would change as a unified diff and writes nothing.
It exits 1 if that is anything at all: a build server can see whether somebody
forgot to generate.`,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			changes, err := g.changes(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			for _, c := range changes {
				if !c.stale() {
					continue
				}
				err = errProblems
				if _, failed := cmd.OutOrStdout().Write(c.diff()); failed != nil {
					return failed
				}
			}
			return err
		}),
	}
	g.flags(cmd)
	g.req.packageFlag(cmd.Flags())
	return cmd
}

// diff returns the change as a unified diff, the names as gofmt -d gives them.
func (c change) diff() []byte {
	return diff.Diff(c.path+".orig", c.old, c.path, c.new)
}
