package main

import (
	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/parse/diag"
)

func newCheck() *cobra.Command {
	req, rep := &request{}, newReport()
	always := false
	cmd := &cobra.Command{
		Use:   "check FILE [NAME=VALUE ...]",
		Short: "Report all problems of a file",
		Long: `Check reports everything that is wrong with a file and with the Go functions
that it names, and writes nothing. It is silent if all is well.

With --python on the command line, alone or with a PROGRAM, Python is asked as well:
whether the factories that stay there can be imported, are what the section wants,
and take its keys. That runs what their modules do when they are imported. What is
learned is kept in internal/paste/python.json where the program is.

Problems go to standard error; as JSON, being what was asked for, to standard
output. If there is Go to write yet, or a server section that is not used, a summary
follows on standard output: how many factories the file names, whose they are, and
what to do next. With --summary it always does.`,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			var sum gen.Summary
			config, problems, usable := req.read(rep, cmd.ErrOrStderr())
			if usable {
				at, more := req.place(config)
				opts, _ := req.options(config, at)
				problems.Add(more...)
				if req.asks {
					known, more := interview{req}.askAll(cmd, rep, config, opts, at)
					opts.Known = opts.Known.With(known)
					problems.Add(more...)
				}
				var found diag.List
				sum, found = gen.Summarize(cmd.Context(), config, opts)
				problems.Add(found...)
			}
			if rep.format.value == "json" {
				return rep.show(cmd.OutOrStdout(), problems)
			}
			err := rep.show(cmd.ErrOrStderr(), problems)
			if usable && rep.format.value == "text" && (always || leavesWork(sum)) {
				if err := tell(cmd.OutOrStdout(), summaryText(sum, req.path, err == nil)); err != nil {
					return err
				}
			}
			return err
		}),
	}
	req.fileFlags(cmd)
	req.entryFlags(cmd)
	rep.flags(cmd)
	cmd.Flags().BoolVar(&always, "summary", false, "tell how many factories there are, and whose, in any case")
	return cmd
}
