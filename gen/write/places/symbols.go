package places

import (
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/plan"
)

// symbol is the name that stacks have for a function, a type or a package, with
// the sections that it is made for.
type symbol struct {
	name     string
	sections []string
}

// symbols are those of what the sections name, in the order of the functions.
func symbols(p *plan.Program) []*symbol {
	all := table{byName: map[string]*symbol{}}
	for _, f := range p.Funcs {
		if f.Form == plan.FormSettings || f.Form == plan.FormServer || f.Form == plan.FormResource {
			continue
		}
		for _, s := range f.Steps {
			if m, ok := s.(plan.Make); ok {
				for _, name := range symbolsOf(p, m) {
					all.add(name, f.Where)
				}
			}
		}
	}
	return all.symbols
}

// table has the symbols in the order in which they were met.
type table struct {
	symbols []*symbol
	byName  map[string]*symbol
}

// add notes that something is of a section.
func (t *table) add(name, section string) {
	s := t.byName[name]
	if s == nil {
		s = &symbol{name: name}
		t.byName[name] = s
		t.symbols = append(t.symbols, s)
	}
	if len(s.sections) <= maxSections && !slices.Contains(s.sections, section) {
		s.sections = append(s.sections, section)
	}
}

// maxSections is how many sections are told of what many have in common; that there
// are more is told besides.
const maxSections = 40

// String returns the sections of a symbol as they are told.
func (s *symbol) String() string {
	if len(s.sections) > maxSections {
		return strings.Join(s.sections[:maxSections], " or ") + " or others"
	}
	return strings.Join(s.sections, " or ")
}

// symbolsOf are what a call names: its function, the type of what that makes, and
// their packages. The standard library's packages are everybody's, and so are its
// types.
func symbolsOf(p *plan.Program, m plan.Make) []string {
	var names []string
	if fn := m.Call.Func; fn.Of == nil && fn.Pkg != nil && fn.Name != "" {
		path := symbolPath(fn.Pkg.Path())
		switch {
		case fn.Recv == "":
			names = append(names, path+"."+fn.Name)
		case fn.RecvPtr:
			names = append(names, path+".(*"+fn.Recv+")."+fn.Name)
		default:
			names = append(names, path+"."+fn.Recv+"."+fn.Name)
		}
		if !isStandard(p, fn.Pkg.Path()) {
			names = append(names, path)
		}
	}
	return append(names, symbolsOfType(p, m.Call.Result.Type)...)
}

// symbolsOfType is a type, as the methods of it begin.
func symbolsOfType(p *plan.Program, t types.Type) []string {
	if t == nil {
		return nil
	}
	pointer, isPointer := types.Unalias(t).(*types.Pointer)
	if isPointer {
		t = pointer.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || isStandard(p, named.Obj().Pkg().Path()) {
		return nil
	}
	path := symbolPath(named.Obj().Pkg().Path())
	if isPointer {
		return []string{path + ".(*" + named.Obj().Name() + ")"}
	}
	return []string{path + "." + named.Obj().Name()}
}

// symbolPath is an import path as names of functions begin with it: dots of its
// last element are escaped.
func symbolPath(path string) string {
	last := strings.LastIndexByte(path, '/') + 1
	return path[:last] + strings.ReplaceAll(path[last:], ".", "%2e")
}

// isStandard reports whether a package is of the standard library: its path begins
// with no domain, and not as the program's own.
func isStandard(p *plan.Program, path string) bool {
	first, _, _ := strings.Cut(path, "/")
	own, _, _ := strings.Cut(p.Base, "/")
	return first != own && !strings.Contains(first, ".")
}
