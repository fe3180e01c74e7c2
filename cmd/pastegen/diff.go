package main

import (
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
			m, err := g.generate(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			changes, err := g.compare(m, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			for _, c := range changes {
				if !c.Stale() {
					continue
				}
				err = errProblems
				if _, failed := cmd.OutOrStdout().Write(c.Diff()); failed != nil {
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
