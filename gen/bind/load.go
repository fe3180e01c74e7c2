package bind

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/diag"
)

// packages reads Go packages from the compiler's export data, which costs
// little more than the go command that finds it. All its types are of one
// universe, so that types.Identical holds between them.
type packages struct {
	dir     string
	env     []string
	sources *sources
	fset    *token.FileSet
	gc      types.Importer
	listed  map[string]*listing // by import path
	matched map[string]*listing // by pattern
	std     *universe           // nil until something could be loaded

	stdErr error // why it could not
	told   bool  // that the go command failed

	deprecations map[types.Object]string
	durations    map[*types.TypeName]bool           // whether they are over time.Duration, see isOverDuration
	constants    map[*types.TypeName][]*types.Const // of named types, see constants
}

// listing is what "go list" says of a package.
type listing struct {
	ImportPath string
	Name       string
	Dir        string
	Export     string
	Standard   bool
	GoFiles    []string
	CgoFiles   []string
	Match      []string
	Error      *listError
	DepsErrors []*listError

	failed error // of the go command as a whole

	// What get found out, if read.
	read     bool
	pkg      *goPackage
	problems diag.List
}

type listError struct{ Pos, Err string }

// goPackage is a package whose types were read.
type goPackage struct {
	*types.Package
	listing *listing
	names   map[string][]types.Object // exported, by normalised name
	notes   []directive
	faults  diag.List // directives that mean nothing
}

func newPackages(opts Options, entry string) *packages {
	p := &packages{
		dir:     opts.Dir,
		env:     opts.Env,
		sources: newSources(opts.Dir, entry),
		fset:    token.NewFileSet(),
		listed:  map[string]*listing{},
		matched: map[string]*listing{},

		deprecations: map[types.Object]string{},
		durations:    map[*types.TypeName]bool{},
		constants:    map[*types.TypeName][]*types.Const{},
	}
	p.gc = importer.ForCompiler(p.fset, "gc", p.open)
	return p
}

// open finds export data for the importer.
func (p *packages) open(path string) (io.ReadCloser, error) {
	l := p.listed[path]
	if l == nil || l.Export == "" {
		return nil, fmt.Errorf("no export data for %q", path)
	}
	return os.Open(l.Export)
}

// load makes the packages of the patterns known, with those that define the
// types factories are made of. It runs no command when there is nothing to
// load. What goes wrong is told by get.
func (p *packages) load(ctx context.Context, patterns []string) {
	want := slices.DeleteFunc(slices.Clone(patterns), p.knows)
	slices.Sort(want)
	want = slices.Compact(want)
	if len(want) == 0 {
		return
	}
	err := p.list(ctx, append(want, universePackages()...))
	for _, s := range want {
		if p.matched[s] == nil {
			p.matched[s] = &listing{failed: cmp.Or(err, errNotListed)}
		}
	}
	if p.std == nil && err == nil {
		p.std, p.stdErr = newUniverse(p.gc)
	}
}

// knows reports whether a pattern was listed, or is the path of a package that
// another imports.
func (p *packages) knows(pattern string) bool {
	if p.matched[pattern] == nil {
		if l := p.listed[pattern]; l != nil {
			p.matched[pattern] = l
		}
	}
	return p.matched[pattern] != nil
}

var errNotListed = errors.New("go list says nothing of it")

// list runs "go list" once over all the patterns.
func (p *packages) list(ctx context.Context, patterns []string) error {
	fields := "-json=ImportPath,Name,Dir,Export,Standard,GoFiles,CgoFiles,Match,Error,DepsErrors"
	cmd := exec.CommandContext(ctx, "go", append([]string{"list", "-e", "-export", "-deps", fields, "--"}, patterns...)...)
	cmd.Dir, cmd.Env = p.dir, p.env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if text := strings.TrimSpace(stderr.String()); text != "" {
			err = errors.New(strings.TrimPrefix(text, "go: "))
		}
		return err
	}
	for dec := json.NewDecoder(&stdout); ; {
		l := new(listing)
		if err := dec.Decode(l); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading the output of go list: %w", err)
		}
		p.listed[l.ImportPath] = l
		for _, pattern := range l.Match {
			p.matched[pattern] = l
		}
	}
}

// get returns the package of a pattern, or nil and what is wrong with it, if
// that was not said of another. Diagnostics without a place belong to the
// reference.
func (p *packages) get(ctx context.Context, pattern string) (*goPackage, diag.List) {
	p.load(ctx, []string{pattern})
	l := p.matched[pattern]
	if !l.read {
		l.read = true
		l.pkg, l.problems = p.read(pattern, l)
	}
	return l.pkg, l.problems
}

// read reads the types of a listed package. When the go command failed as a
// whole, only the first package that is asked for says so.
func (p *packages) read(pattern string, l *listing) (*goPackage, diag.List) {
	if l.failed != nil && p.told {
		return nil, nil
	}
	p.told = l.failed != nil
	if ds := p.problems(pattern, l); len(ds) > 0 {
		return nil, ds
	}
	if p.stdErr != nil {
		return nil, diag.List{goCommand(pattern, p.stdErr.Error())}
	}
	imported, err := p.gc.Import(l.ImportPath)
	if err != nil {
		return nil, diag.List{goCommand(pattern, err.Error())}
	}
	pkg := &goPackage{Package: imported, listing: l, names: index(imported.Scope())}
	p.readDirectives(pkg)
	return pkg, nil
}

// problems returns why a listed package cannot be used.
func (p *packages) problems(pattern string, l *listing) diag.List {
	var out diag.List
	switch {
	case l.failed != nil && strings.Contains(l.failed.Error(), "go.mod file not found"):
		out.Add(noPackage(pattern, l.failed.Error()))
	case l.failed != nil:
		out.Add(goCommand(pattern, l.failed.Error()))
	case l.Error != nil:
		out = p.listErrors(pattern, l.Error)
	case l.Export == "":
		for _, e := range l.DepsErrors {
			out.Add(p.listErrors(pattern, e)...)
		}
		if len(out) == 0 {
			out.Add(goCommand(pattern, "no export data"))
		}
	case l.Dir == p.own():
		out.Add(notImportable(pattern, "it is the one whose files are generated"))
	case l.Name == "main":
		out.Add(notImportable(pattern, "it is a command, package main"))
	case !p.visible(l.Dir):
		out.Add(notImportable(pattern, "it is internal to "+internalTo(l.ImportPath)))
	}
	return out
}

// visible reports whether Go's rule for internal packages lets the generated
// file import a package from that folder.
func (p *packages) visible(dir string) bool {
	parent, ok := internalParent(filepath.ToSlash(dir))
	if !ok {
		return true
	}
	return strings.HasPrefix(filepath.ToSlash(p.own())+"/", parent+"/")
}

// own returns the folder of the generated file as the go command writes it.
func (p *packages) own() string {
	own, err := filepath.Abs(p.dir)
	if err != nil {
		return p.dir
	}
	return own
}

// internalParent returns what stands before the last path element "internal".
func internalParent(path string) (string, bool) {
	i := strings.LastIndex(path+"/", "/internal/")
	if i < 0 {
		return "", false
	}
	return path[:i], true
}

func internalTo(importPath string) string {
	parent, _ := internalParent("/" + importPath)
	return strings.TrimPrefix(parent, "/")
}
