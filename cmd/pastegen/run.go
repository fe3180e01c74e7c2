package main

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/cache"
	"github.com/pastegen/pastegen/cmd/pastegen/internal/tree"
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

// run compiles the program in the cache and becomes it.
func (p *program) run(ctx context.Context, stderr io.Writer, args []string) error {
	m, err := p.generateProgram(ctx, stderr)
	if err != nil {
		return err
	}
	slot, err := p.slot()
	if err != nil {
		return err
	}
	defer slot.Unlock()
	path, err := p.compileIn(ctx, stderr, m, slot)
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
	return become(path, args, slot.Unlock)
}

// compileIn compiles the program in a folder of the cache, and returns its
// absolute path.
func (p *program) compileIn(ctx context.Context, stderr io.Writer, m *product, slot *cache.Slot) (path string, err error) {
	output := func(exe string) string {
		path = filepath.Join(slot.Dir, "bin", p.name(exe))
		if p.output != "" {
			path = p.beside(exe)
		}
		return path
	}
	if m.module.IsNone() {
		err = p.compileAlone(ctx, stderr, m, slot, output)
	} else {
		err = p.compileOver(ctx, stderr, m, slot, output)
	}
	if err != nil {
		return "", err
	}
	return filepath.Abs(path)
}

// compileOver compiles the program as if it had been written to its folder.
func (p *program) compileOver(ctx context.Context, stderr io.Writer, m *product, slot *cache.Slot, output func(exe string) string) error {
	changes, err := p.changes(m, true, stderr)
	if err != nil {
		return err
	}
	folder, err := slot.Folder("overlay")
	if err != nil {
		return err
	}
	overlay, err := tree.WriteOverlay(folder, changes)
	if err != nil {
		return err
	}
	return p.compile(ctx, stderr, m, output, "-overlay", overlay, "-buildvcs=false")
}

// splitAtDash returns what stands before "--" and behind it.
func splitAtDash(cmd *cobra.Command, args []string) (own, rest []string) {
	if n := cmd.ArgsLenAtDash(); n >= 0 {
		return args[:n], args[n:]
	}
	return args, nil
}
