package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/cache"
	"github.com/pastegen/pastegen/cmd/pastegen/internal/tree"
	"github.com/pastegen/pastegen/gen"
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
cgo or CGO_ENABLED is set.`,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			return p.build(cmd.Context(), cmd.ErrOrStderr())
		}),
	}
	p.flags(cmd)
	return cmd
}

// program is a generation whose outcome is compiled.
type program struct {
	*generation
	output string // empty: beside the INI file, or in the cache
}

func newProgram() *program { return &program{generation: newGeneration()} }

func (p *program) flags(cmd *cobra.Command) {
	p.generation.flags(cmd)
	cmd.Flags().StringVarP(&p.output, "output", "o", "", "name of the program `FILE`")
}

// build generates, writes and compiles.
func (p *program) build(ctx context.Context, stderr io.Writer) error {
	m, err := p.generateProgram(ctx, stderr)
	if err != nil {
		return err
	}
	if m.module.IsNone() {
		slot, err := p.slot()
		if err != nil {
			return err
		}
		defer slot.Unlock()
		return p.compileAlone(ctx, stderr, m, slot, p.beside)
	}
	if err := p.write(m, stderr); err != nil {
		return err
	}
	return p.compile(ctx, stderr, m, p.beside)
}

// generateProgram generates in memory what can be compiled.
func (p *program) generateProgram(ctx context.Context, stderr io.Writer) (*product, error) {
	m, err := p.generate(ctx, stderr)
	if err == nil && p.req.pkg != "" {
		err = fmt.Errorf("%s is a library, package %s: generate a program into another folder, with --fresh --dir FOLDER",
			filepath.Join(m.dir, "main.go"), p.req.pkg)
	}
	return m, err
}

// compile compiles what lies on disk, but for what an overlay says. The flags
// are go build's.
func (p *program) compile(ctx context.Context, stderr io.Writer, m *product, output func(exe string) string, flags ...string) error {
	below, err := relative(m.module.Root, m.dir)
	if err != nil {
		return err
	}
	tool := goTool{dir: seen(m.module.Root), ini: p.req.path, env: cache.Environ()}
	return p.rep.showAny(stderr, tool.build(ctx, "./"+below, output, flags))
}

// compileAlone compiles what was generated in a module of its own, which is in
// the slot: it needs no other.
func (p *program) compileAlone(ctx context.Context, stderr io.Writer, m *product, slot *cache.Slot, output func(exe string) string) error {
	folder, err := slot.Folder("module")
	if err != nil {
		return err
	}
	if err := tree.WriteModule(folder, gen.NoModule, m.out.Files); err != nil {
		return err
	}
	for _, inside := range m.out.Folders {
		name := filepath.FromSlash(inside)
		if err := os.CopyFS(filepath.Join(folder, name), os.DirFS(filepath.Join(m.dir, name))); err != nil {
			return err
		}
	}
	tool := goTool{dir: folder, ini: p.req.path, env: cache.Environ()}
	m.problems.Add(tool.build(ctx, ".", output, []string{"-mod=mod"})...)
	return p.rep.showAny(stderr, m.problems)
}

// slot returns the folder in the cache for the program that is asked for.
func (p *program) slot() (*cache.Slot, error) {
	c, err := cache.Open()
	if err != nil {
		return nil, err
	}
	ini, err := filepath.Abs(p.req.path)
	if err != nil {
		return nil, err
	}
	return c.Slot(fmt.Sprintf("%s\n%q\n%v", ini, p.req.args(), p.req.lint))
}

// beside returns where the program goes if its name ends so. Many files are
// named app.ini and have their Go package in app, so that ./app is taken.
func (p *program) beside(exe string) string {
	name := p.name(exe)
	switch {
	case p.output == "":
		return filepath.Join(p.req.dir(), name)
	case isDir(p.output):
		return filepath.Join(p.output, name)
	}
	return p.output
}

func (p *program) name(exe string) string {
	name, isINI := strings.CutSuffix(filepath.Base(p.req.path), ".ini")
	if !isINI || isDir(filepath.Join(p.req.dir(), name+exe)) {
		name += ".bin"
	}
	return name + exe
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
