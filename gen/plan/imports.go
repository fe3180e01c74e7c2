package plan

import (
	"go/types"
	"maps"
	"path"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
)

// imports finds the packages that the functions name and picks a name for
// each in the file's scope. The standard packages that generated code itself
// uses keep theirs.
func imports(funcs []*Func, file *scope) []Import {
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
			walkStep(s, func(a bound.Arg) {
				notePackages(argType(a), note)
				noteFunc(argFunc(a), note)
			})
		}
	}
	var list []Import
	for _, path := range slices.Sorted(maps.Keys(used)) {
		name := used[path].Name()
		if slices.Contains(OwnPackages(), path) {
			list = append(list, Import{Path: path, Name: name})
			continue
		}
		picked := file.pick(name)
		list = append(list, Import{path, picked, picked != name})
	}
	return list
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

// argFunc is the function or other object that an argument names.
func argFunc(a bound.Arg) bound.Func {
	switch a := a.(type) {
	case bound.Object:
		return a.Func
	case bound.New:
		return a.Call.Func
	}
	return bound.Func{}
}

// OwnPackages returns the import paths of the packages that generated code uses
// of itself. Every file knows them by PackageName.
func OwnPackages() []string {
	return []string{"context", "errors", "fmt", "log/slog", "net/http", "os", "time"}
}

// PackageName returns the name of one of the OwnPackages.
func PackageName(own string) string { return path.Base(own) }

// argType is the type that must be written for an argument, nil if none.
func argType(a bound.Arg) types.Type {
	switch a := a.(type) {
	case bound.Text:
		return a.Type
	case bound.Const:
		return a.Type
	case bound.Duration:
		return a.Type
	case bound.Struct:
		return a.Type
	case bound.Slice:
		return a.Type
	case bound.Map:
		return a.Type
	case bound.Late:
		return a.Type
	case bound.Textual:
		return a.Type
	case bound.Object:
		return a.Type
	case bound.Zero:
		return a.Type
	}
	return nil
}

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
