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

// run compiles the program in the cache and becomes it.
func (p *program) run(ctx context.Context, stderr io.Writer, args []string) error {
	path, slot, err := p.inCache(ctx, stderr)
	if err != nil {
		return err
	}
	defer slot.Unlock()
	here, err := filepath.Abs(p.req.dir())
	if err != nil {
		return err
	}
	if err := os.Setenv("PASTE_HERE", here); err != nil {
		return err
	}
	return become(path, args, slot.Unlock)
}

// inCache generates the program and compiles it in the cache. It returns its absolute
// path, and the slot that it is in, which is locked.
func (p *program) inCache(ctx context.Context, stderr io.Writer) (path string, slot *cache.Slot, err error) {
	m, err := p.generateProgram(ctx, stderr)
	if err != nil {
		return "", nil, err
	}
	if slot, err = p.slot(); err != nil {
		return "", nil, err
	}
	if path, err = p.compileIn(ctx, stderr, m, slot); err != nil {
		slot.Unlock()
		return "", nil, err
	}
	return path, slot, nil
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
