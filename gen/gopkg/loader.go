// Package gopkg reads Go packages: their types from the compiler's export data,
// which one go command finds, and their doc comments and directives from their
// source. It says what is wrong with a package that cannot be used, and finds the
// objects that the name part of a reference may mean. It knows nothing of INI
// files.
package gopkg

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/importer"
	"go/types"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/gopkg/internal/stdtypes"
	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/parse/diag"
)

// Loader reads Go packages from the compiler's export data, which costs little
// more than the go command that finds it, and built-in parts from their source.
// All its types are of one universe, so that types.Identical holds between them.
//
// Where only parts are needed there is no go command, and the types of the
// standard library are those that package stdtypes describes. A loader that has
// begun so cannot go on to other packages: see Missed.
type Loader struct {
	*sources
	*Comments
	lister  *Lister
	dir     string              // the INI file's folder, where patterns start
	out     string              // the folder of the generated file
	listed  map[string]*listing // by import path
	matched map[string]*listing // by pattern
	base    []string            // packages that are listed with all others
	told    bool                // that the go command failed
	failed  error               // why a package of base cannot be read

	catalog  *parts.Catalog
	embedded *embedded
	parts    map[string]*Package
	std      types.Importer // of all that is not built in; nil until something is loaded
	offline  bool           // std is the description
	missed   bool

	constants map[*types.TypeName][]*types.Const // of named types, see Constants
}

// NewLoader makes a loader of the packages that a lister finds, for files that are
// generated into the folder out. Patterns are as seen from dir. entry is the INI
// file, by whose name those of Go files are shown. The packages of base are listed
// with those that are asked for; parts are those of the catalog.
func NewLoader(lister *Lister, dir, out, entry string, base []string, catalog *parts.Catalog) *Loader {
	p := &Loader{
		lister:    lister,
		dir:       dir,
		out:       out,
		base:      base,
		catalog:   catalog,
		listed:    map[string]*listing{},
		matched:   map[string]*listing{},
		parts:     map[string]*Package{},
		constants: map[*types.TypeName][]*types.Const{},
	}
	p.sources = newSources(dir, lister.root, entry, p.folder, catalog.Text)
	p.Comments = newComments(p.sources)
	p.embedded = newEmbedded(catalog, p.fset, func(path string) (*types.Package, error) { return p.std.Import(path) })
	return p
}

// folder returns where a listed package lies; empty for another.
func (p *Loader) folder(path string) string {
	if l := p.listed[path]; l != nil {
		return l.Dir
	}
	return ""
}

// open finds export data for the importer.
func (p *Loader) open(path string) (io.ReadCloser, error) {
	l := p.listed[path]
	if l == nil || l.Export == "" {
		return nil, fmt.Errorf("no export data for %q", path)
	}
	return os.Open(l.Export)
}

// Load makes the packages of the patterns known, with those that define the
// types factories are made of and those that the named built-in packages use. It
// runs no command when there is no pattern. What goes wrong is told by Get.
func (p *Loader) Load(ctx context.Context, patterns, builtin []string) {
	want := slices.DeleteFunc(slices.Clone(patterns), p.knows)
	slices.Sort(want)
	want = slices.Compact(want)
	switch {
	case len(want) == 0 && p.std == nil:
		p.describe()
	case len(want) == 0:
	case p.offline:
		p.missed = true
	default:
		p.run(ctx, want, builtin)
	}
}

// LoadGo is Load for a loader that may be asked for any package later.
func (p *Loader) LoadGo(ctx context.Context, patterns, builtin []string) {
	p.Load(ctx, append(slices.Clone(patterns), p.base...), builtin)
}

// Missed reports whether Get was asked for packages that a loader without the go
// command cannot have. What it said of them then is nothing to go by: another
// loader must begin with LoadGo.
func (p *Loader) Missed() bool { return p.missed }

// describe has the standard library be what is known of it.
func (p *Loader) describe() { p.std, p.offline = stdtypes.NewImporter(p.fset), true }

// run lists packages. If the go command fails as a whole, none of those that it
// was to list can be read; what is built in still can.
func (p *Loader) run(ctx context.Context, want, builtin []string) {
	err := p.list(ctx, slices.Concat(want, p.base, p.embedded.std(builtin)))
	for _, s := range want {
		if p.matched[s] == nil {
			p.matched[s] = &listing{failed: cmp.Or(err, errNotListed)}
		}
	}
	switch {
	case p.std != nil:
	case err != nil:
		p.std = stdtypes.NewImporter(p.fset)
	default:
		p.std = importer.ForCompiler(p.fset, "gc", p.open)
	}
	for _, path := range p.base {
		if err == nil && p.failed == nil {
			_, p.failed = p.std.Import(path)
		}
	}
}

// Part returns a built-in package.
func (p *Loader) Part(ctx context.Context, name string) (*Package, error) {
	if pkg := p.parts[name]; pkg != nil {
		return pkg, nil
	}
	if !p.offline {
		p.Load(ctx, p.embedded.std([]string{name}), nil)
	}
	path := p.catalog.Path(name)
	checked, err := p.embedded.Import(path)
	if err != nil {
		return nil, err
	}
	holds, _ := p.catalog.Holds(path)
	p.parts[name] = newPart(checked, p.sources, holds.Files)
	return p.parts[name], nil
}

// knows reports whether a pattern was listed, or is the path of a package that
// another imports.
func (p *Loader) knows(pattern string) bool {
	if p.matched[pattern] == nil {
		if l := p.listed[pattern]; l != nil {
			p.matched[pattern] = l
		}
	}
	return p.matched[pattern] != nil
}

var errNotListed = errors.New("go list says nothing of it")

// list makes what the patterns match known, with all that it imports.
func (p *Loader) list(ctx context.Context, patterns []string) error {
	found, err := p.lister.list(ctx, p.dir, patterns)
	for _, l := range found {
		if p.listed[l.ImportPath] == nil {
			p.listed[l.ImportPath] = &l
		}
		for _, pattern := range l.Match {
			p.matched[pattern] = p.listed[l.ImportPath]
		}
	}
	return err
}

// Expect has the lister list patterns, and what the named built-in packages use,
// in its next run for whatever loader: Load will ask for them.
func (p *Loader) Expect(patterns, builtin []string) {
	if len(patterns) > 0 {
		p.lister.Expect(p.dir, slices.Concat(patterns, p.base, p.embedded.std(builtin)))
	}
}

// Begin has the lister find packages, as Expect does, while the caller does other
// things: Load waits for it. stop ends that, and is to be called when nothing is
// asked for any more.
func (p *Loader) Begin(ctx context.Context, patterns, builtin []string) (stop func()) {
	if len(patterns) == 0 {
		return func() {}
	}
	return p.lister.begin(ctx, p.dir, slices.Concat(patterns, p.base, p.embedded.std(builtin)))
}

// Get returns the package of a pattern, or nil and what is wrong with it, if
// that was not said of another. Diagnostics without a place belong to the
// reference.
func (p *Loader) Get(ctx context.Context, pattern string) (*Package, diag.List) {
	p.Load(ctx, []string{pattern}, nil)
	l := p.matched[pattern]
	if l == nil {
		return nil, nil
	}
	if !l.read {
		l.read = true
		l.pkg, l.problems = p.read(pattern, l)
	}
	return l.pkg, l.problems
}

// read reads the types of a listed package. When the go command failed as a
// whole, only the first package that is asked for says so.
func (p *Loader) read(pattern string, l *listing) (*Package, diag.List) {
	if l.failed != nil && p.told {
		return nil, nil
	}
	p.told = l.failed != nil
	if ds := p.problems(pattern, l); len(ds) > 0 {
		return nil, ds
	}
	if p.failed != nil {
		return nil, diag.List{goCommand(pattern, p.failed.Error())}
	}
	imported, err := p.std.Import(l.ImportPath)
	if err != nil {
		return nil, diag.List{goCommand(pattern, err.Error())}
	}
	return newPackage(imported, p.sources, l), nil
}

// problems returns why a listed package cannot be used.
func (p *Loader) problems(pattern string, l *listing) diag.List {
	var out diag.List
	switch {
	case l.failed != nil && strings.Contains(l.failed.Error(), "go.mod file not found"):
		out.Add(noPackage(pattern, l.failed.Error()))
	case l.failed != nil:
		out.Add(goCommand(pattern, l.failed.Error()))
	case pattern == "C", pattern == "unsafe":
		out.Add(notImportable(pattern, "it is a name of the compiler's, with no functions behind it"))
	case l.Error != nil && strings.Contains(l.Error.Err, allLeftOut), l.isEmpty():
		out.Add(p.noFiles(pattern, l))
	case l.Error != nil:
		out = listErrors(p.sources, pattern, l.Error)
		if len(out) == 1 && out[0].Code.ID == problem.NoPackage.ID && out[0].Hint == "" {
			out[0].Hint = p.otherModule(pattern)
		}
	case l.Export == "":
		for _, e := range l.DepsErrors {
			out.Add(listErrors(p.sources, pattern, e)...)
		}
		if len(out) == 0 {
			out.Add(goCommand(pattern, "no export data"))
		}
	case l.Dir == p.own():
		out.Add(notImportable(pattern, "it is the one whose files are generated"))
	case marker.IsCopy(l.Dir):
		out.Add(ownCopy(pattern))
	case l.Name == "main":
		out.Add(notImportable(pattern, "it is a command, package main"))
	case !p.visible(l.Dir):
		out.Add(notImportable(pattern, "it is internal to "+internalTo(l.ImportPath)))
	}
	return out
}

// visible reports whether Go's rule for internal packages lets the generated
// file import a package from that folder.
func (p *Loader) visible(dir string) bool {
	parent, ok := internalParent(filepath.ToSlash(dir))
	if !ok {
		return true
	}
	return strings.HasPrefix(filepath.ToSlash(p.own())+"/", parent+"/")
}

// own returns the folder of the generated file as the go command writes it.
func (p *Loader) own() string {
	own, err := filepath.Abs(p.out)
	if err != nil {
		return p.out
	}
	return own
}

// exports reports whether the generated file can use a type's name.
func (p *Loader) exports(t *types.TypeName) bool {
	if t.Pkg() == nil {
		return true
	}
	if _, builtin := p.catalog.Holds(t.Pkg().Path()); builtin || p.offline {
		return t.Exported()
	}
	l := p.listed[t.Pkg().Path()]
	return t.Exported() && l != nil && p.visible(l.Dir)
}

// Nameable reports whether the generated file can write the type: its names are
// exported, by packages that may be imported there.
func (p *Loader) Nameable(t types.Type) bool { return nameable(t, p.exports) }

// Import returns a package that is loaded, or was with another: with all its
// objects, of which a package that only others import has some.
func (p *Loader) Import(path string) (*types.Package, error) {
	return p.embedded.Import(path)
}

// Type returns a type of a package that is loaded, or was with another.
func (p *Loader) Type(path, name string) types.Type {
	pkg, err := p.Import(path)
	if err != nil {
		return types.Typ[types.Invalid]
	}
	return pkg.Scope().Lookup(name).Type()
}

// Constants returns the exported constants of a named type in its own package,
// in the order of their declarations.
func (p *Loader) Constants(t types.Type) []*types.Const {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return nil
	}
	known, ok := p.constants[named.Obj()]
	if !ok {
		known = p.findConstants(named)
		p.constants[named.Obj()] = known
	}
	return known
}

func (p *Loader) findConstants(named *types.Named) []*types.Const {
	pkg, err := p.Import(named.Obj().Pkg().Path())
	if err != nil {
		return nil
	}
	var out []*types.Const
	for _, name := range pkg.Scope().Names() {
		if c, ok := pkg.Scope().Lookup(name).(*types.Const); ok && c.Exported() && types.Identical(c.Type(), named) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b *types.Const) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return out
}

// ConstantsNamed returns the exported constants of that name in the packages that
// are loaded or were with others and that have a name or an import path; in all of
// them for "".
func (p *Loader) ConstantsNamed(pkg, name string) []*types.Const {
	var out []*types.Const
	for _, path := range slices.Sorted(maps.Keys(p.listed)) {
		l := p.listed[path]
		isNamed := pkg == "" || path == pkg || l.Name == pkg && !strings.HasPrefix(path, "vendor/")
		if l.Export == "" || !isNamed || !p.visible(l.Dir) || l.Dir == p.own() {
			continue
		}
		if found, err := p.Import(path); err == nil {
			if c, ok := found.Scope().Lookup(name).(*types.Const); ok && c.Exported() {
				out = append(out, c)
			}
		}
	}
	return out
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
