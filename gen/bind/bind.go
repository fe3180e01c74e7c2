// Package bind finds the Go function that each section's factory reference
// means and fills its parameters from the section's configuration. It is the
// only reader of the user's Go packages, and knows nothing of how Go source is
// written.
//
// A factory goes through these steps: reference.go and eggs.go turn its text
// into a Go package and a name, load.go reads the package, lookup.go and
// directive.go find the object of that name, results.go decides from its
// signature what it makes, and fill.go fills its parameters by the kinds that
// shape.go lists, with values that values.go converts. A new kind of parameter
// is a line in shapes, a new kind of value a line in conversions. Three kinds of
// Go objects besides the factory take part: what it is a method of (makers.go),
// the members of what it makes (members.go), and what values refer to (refer.go).
//
// Some arguments are not made here of a section's text: resource.go finds the
// shared value that a parameter is for, composite.go the sections that a factory
// asks for, and late.go leaves to the program's start what depends on variables.
//
// Describe and List tell what factories there are and which keys they take.
// inspect.go binds each for a section without keys, so that they say what Bind
// does; builtins.go describes what is pastegen's own.
package bind

import (
	"cmp"
	"context"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/refer"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// Options says how to read Go packages.
type Options struct {
	Dir    string        // the folder of the INI file, where the go command runs; empty: the current one
	Out    string        // the folder of the generated files; empty: Dir
	Lister *gopkg.Lister // finds Go packages for several programs; nil: one for this one
	Env    []string      // environment of the go command; nil: the process's own
	// Imports are packages that the program imports for what they do on their
	// own, such as drivers of databases.
	Imports []parse.Word
	// Base begins the import paths that built-in parts have in the program; empty:
	// those of pastegen's own.
	Base string
	// Around is a filter to bind besides, for every app: "egg:Paste#lint"; empty for
	// none.
	Around string
}

func (o Options) out() string { return cmp.Or(o.Out, o.Dir) }

func (o Options) lister() *gopkg.Lister {
	if o.Lister != nil {
		return o.Lister
	}
	return gopkg.ListerFor(o.Dir, o.out(), o.Env)
}

// Root is a node to bind, with everything below it.
type Root struct {
	Node     parse.Node
	Severity diag.Severity // of its problems; warnings stay warnings
}

// Bind binds all factories of the roots and of what they refer to. Each root's
// problems have the severity given with it: what no entry point reaches only
// warns. A node that two roots share belongs to the first. The Program is never
// nil; a node whose factory could not be bound is in none of its maps.
func Bind(ctx context.Context, c *parse.Config, roots []Root, opts Options) (*bound.Program, diag.List) {
	program, ds, missed := bind(ctx, c, roots, opts, false)
	if missed {
		program, ds, _ = bind(ctx, c, roots, opts, true)
	}
	return program, ds
}

// Expect has the lister of the options find what Bind will ask it for together
// with what it is expected to find for others.
func Expect(c *parse.Config, roots []Root, opts Options) {
	b := newBinder(c, opts)
	b.expectAll(c, roots, opts)
	b.pkgs.Expect(b.patterns())
}

// bind binds all. Where no factory seems to need it, it does without the go
// command unless withGo says so; missed says that it was wrong about that.
func bind(ctx context.Context, c *parse.Config, roots []Root, opts Options, withGo bool) (program *bound.Program, ds diag.List, missed bool) {
	b := newBinder(c, opts)
	around := b.expectAll(c, roots, opts)
	b.load(ctx, withGo)
	b.imports(ctx, opts.Imports)
	b.typeResources(ctx)
	for len(b.queue) > 0 {
		j := b.queue[0]
		b.queue = b.queue[1:]
		b.bindJob(ctx, j)
		b.survey(j)
	}
	b.checkResources()
	b.program.Around = around
	return b.program, b.diags.Sorted(), b.pkgs.Missed()
}

// binder is one run of Bind.
type binder struct {
	program *bound.Program
	diags   diag.List
	queue   []*job
	seen    map[parse.Node]bool
	refs    *refer.Table

	variables map[string]parse.Variable
	pkgs      *gopkg.Loader
	catalog   *parts.Catalog
	std       *contract.Types // nil until it is needed

	expected []*parse.Factory               // whose packages load reads
	explored map[*ini.Section]bool          // composites of which expect has seen the parts
	surveyed map[*ini.Section]diag.Severity // those that survey has seen, and how bad it took them
	sections map[ask]answer

	resources []*resource

	shapes []shape
	values *value.Table
}

func newBinder(c *parse.Config, opts Options) *binder {
	catalog := parts.Builtin(opts.Base)
	b := &binder{
		program: &bound.Program{
			Calls: map[parse.Node]*bound.Call{},
			WSGI:  map[parse.Node]*bound.Call{},
		},
		seen:    map[parse.Node]bool{},
		catalog: catalog,
		pkgs:    gopkg.NewLoader(opts.lister(), opts.Dir, opts.out(), c.Path, contract.Packages(), catalog),

		variables: map[string]parse.Variable{},

		explored: map[*ini.Section]bool{},
		surveyed: map[*ini.Section]diag.Severity{},
		sections: map[ask]answer{},
		shapes:   shapes(),
	}
	b.values = value.NewTable(b.pkgs, catalog, c.Folder)
	for _, v := range c.Variables() {
		b.variables[v.Key] = v
	}
	var ds diag.List
	b.refs, ds = refer.NewTable(c, opts.Dir, catalog)
	b.diags.Add(ds...)
	return b
}

// universe returns the types that signatures are compared with. Packages must
// have been loaded.
func (b *binder) universe() *contract.Types {
	if b.std == nil {
		b.std = contract.New(b.pkgs.Type)
	}
	return b.std
}

// job is one node whose factory is to be bound.
type job struct {
	leaf
	severity diag.Severity
}

// report adds a diagnostic with the severity of the job's root, unless it is
// no more than a warning anyway.
func (b *binder) report(j *job, d diag.Diagnostic) {
	if d.Severity != diag.Warning {
		d.Severity = j.severity
	}
	if ref := j.node.Context(); ref.Span.IsValid() && ref.Span != d.Span {
		d.Related = append(d.Related, diag.Related{Span: ref.Span, Note: words.Quote(ref.Ref) + " is asked for here"})
	}
	b.diags.Add(d)
}

// badReference reports a reference that leads to nothing. Of all that are wrong
// for the same reason it makes one problem.
func (b *binder) badReference(j *job, d diag.Diagnostic) {
	if d.Span.File == j.factory.Span.File {
		d.Cause = d.Message + "\n" + d.Hint
	}
	b.report(j, d)
}

// expectAll queues all that is to be bound, and notes whose packages that takes.
// It returns the filter around all apps.
func (b *binder) expectAll(c *parse.Config, roots []Root, opts Options) (around parse.Node) {
	b.addResources(c)
	for _, r := range roots {
		b.walk(r.Node, r.Severity)
	}
	b.expectImports(opts.Imports)
	return b.expectAround(opts.Around)
}

// load reads the Go packages expected so far with one go command. Eggs and
// modules that are no Go package are reported when their job's turn comes.
func (b *binder) load(ctx context.Context, withGo bool) {
	patterns, builtin := b.patterns()
	if withGo {
		b.pkgs.LoadGo(ctx, patterns, builtin)
	} else {
		b.pkgs.Load(ctx, patterns, builtin)
	}
}

// patterns returns those of the Go packages expected so far, and the names of the
// built-in ones.
func (b *binder) patterns() (patterns, builtin []string) {
	for _, f := range b.expected {
		t, d := b.refs.Target(f)
		if d == nil && t.Pattern != "" {
			patterns = append(patterns, t.Pattern)
		}
		if d == nil && t.Part != "" {
			builtin = append(builtin, t.Part)
		}
	}
	return patterns, builtin
}

// bindJob finds the job's Go object and fills its parameters.
func (b *binder) bindJob(ctx context.Context, j *job) {
	found, ds := b.look(ctx, j)
	for _, d := range ds {
		b.badReference(j, d)
	}
	if len(found) == 0 {
		return
	}
	b.bindObject(ctx, j, found[0].Object)
	if len(found) > 1 {
		b.bindOther(ctx, j, found[1].Object)
	}
}

// bindOther adds to a bound job the call of its other object: that for the other
// kind of apps.
func (b *binder) bindOther(ctx context.Context, j *job, o gopkg.Object) {
	call := b.program.Calls[j.node]
	if call == nil {
		return
	}
	_, other, _ := b.dry(ctx, j, o, false)
	if call.Result.WSGI {
		call, other = other, call
	}
	b.program.Calls[j.node], b.program.WSGI[j.node] = call, other
}

// look finds what a job's reference means: an object of the user's, or a built-in
// part, or two of one name, for net/http and for WSGI. It finds none if something
// is wrong.
func (b *binder) look(ctx context.Context, j *job) ([]gopkg.Part, diag.List) {
	t, d := b.refs.Target(j.factory)
	switch {
	case d != nil:
		return nil, diag.List{*d}
	case t.Pattern == "":
		return b.builtin(ctx, j, t)
	}
	pkg, ds := b.read(ctx, j.factory, t.Pattern)
	if pkg == nil {
		return nil, ds
	}
	if t.Part != "" && !pkg.HasEntry(t.Attr) {
		found, more := b.builtin(ctx, j, t)
		return found, append(ds, more...)
	}
	o, d := b.find(pkg, j, t)
	if d != nil {
		return nil, append(ds, *d)
	}
	return []gopkg.Part{{Object: o}}, ds
}

// find returns the object that a job's reference means in a package.
func (b *binder) find(pkg *gopkg.Package, j *job, t refer.Target) (gopkg.Object, *diag.Diagnostic) {
	find := pkg.Find
	if t.Egg {
		find = func(name string) (gopkg.Object, *diag.Diagnostic) {
			return pkg.Entry(gopkg.EntryKinds(j.node.Context().Type), name)
		}
	}
	o, d := find(t.Attr)
	if d != nil {
		d.Span = j.factory.AttrSpan
	}
	return o, d
}

// read reads the package of a factory; nil if it cannot. What is wrong with it
// has a place.
func (b *binder) read(ctx context.Context, f *parse.Factory, pattern string) (*gopkg.Package, diag.List) {
	pkg, problems := b.pkgs.Get(ctx, pattern)
	span := f.ModuleSpan
	if pkg != nil {
		problems, span = pkg.Faults, f.Span
	}
	var out diag.List
	for _, d := range problems {
		if pattern == f.Module && gopkg.IsUnknownWord(d, pattern) {
			d = *b.refs.NoModule(f)
		}
		out.Add(at(d, span))
	}
	return pkg, out
}

// at puts a diagnostic without a place of its own at span; one that has a
// place gets span as a related one.
func at(d diag.Diagnostic, span source.Span) diag.Diagnostic {
	if !d.Span.IsValid() {
		d.Span = span
	} else if d.Span.File != span.File {
		d.Related = append(slices.Clip(d.Related), diag.Related{Span: span, Note: "asked for here"})
	}
	return d
}
