package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

func newRun() *cobra.Command {
	p := newProgram()
	cmd := &cobra.Command{
		Use:   "run FILE [NAME=VALUE ...] [-- ARG ...]",
		Short: "Generate, compile and run a server",
		Long: `Run builds the server as build does and runs it until Ctrl-C. What follows --
are arguments of the server's own.

With --lint, a checker stands around every app, as egg:Paste#lint does: an app
that breaks the contract of net/http or WSGI panics with an error that says how.
Nothing is written beside the file then; the program is kept in the user's cache.`,
		Example: `  pastegen run app.ini -- -listen 127.0.0.1:9000
  pastegen run --lint app.ini`,
		RunE: body(func(cmd *cobra.Command, args []string) error {
			build := p.build
			if p.req.lint {
				build = p.buildLinted
			}
			path, err := build(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			here, err := filepath.Abs(p.req.dir())
			if err != nil {
				return err
			}
			if err := os.Setenv("PASTE_HERE", here); err != nil {
				return err
			}
			_, rest := splitAtDash(cmd, args)
			return become(path, rest)
		}),
	}
	p.flags(cmd)
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
