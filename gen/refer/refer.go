// Package refer finds out which Go package and which name in it the text of a
// reference means: by its folders, the tables [pastegen:packages] and
// [pastegen:eggs], and what is built in. It runs no command and reads no Go.
package refer

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
	"github.com/pastegen/pastegen/parse/own"
	"github.com/pastegen/pastegen/parse/source"
)

// Target is what a factory reference means: a Go package and a name in it, or a
// built-in part. An egg may be both: a part that the user's package overrides if
// it has an entry point of that name.
type Target struct {
	Pattern string // as the go command takes it: "net/http", "./apps"; empty for none
	Attr    string // dotted Go name, or the entry point of an egg
	Egg     bool   // Attr is the name of an entry point
	Part    string // the built-in package; empty for none
	Name    string // the part's name, as in package parts
}

// Table turns factory references into targets, each distinct one once.
type Table struct {
	dir      string // the entry file's folder
	entry    string // the entry file as named
	packages []*mapping
	eggs     map[string]*mapping // by normalised name
	parts    *parts.Catalog
	modules  map[[2]string]found // by folder and module
}

// mapping is an entry of [pastegen:packages] or [pastegen:eggs].
type mapping struct {
	name, value string
	key         source.Span
	used        bool // something that was looked for is what it maps
}

type found struct {
	pattern string
	diag    *diag.Diagnostic // without its place
}

// NewTable reads the tables of a file, in the folder dir, that map Python's names
// to Go packages. The catalog has what is built in.
func NewTable(c *parse.Config, dir string, catalog *parts.Catalog) (*Table, diag.List) {
	packages, ds := own.Table(c, own.PackagesTable)
	eggs, more := own.Table(c, own.EggsTable)
	more.Add(sameEggs(eggs)...)
	return &Table{
		dir:      dir,
		entry:    c.Path,
		packages: mappings(packages),
		eggs:     byDist(mappings(eggs)),
		parts:    catalog,
		modules:  map[[2]string]found{},
	}, append(ds, more...)
}

func mappings(table []parse.Setting) []*mapping {
	var out []*mapping
	for _, s := range table {
		value := strings.TrimSpace(string(s.Value))
		if rest, ok := strings.CutPrefix(value, parse.HereMark); ok { // %(here)s/apps
			value = "." + rest
		}
		out = append(out, &mapping{name: s.Key, value: value, key: s.KeySpan})
	}
	return out
}

// Target returns what a factory reference means, or why it means nothing.
func (r *Table) Target(f *parse.Factory) (Target, *diag.Diagnostic) {
	if f.Kind == parse.EggFactory {
		return r.egg(f)
	}
	return r.Object(f)
}

// Object is Target for MODULE:ATTR.
func (r *Table) Object(f *parse.Factory) (Target, *diag.Diagnostic) {
	folder := r.folder(f)
	if !r.isUsers(folder, f.Module) {
		if t, ok := r.part(f.Module + ":" + f.Attr); ok {
			return t, nil
		}
	}
	key := [2]string{folder, f.Module}
	m, ok := r.modules[key]
	if !ok {
		if m.pattern, m.diag = r.module(folder, f.Module); m.diag == nil && !NamesPackage(m.pattern) {
			m.diag = malformed(f.Module)
		}
		r.modules[key] = m
	}
	if m.diag != nil {
		d := *m.diag
		d.Span = f.ModuleSpan
		return Target{}, &d
	}
	return Target{Pattern: m.pattern, Attr: f.Attr}, nil
}

// NoModule is the problem that no Go package is known for the module part of a
// reference. It has no place yet.
func (r *Table) NoModule(f *parse.Factory) *diag.Diagnostic {
	return unknown{r}.noModule(r.folder(f), f.Module)
}

// part returns the part of that name.
func (r *Table) part(name string) (Target, bool) {
	pkg, ok := r.parts.Find(name)
	if !ok {
		return Target{}, false
	}
	return Target{Part: pkg, Name: name}, true
}

// isUsers reports whether the user has a Go package that a module means.
func (r *Table) isUsers(folder, module string) bool {
	if isRelative(module) || strings.Contains(module, "/") {
		return true
	}
	if _, ok := r.mapped(module); ok {
		return true
	}
	hasGo, _ := r.goFolder(folder, strings.ReplaceAll(module, ".", "/"))
	return hasGo
}

// folder returns the folder of the file in which a reference stands, as seen
// from the entry file's: "." for the entry file itself.
func (r *Table) folder(f *parse.Factory) string {
	if f.Span.File == nil {
		return "."
	}
	rel, err := filepath.Rel(filepath.Dir(r.entry), filepath.Dir(f.Span.File.Name()))
	if err != nil {
		return "."
	}
	return filepath.ToSlash(rel)
}

// module returns the pattern of the package that a reference's module part
// means, seen from a folder.
func (r *Table) module(folder, module string) (string, *diag.Diagnostic) {
	switch {
	case isRelative(module):
		return relative(folder, module), nil
	case strings.Contains(module, "/"):
		return path.Clean(module), nil
	}
	if pattern, ok := r.mapped(module); ok {
		return pattern, nil
	}
	below := strings.ReplaceAll(module, ".", "/")
	switch hasGo, exists := r.goFolder(folder, below); {
	case hasGo:
		return relative(folder, below), nil
	case exists:
		return "", noGoFiles(module, relative(folder, below))
	case !strings.Contains(module, ".") && module != "":
		return module, nil // the go command knows whether it is in the standard library
	}
	return "", unknown{r}.noModule(folder, module)
}

// Home is where the Go package of a reference is looked for, whether it is there
// or not. An egg that no table has may get a place, which is to be said then:
// said is false.
func (r *Table) Home(f *parse.Factory) (pattern string, said bool) {
	if f.Kind == parse.EggFactory {
		if pattern, said = r.Egg(f.Dist); !said {
			pattern = relative(".", eggs.Normal(f.Dist))
		}
		return pattern, said
	}
	folder := r.folder(f)
	if pattern, d := r.module(folder, f.Module); d == nil && strings.ContainsAny(pattern, "./") {
		return pattern, true
	}
	return relative(folder, strings.ReplaceAll(f.Module, ".", "/")), true
}

// mapped looks a module up in [pastegen:packages]: the longest dotted prefix
// wins, and what is left of the module goes below the mapped package.
func (r *Table) mapped(module string) (string, bool) {
	var best *mapping
	for _, m := range r.packages {
		if (module == m.name || strings.HasPrefix(module, m.name+".")) && (best == nil || len(m.name) > len(best.name)) {
			best = m
		}
	}
	if best == nil {
		return "", false
	}
	best.used = true
	rest := strings.ReplaceAll(strings.TrimPrefix(module, best.name), ".", "/")
	if isRelative(best.value) {
		return relative(".", best.value+rest), true
	}
	return path.Join(best.value, rest), true
}

// isRelative reports whether a module is a path from the file's folder.
func isRelative(module string) bool {
	return module == "." || module == ".." || strings.HasPrefix(module, "./") || strings.HasPrefix(module, "../")
}

// relative returns the pattern of a folder below another.
func relative(folder, below string) string {
	p := path.Join(folder, below)
	if isRelative(p) {
		return p
	}
	return "./" + p
}

// goFolder reports whether a folder exists and holds Go files that are not
// tests.
func (r *Table) goFolder(folder, below string) (hasGo, exists bool) {
	entries, err := os.ReadDir(r.path(folder, below))
	if err != nil {
		return false, false
	}
	return slices.ContainsFunc(entries, isGoFile), true
}

// path returns where a folder below another lies.
func (r *Table) path(folder, below string) string {
	return filepath.Join(r.dir, filepath.FromSlash(folder), filepath.FromSlash(below))
}

func isGoFile(e os.DirEntry) bool {
	return !e.IsDir() && strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), "_test.go")
}

// NamesPackage reports whether a text can be the import path of a package, or its
// folder: the go command would take it for one.
func NamesPackage(s string) bool {
	switch s {
	case "all", "std", "cmd", "tool", "work":
		return false
	}
	return pathCharacters.MatchString(s) && !strings.Contains(s, "...") && !strings.HasSuffix(s, ".go")
}

var pathCharacters = regexp.MustCompile(`^[\p{L}\p{N}_./~+-]+$`)

// malformed is the problem that a module is the name of no single package.
func malformed(module string) *diag.Diagnostic {
	d := &diag.Diagnostic{
		Code:    problem.NoPackage,
		Message: "no Go package for module " + words.Quote(parse.Text(module).String()) + ": it does not name one package",
		Hint:    "write an import path, a folder such as ./apps, or a dotted name of a folder",
	}
	better := strings.Map(fitForPath, module)
	switch path, _, versioned := strings.Cut(module, "@"); {
	case versioned:
		d.Hint = "go.mod says the version: write " + words.Quote(path) + ", and run \"go get " + module + "\""
	case better != module && NamesPackage(better):
		d.Hint = "Go imports no package from a folder with such a name: rename it, to " + words.Quote(better) + ", say"
	}
	return d
}

// fitForPath replaces what no import path may have.
func fitForPath(r rune) rune {
	if pathCharacters.MatchString(string(r)) {
		return r
	}
	return '_'
}
