package main

import (
	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/gen"
)

func newCheck() *cobra.Command {
	req, rep := &request{}, newReport()
	cmd := &cobra.Command{
		Use:   "check FILE [NAME=VALUE ...]",
		Short: "Report all problems of a file",
		Long: `Check reports everything that is wrong with a file and with the Go functions
that it names, and writes nothing. It is silent if all is well.

Problems go to standard error; as JSON, being what was asked for, to standard output.`,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			config, problems, usable := req.read(rep, cmd.ErrOrStderr())
			if usable {
				at, more := req.place(config)
				opts, _ := req.options(config, at)
				problems.Add(more...)
				problems.Add(gen.Check(cmd.Context(), config, opts)...)
			}
			if rep.format.value == "json" {
				return rep.show(cmd.OutOrStdout(), problems)
			}
			return rep.show(cmd.ErrOrStderr(), problems)
		}),
	}
	req.fileFlags(cmd)
	req.entryFlags(cmd)
	rep.flags(cmd)
	return cmd
}
