package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/gen"
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
	return p.compile(ctx, stderr, changes, "")
}

// compile compiles what was generated, and returns the program's absolute path.
// What is generated is not on disk if there is a folder for an overlay.
func (p *program) compile(ctx context.Context, stderr io.Writer, changes []change, overlay string) (string, error) {
	tool := goTool{dir: p.req.dir(), ini: p.req.path}
	env, problems := tool.env(ctx)
	if problems.HasErrors() {
		return "", p.rep.show(stderr, problems)
	}
	path, err := filepath.Abs(p.path(env.exe))
	if err != nil {
		return "", err
	}
	targets := []string{"."}
	switch {
	case !env.inModule:
		if tool.dir, err = throwAwayModule(changes); err != nil {
			return "", err
		}
		defer os.RemoveAll(tool.dir)
	case overlay != "":
		file, err := writeOverlay(overlay, changes)
		if err != nil {
			return "", err
		}
		targets = []string{"-overlay", file, "."}
	}
	if problems := tool.build(ctx, path, targets); problems.HasErrors() {
		return "", p.rep.show(stderr, problems)
	}
	return path, nil
}

// throwAwayModule writes what was generated outside any module to a module in a
// temporary folder: it needs only the standard library.
func throwAwayModule(changes []change) (string, error) {
	dir, err := os.MkdirTemp("", "pastegen")
	if err != nil {
		return "", err
	}
	changes = append(changes, change{name: "go.mod", new: []byte("module " + gen.NoModule + "\n\ngo 1.24\n")})
	_, err = writeOverlay(dir, changes)
	return dir, err
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
