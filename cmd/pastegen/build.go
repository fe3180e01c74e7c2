package main

import (
	"github.com/spf13/cobra"
)

func newBuild() *cobra.Command {
	p := newProgram()
	cmd := &cobra.Command{
		Use:   "build FILE [NAME=VALUE ...]",
		Short: "Generate and compile a server",
		Long: `Build generates as generate does and compiles the program to one file beside
the INI file: ./app for app.ini (./app.bin where app is a folder). Outside any
module, where generated code cannot be, it leaves that file and nothing else.

The program is linked statically (CGO_ENABLED=0), unless one of its packages needs
cgo or CGO_ENABLED is set. Its flag -version says which pastegen built it.`,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			return p.build(cmd.Context(), cmd.ErrOrStderr())
		}),
	}
	p.flags(cmd)
	return cmd
}
