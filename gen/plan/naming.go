package plan

import "strings"

// fixedNames returns the identifiers that generated code uses of itself: nothing
// made of a section's name, and no import, may be called like them.
func fixedNames() []string {
	names := []string{
		"main", "init", "environment", "readEnvironment", "resources",
		"h", "h2", "application", "application2", "made", "err", "ctx", "dir", "env", "res", "closers", "next", "wrap", "stop", "late", "global", "run",
	}
	for _, own := range OwnPackages() {
		names = append(names, PackageName(own))
	}
	return names
}

// innerNames returns those that the functions inside a URL map's and the methods
// of a loader use, and only they. Variables of other functions may be called so.
func innerNames() []string { return []string{"m", "r", "path", "n", "host", "l", "name"} }

// nameAll gives everything in the program its name: first what the whole file
// sees, then the fields and local variables, which avoid all of those. The file
// imports these runtime packages.
func nameAll(prog *Program, runtime []string) {
	file := newScope(nil, fixedNames()...)
	file.avoid(innerNames()...)
	prog.Imports = append(importsOf(prog, file), runtimeImports(prog, runtime, file)...)
	if prog.Environ != nil {
		prog.Environ.name(file)
	}
	nameEntries(prog, file)
	for _, t := range prog.Trees {
		t.Var = file.pick(camel(t.Folder, "files"))
	}
	for i, g := range prog.Globals {
		g.Name = file.pick(globalName(g, i == 0))
	}
	for _, f := range prog.Funcs {
		f.Name = file.pick(f.base)
	}
	for _, f := range prog.Funcs {
		if f.Loader != nil {
			f.Loader.Type = file.pick(strings.TrimSuffix(f.Name, "Composite") + "Loader")
		}
	}
	if prog.Resources != nil {
		prog.Resources.name()
	}
	namePlaces(prog.Places)
	for _, f := range prog.Funcs {
		local := newScope(file)
		if f.URLMap != nil || f.Loader != nil {
			local = newScope(file, innerNames()...)
		}
		f.nameVars(local)
	}
}

// nameEntries names the functions of the entry points.
func nameEntries(p *Program, file *scope) {
	for i := range p.Entries {
		p.Entries[i].Builder = file.pick(builderName(p, p.Entries[i].Name))
	}
}

// builderName is exported in a library, which has no other use.
func builderName(prog *Program, app string) string {
	if prog.Package == "main" {
		return "new" + capitalize(camel(app))
	}
	return "New" + capitalize(camel(app))
}
