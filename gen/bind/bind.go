// Package bind finds the Go function that each section's factory reference means
// and has its parameters filled from the section's configuration. It knows nothing
// of how Go source is written.
//
// A factory goes through these steps: package refer turns its text into a Go
// package and a name, gopkg reads the package and finds the object of that
// name, and fill makes the call, with the types that contract knows and the
// texts that value converts. Bind walks the graph of sections, has all packages
// read by one go command or by none, and takes over what comes of each section.
//
// Describe, List and Builtins tell what factories there are and which keys they
// take: of the same packages, for a section without keys, so that they say what
// Bind does.
package bind

import (
	"cmp"
	"context"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/fill"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/gen/refer"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
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
	// Around is a filter to bind besides, for every app: "egg:Paste#lint";
	// empty for none.
	Around string
	// Python says what stays in Python; nil for nothing.
	Python *python.Rules
	// Moved is a server that listens where [pastegen] serve says; nil for none.
	Moved parse.Node
}

func (o Options) out() string { return cmp.Or(o.Out, o.Dir) }

func (o Options) lister() *gopkg.Lister {
	if o.Lister != nil {
		return o.Lister
	}
	return gopkg.ListerFor(o.Dir, o.out(), o.Env)
}

// WithLister returns the options with a Lister, for all that is done with them.
func (o Options) WithLister() Options {
	o.Lister = o.lister()
	return o
}

// Root is a node to bind, with everything below it.
type Root struct {
	Node     parse.Node
	Severity diag.Severity // of its problems; warnings stay warnings
}

// hasFailed reports whether Paste would raise an exception for the root, so that
// nobody knows all that it refers to.
func hasFailed(r Root) bool {
	_, failed := r.Node.(*parse.Failed)
	return failed
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
	b.Pkgs.Expect(b.patterns())
}

// Begin is to be called before sections are resolved. It has c leave to the user's
// own packages what it would compile, where they have a factory in its place: of
// that module of Python, or an entry point of that name. And it has the go command
// find what Bind will ask it for, as far as the file itself names it, while sections
// are resolved. stop ends that, and is to be called when nothing is bound any more.
// The options must have a Lister.
func Begin(ctx context.Context, c *parse.Config, opts Options) (stop func()) {
	b := newBinder(c, opts)
	b.prefer(ctx, c)
	b.guess(c)
	patterns, builtin := b.patterns()
	return b.Pkgs.Begin(ctx, patterns, builtin)
}

// bind binds all. Where no factory seems to need it, it does without the go
// command unless withGo says so; missed says that it was wrong about that.
func bind(ctx context.Context, c *parse.Config, roots []Root, opts Options, withGo bool) (program *bound.Program, ds diag.List, missed bool) {
	b := newBinder(c, opts)
	around := b.expectAll(c, roots, opts)
	b.load(ctx, withGo)
	b.imports(ctx, opts.Imports)
	b.shared.findTypes(ctx)
	for j := b.next(); j != nil; j = b.next() {
		b.bindJob(ctx, j)
		b.survey(j)
	}
	b.shared.check()
	if !b.unfound && !slices.ContainsFunc(roots, hasFailed) {
		b.diags.Add(b.Refs.Idle()...)
	}
	b.diags.Add(opts.Python.Idle()...)
	b.diags.Add(python.NotCompared(c, opts.Python, b.program)...)
	b.program.Around = around
	return b.program, b.diags.Sorted(), b.Pkgs.Missed()
}

// binder is one run of Bind.
type binder struct {
	*fill.Env
	*finder
	*agenda
	program *bound.Program
	diags   diag.List
	shared  *resources
	unfound bool // a factory was not found, so that nobody knows what it takes
	python  *python.Rules
	moved   parse.Node // the server that listens elsewhere; nil for none

	surveyed map[*ini.Section]diag.Severity // those that survey has seen, and how bad it took them
}

func newBinder(c *parse.Config, opts Options) *binder {
	catalog := parts.Builtin(opts.Base)
	refs, problems := refer.NewTable(c, opts.Dir, catalog)
	pkgs := gopkg.NewLoader(opts.lister(), opts.Dir, opts.out(), c.Path, contract.Packages(), catalog)
	env := fill.NewEnv(c, pkgs, catalog, refs)
	env.INI, env.Main = opts.Dir, opts.out()
	b := &binder{
		Env:    env,
		finder: &finder{env},
		agenda: &agenda{Env: env, seen: map[parse.Node]bool{}, explored: map[*ini.Section]bool{}},
		program: &bound.Program{
			Calls: map[parse.Node]*bound.Call{},
			WSGI:  map[parse.Node]*bound.Call{},
		},
		python:   opts.Python,
		moved:    opts.Moved,
		diags:    problems,
		surveyed: map[*ini.Section]diag.Severity{},
	}
	b.shared = &resources{binder: b}
	return b
}

// report adds a diagnostic with the severity of the job's root, unless it is
// no more than a warning anyway.
func (b *binder) report(j *job, d diag.Diagnostic) {
	if d.Severity != diag.Warning {
		d.Severity = j.severity
		if s, ok := j.Node.(*parse.Server); ok && j.severity == diag.Warning {
			d.Related = append(d.Related, NotChosen(s.Section))
		}
	}
	if ref := j.Node.Context(); ref.Span.IsValid() && ref.Span != d.Span {
		d.Related = append(d.Related, diag.Related{Span: ref.Span, Note: words.Quote(ref.Ref) + " is asked for here"})
	}
	b.diags.Add(d)
}

// NotChosen says where a server's section is what its errors come to, which are
// warnings because another one serves.
func NotChosen(section *ini.Section) diag.Related {
	return diag.Related{Span: section.Header, Note: "so nobody can choose this server"}
}

// badReference reports a reference that leads to nothing. Of all that are wrong
// for the same reason it makes one problem.
func (b *binder) badReference(j *job, d diag.Diagnostic) {
	if d.Span.File == j.Factory.Span.File {
		d.Cause = d.Message + "\n" + d.Hint
	}
	b.report(j, d)
}

// expectAll queues all that is to be bound, and notes whose packages that takes.
// It returns the filter around all apps.
func (b *binder) expectAll(c *parse.Config, roots []Root, opts Options) (around parse.Node) {
	b.shared.add(c)
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
		b.Pkgs.LoadGo(ctx, patterns, builtin)
	} else {
		b.Pkgs.Load(ctx, patterns, builtin)
	}
}

// patterns returns those of the Go packages expected so far, and the names of the
// built-in ones.
func (b *binder) patterns() (patterns, builtin []string) {
	for _, f := range b.expected {
		t, d := b.Refs.Target(f)
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
	if b.python.Keeps(j.Node, j.Factory) != "" {
		b.stay(j, "kept in Python")
		return
	}
	if python.IsCallable(j.Factory) {
		b.report(j, python.NoInterpreter(j.Factory))
		return
	}
	j.Moved = b.moved != nil && j.Node == b.moved
	j.Elsewhere = func(key string) bool { return b.python.TakesKey(j.Factory, key) }
	found, ds := b.look(ctx, j.Job)
	isDraft := slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == problem.Draft })
	usable := len(found) > 0 && !isDraft
	if !usable && b.python.Takes(j.Factory, ds) {
		b.stay(j, whyNotGo(ds[0]))
		if isDraft {
			b.draft(ctx, j, found[0].Object)
		}
		return
	}
	for _, d := range ds {
		b.badReference(j, d)
	}
	if !usable {
		b.unfound = true
		return
	}
	b.bindTo(ctx, j, found)
}

// whyNotGo says why a factory is not Go. Which function an egg's entry is, the file
// has to say even if it is written.
func whyNotGo(d diag.Diagnostic) string {
	if d.Code == problem.NoEgg {
		return d.Message + ", of which [pastegen:eggs] says nothing"
	}
	return d.Message
}

// bindTo fills the parameters of the object that was found for a job, or of two:
// for net/http and for WSGI.
func (b *binder) bindTo(ctx context.Context, j *job, found []gopkg.Part) {
	out := b.Fill(ctx, j.Job, found[0].Object)
	if out.Failed && found[0].Alias != "" && b.python.Takes(j.Factory, out.Problems) {
		b.stay(j, out.Problems[0].Message)
		return
	}
	b.keep(j, out)
	if out.Call == nil {
		b.shared.wanted(found[0].Object)
	}
	if len(found) > 1 && !out.Failed {
		call, other := out.Call, b.Fill(ctx, j.Job, found[1].Object).Call
		if call.Result.WSGI {
			call, other = other, call
		}
		b.program.Calls[j.Node], b.program.WSGI[j.Node] = call, other
	}
}

// keep takes over what came of a job.
func (b *binder) keep(j *job, out *fill.Outcome) {
	for _, d := range out.Problems {
		b.report(j, d)
	}
	for _, n := range out.Takes {
		b.walk(n, j.severity)
	}
	b.shared.keep(j, out)
	if !out.Failed {
		b.program.Calls[j.Node] = out.Call
	}
}

// survey queues jobs for what a composite may ask for whose own factory could
// not be bound: what is wrong there is as bad as if it could.
func (b *binder) survey(j *job) {
	n, ok := j.Node.(*parse.Composite)
	if !ok || b.program.Calls[n] != nil {
		return
	}
	if _, stays := b.program.Python[n]; stays {
		return
	}
	if before := b.surveyed[n.Section]; before != 0 && before <= j.severity {
		return
	}
	b.surveyed[n.Section] = j.severity
	b.bindAsked(j, n)
}

// bindAsked queues jobs for what a job's composite may ask for, and returns that.
func (b *binder) bindAsked(j *job, n *parse.Composite) (all []parse.Node) {
	for ans := range b.mayAskFor(n) {
		for _, d := range ans.Problems {
			b.report(j, d)
		}
		b.walk(ans.Node, j.severity)
		all = append(all, ans.Node)
	}
	return all
}

// imports finds the import paths of these packages.
func (b *binder) imports(ctx context.Context, words []parse.Word) {
	for _, w := range words {
		t, d := b.Refs.Target(packageOf(w))
		if d != nil {
			d.Severity = diag.Error
			b.diags.Add(*d)
			continue
		}
		pkg, ds := b.Pkgs.Get(ctx, t.Pattern)
		if pkg != nil {
			b.program.Imports = append(b.program.Imports, pkg.Path())
		}
		for _, d := range ds {
			d.Severity = diag.Error
			b.diags.Add(d.At(w.Span))
		}
	}
}
