package main

import (
	"os"

	"github.com/spf13/cobra"
)

func newRun() *cobra.Command {
	p, watch := newProgram(), false
	cmd := &cobra.Command{
		Use:   "run FILE [NAME=VALUE ...] [-- ARG ...]",
		Short: "Compile and run a server",
		Long: `Run compiles the server that a file describes and runs it until Ctrl-C. Nothing
is written beside the file: the program is kept in the user's cache. What follows
-- are arguments of the server's own.

With --lint, a checker stands around every app, as egg:Paste#lint does: an app
that breaks the contract of net/http or WSGI panics with an error that says how.

With --watch, what stays in Python runs the code that is there: workers are
replaced when a Python file below the file's folder changes.`,
		Example: `  pastegen run app.ini -- -listen 127.0.0.1:9000
  pastegen run --lint app.ini`,
		RunE: body(func(cmd *cobra.Command, args []string) error {
			_, rest := splitAtDash(cmd, args)
			if watch {
				if err := os.Setenv("PASTE_PYTHON_WATCH", "1"); err != nil {
					return err
				}
			}
			return p.run(cmd.Context(), cmd.ErrOrStderr(), rest)
		}),
	}
	p.flags(cmd)
	cmd.Flags().BoolVar(&watch, "watch", false, "when a file of Python changes, have new workers take the place of the old ones")
	cmd.Flags().BoolVar(&p.req.lint, "lint", false, "check that every app keeps to its contract")
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		own, _ := splitAtDash(cmd, args)
		return p.req.take(cmd, own)
	}
	return cmd
}

// splitAtDash returns what stands before "--" and behind it.
func splitAtDash(cmd *cobra.Command, args []string) (own, rest []string) {
	if n := cmd.ArgsLenAtDash(); n >= 0 {
		return args[:n], args[n:]
	}
	return args, nil
}
