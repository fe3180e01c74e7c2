// Package gen turns a Paste Deploy configuration into Go source files, in
// memory: it chooses the entry points, has their factories bound, plans the
// functions and writes them. Nothing is written to disk here.
package gen

import (
	"cmp"
	"context"
	"fmt"
	"go/token"
	"path"
	"path/filepath"
	"slices"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/loggers"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/gen/write"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/own"
)

// The name of the file that wires the sections, and of the folder with the
// runtime packages that it uses. marker.ListName lists them all.
const (
	WiringFile    = plan.WiringFile
	RuntimeFolder = plan.RuntimeFolder
)

// Options says what to generate. The zero value gives a server for the entry
// points that the file itself names.
type Options struct {
	Package string         // package clause; empty: "main", with a main function that serves
	Apps    []string       // names of the entry points; empty: see Serve
	Serve   []string       // words APP=ADDRESS; empty: [pastegen] serve, else main, else what nothing refers to
	Server  string         // name of the server section that serves; empty: main
	Source  string         // path of the INI file from the folder of main.go, with slashes; empty: its base name
	Args    []string       // arguments after "pastegen generate" in the go:generate line; nil: Source
	Python  string         // the interpreter that runs what is not Go, from the INI file's folder; empty: as the file says
	Known   *record.Record // what is known of factories in Python; nil for nothing
	Shadow  []string       // sections that are compared with Python: "filter:auth"; nil: as the file says
	Around  string         // a filter to put around every app that a factory makes: "egg:Paste#lint"; empty for none
	// Import is the import path of the folder that the files are to be written to.
	// If it is empty, that is Bind.Dir, whose module says the path.
	Import string
	Bind   bind.Options
}

// File is a generated file.
type File = plan.File

// Output is what Generate made.
type Output struct {
	Files   []File
	Folders []string // whose files main.go takes into the program: paths from its folder, with slashes
}

// Generate returns the Go files for c. The Output is nil if the list has
// errors; the error is a fault of pastegen's own.
func Generate(ctx context.Context, c *parse.Config, opts Options) (*Output, diag.List, error) {
	if opts.Import == "" {
		var err error
		if opts.Import, err = ImportPath(opts.Bind.Dir); err != nil {
			return nil, nil, err
		}
	}
	b, ds := bindAll(ctx, c, opts)
	if ds.HasErrors() {
		return nil, ds, nil
	}
	b.Record = opts.Known.Only(b.questions()).Encode()
	b.islands(c)
	b.logs()
	program := plan.New(b.Input)
	files, err := write.Files(program)
	if err != nil {
		return nil, ds, err
	}
	out := &Output{Files: files}
	for _, t := range program.Trees {
		out.Folders = append(out.Folders, t.Folder)
	}
	return out, ds, nil
}

// Check reports what Generate would, and makes no files.
func Check(ctx context.Context, c *parse.Config, opts Options) diag.List {
	_, ds := bindAll(ctx, c, opts)
	return ds
}

// bindAll resolves and binds the entry points, and everything else in the file
// for what is wrong with it.
func bindAll(ctx context.Context, c *parse.Config, opts Options) (binding, diag.List) {
	opts.Bind = opts.Bind.WithLister()
	stop := bind.Begin(ctx, c, opts.Bind)
	defer stop()
	b, opts, ds := resolveAll(c, opts)
	prog, problems := bind.Bind(ctx, c, b.roots.all(), opts.Bind)
	resolved := ds
	problems = slices.DeleteFunc(problems, func(d diag.Diagnostic) bool { return follows(resolved, d) })
	ds.Add(problems...)
	b.Bound = prog
	if b.Package == "main" {
		found, problems := loggers.Read(c, b.Base)
		b.loggers = found
		ds.Add(problems...)
	}
	for i, e := range b.entries {
		point := plan.EntryPoint{Name: e.name, Node: b.roots.entries[i].Node, Addrs: e.addrs}
		call := prog.Calls[b.roots.server]
		switch {
		case b.roots.server == nil || call == nil:
		case servedBySection(b.entries, b.Package):
			point.Server = b.roots.server
			point.Servers = b.otherServers(prog)
		case movedServer(e, b.Package) && call.Result.Settings:
			point.Server = b.roots.server
		}
		b.Entries = append(b.Entries, point)
	}
	ds.Add(b.idleServer()...)
	how, problems := b.python.Process(c, b.roots.server)
	b.process = how
	ds.Add(problems...)
	if !ds.HasErrors() {
		ds.Add(python.NotReached(c, b.python, prog, b.apps())...)
	}
	draftHints(c, b.nodes(), ds)
	return b, ds.Sorted()
}

// Expect has the lister of the binding's options find the Go packages that
// Generate or Check will ask it for, together with what others expect.
func Expect(c *parse.Config, opts Options) {
	b, opts, _ := resolveAll(c, opts)
	bind.Expect(c, b.roots.all(), opts.Bind)
}

// resolveAll resolves the entry points, and everything else in the file. It also
// returns the options as the file has them.
func resolveAll(c *parse.Config, opts Options) (binding, Options, diag.List) {
	in := input(c, opts)
	settings, ds := own.Read(c)
	entries, problems := entryPoints(c, settings, opts)
	ds.Add(problems...)
	if !token.IsIdentifier(in.Package) || in.Package == "_" {
		ds.Add(diag.Diagnostic{Severity: diag.Error, Code: codePackage,
			Message: fmt.Sprintf("%q is not a Go package name", in.Package)})
	}
	ds.Add(chosenServer(c, entries, opts)...)
	if settings.Python.Program != "" || opts.Python != "" {
		bindAsSwift(c, entries)
	}
	roots, problems := resolve(c, entries, opts.serving(entries, in.Package, settings))
	ds.Add(problems...)
	ds.Add(roots.addUWSGI(c, opts)...)
	ds.Add(own.Dollars(c)...)
	ds.Add(own.Idle(c)...)
	ds.Add(own.Secrets(c)...) // the included files' too, which are read now
	if len(opts.Shadow) > 0 {
		settings.Shadow = settings.Shadow.With(c, opts.Shadow)
	}
	ds.Add(python.ShadowWithoutPython(c, settings, opts.Python)...)
	if len(opts.Serve) == 0 && slices.ContainsFunc(entries, func(e entryPoint) bool { return movedServer(e, in.Package) }) {
		opts.Bind.Moved = roots.server
	}
	opts.Bind.Imports, opts.Bind.Around, opts.Bind.Base = settings.Imports, opts.Around, in.Base
	if opts.Bind.Python = python.NewRules(c, settings, opts.Python); opts.Bind.Python != nil {
		opts.Bind.Python.Known = opts.Known
	}
	return binding{Input: in, entries: entries, roots: roots, python: opts.Bind.Python}, opts, ds
}

// input is what a program is planned from, as far as the options say it.
func input(c *parse.Config, opts Options) plan.Input {
	in := plan.Input{
		Package:   cmp.Or(opts.Package, "main"),
		Source:    filepath.Base(c.Path),
		From:      cmp.Or(opts.Source, filepath.Base(c.Path)),
		Args:      opts.Args,
		Base:      path.Join(opts.Import, RuntimeFolder),
		FileName:  c.RelName,
		Variables: c.Variables(),
		Catches:   parts.Catches,
		NamesKeys: parts.NamesKeys,
	}
	if in.Args == nil {
		in.Args = []string{in.From}
	}
	return in
}
