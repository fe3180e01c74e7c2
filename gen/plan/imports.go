package plan

import (
	"go/types"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
)

// namedPackages finds the packages that the functions name, by their paths.
func namedPackages(funcs []*Func) map[string]*types.Package {
	used := map[string]*types.Package{}
	note := func(pkg *types.Package) {
		if pkg != nil {
			used[pkg.Path()] = pkg
		}
	}
	for _, f := range funcs {
		for _, s := range f.Steps {
			if m, ok := s.(Make); ok {
				noteFunc(m.Call.Func, note)
			}
			walk(s, func(a bound.Arg) {
				facts := factsOf(a)
				notePackages(facts.typ, note)
				noteFunc(facts.fn, note)
			})
		}
	}
	return used
}

// partsOf are the runtime packages among those that the functions name.
func partsOf(p *Program) []string {
	var names []string
	for path := range namedPackages(p.Funcs) {
		if name, ok := strings.CutPrefix(path, p.Base+"/"); ok {
			names = append(names, name)
		}
	}
	return names
}

// importsOf picks a name in the file's scope for each of the packages that the
// functions name. Those of the runtime and the standard ones that generated code
// itself uses have theirs.
func importsOf(p *Program, file *scope) []Import {
	used := namedPackages(p.Funcs)
	if len(p.Trees) > 0 {
		used["embed"], used["io/fs"] = types.NewPackage("embed", "embed"), types.NewPackage("io/fs", "fs")
	}
	var list []Import
	for _, path := range slices.Sorted(maps.Keys(used)) {
		if strings.HasPrefix(path, p.Base+"/") || slices.Contains(OwnPackages(), path) {
			continue
		}
		name := used[path].Name()
		picked := file.pick(name)
		list = append(list, Import{path, picked, picked != name})
	}
	return list
}

// IsForeign reports whether a package is none of the standard library's, whose
// paths do not start with a domain, nor as base does.
func IsForeign(path, base string) bool {
	root, _, _ := strings.Cut(base, "/")
	first, _, _ := strings.Cut(path, "/")
	return first == root || strings.Contains(first, ".")
}

// noteFunc calls note for each package that writing a function names.
func noteFunc(f bound.Func, note func(*types.Package)) {
	if f.Of == nil {
		note(f.Pkg)
	}
	for _, t := range f.TypeArgs {
		notePackages(t, note)
	}
}

// runtimeImports picks names for the runtime packages. One that is called like
// a package of the user's is known by another name.
func runtimeImports(prog *Program, names []string, file *scope) []Import {
	var list []Import
	for _, name := range names {
		picked := name
		if file.has(name) {
			picked = "paste" + name
		}
		picked = file.pick(picked)
		list = append(list, Import{prog.RuntimePath(name), picked, picked != name})
	}
	return list
}

// OwnPackages returns the import paths of the packages that generated code uses
// of itself. Every file knows them by PackageName.
func OwnPackages() []string {
	return []string{"context", "errors", "fmt", "log/slog", "net/http", "os", "time"}
}

// PackageName returns the name of one of the OwnPackages.
func PackageName(own string) string { return path.Base(own) }

// notePackages calls note for each package that writing t names.
func notePackages(t types.Type, note func(*types.Package)) {
	switch t := t.(type) {
	case *types.Named:
		note(t.Obj().Pkg())
		noteAll(t.TypeArgs(), note)
	case *types.Alias:
		note(t.Obj().Pkg())
		noteAll(t.TypeArgs(), note)
	case *types.Map:
		notePackages(t.Key(), note)
		notePackages(t.Elem(), note)
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		notePackages(t.Elem(), note)
	case *types.Signature:
		notePackages(t.Params(), note)
		notePackages(t.Results(), note)
	case *types.Tuple:
		for i := range t.Len() {
			notePackages(t.At(i).Type(), note)
		}
	}
}

func noteAll(list *types.TypeList, note func(*types.Package)) {
	for i := range list.Len() {
		notePackages(list.At(i), note)
	}
}
