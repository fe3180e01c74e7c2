package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

func newBuild() *cobra.Command {
	b := newProgram()
	cmd := &cobra.Command{
		Use:   "build FILE [NAME=VALUE ...]",
		Short: "Generate and compile a server",
		Long: `Build generates main.go and compiles it to a static program beside the file:
./app for app.ini (./app.bin where app is a folder).`,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			_, err := b.build(cmd.Context(), cmd.ErrOrStderr())
			return err
		}),
	}
	b.flags(cmd)
	return cmd
}

// program is a generation whose outcome is compiled.
type program struct {
	*generation
	output string // empty: beside the INI file
}

func newProgram() *program { return &program{generation: newGeneration()} }

func (p *program) flags(cmd *cobra.Command) {
	p.generation.flags(cmd)
	cmd.Flags().StringVarP(&p.output, "output", "o", "", "name of the program `FILE`")
}

// build generates and compiles, and returns the program's absolute path.
func (p *program) build(ctx context.Context, stderr io.Writer) (string, error) {
	changes, err := p.write(ctx, stderr)
	if err != nil {
		return "", err
	}
	return p.compile(ctx, stderr, changes)
}

// compile compiles what was generated, and returns the program's absolute path.
// The flags are go build's.
func (p *program) compile(ctx context.Context, stderr io.Writer, changes []change, flags ...string) (string, error) {
	tool := goTool{dir: p.req.dir(), ini: p.req.path}
	env, problems := tool.env(ctx)
	if problems.HasErrors() {
		return "", p.rep.show(stderr, problems)
	}
	path, err := filepath.Abs(p.path(env.exe))
	if err != nil {
		return "", err
	}
	if problems := tool.build(ctx, path, append(flags, buildTargets(env, changes)...)); problems.HasErrors() {
		return "", p.rep.show(stderr, problems)
	}
	return path, nil
}

// path returns where the program goes. Many files are named app.ini and have
// their Go package in app, so that ./app is taken.
func (p *program) path(exe string) string {
	name, isINI := strings.CutSuffix(filepath.Base(p.req.path), ".ini")
	if !isINI || isDir(filepath.Join(p.req.dir(), name+exe)) {
		name += ".bin"
	}
	switch {
	case p.output == "":
		return filepath.Join(p.req.dir(), name+exe)
	case isDir(p.output):
		return filepath.Join(p.output, name+exe)
	}
	return p.output
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// buildTargets returns what to compile: the package in the INI file's folder,
// or, where no module is, just the files, which need only the standard library.
func buildTargets(env goEnv, changes []change) []string {
	if env.inModule {
		return []string{"."}
	}
	var files []string
	for _, c := range changes {
		if c.new != nil {
			files = append(files, filepath.Base(c.path))
		}
	}
	return files
}
