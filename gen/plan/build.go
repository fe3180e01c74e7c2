package plan

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// Input is what a Program is planned from.
type Input struct {
	Package string
	Source  string // base name of the INI file
	From    string // its path from the folder of main.go, with slashes
	Args    []string
	Entries []EntryPoint
	Bound   *bound.Program
	// Variables are those of [pastegen:env].
	Variables []parse.Variable
	// FileName names a file for comments and messages in generated code: the
	// same on every machine.
	FileName func(*source.File) string
	// Catches reports whether a built-in part catches panics and shows which
	// section they come from.
	Catches func(part string) bool
	// NamesKeys reports whether errors of a built-in part may name the key that
	// is wrong.
	NamesKeys func(part string) bool
	// Logging stands for the sections that say how the program logs; nil for none.
	Logging parse.Node
	// Base is the import path of the folder that is to have the copies of the
	// runtime packages.
	Base string
	// Record is what is known of factories in Python, as a file keeps it; empty
	// for nothing.
	Record []byte
}

// EntryPoint is an app to be served.
type EntryPoint struct {
	Name  string
	Node  parse.Node
	Addrs []string
	// Server is the section that serves the app; nil for net/http on Addrs.
	Server *parse.Server
	// Servers are all sections among which the command line of the program may
	// choose; nil if there is only that one.
	Servers []ServerPoint
}

// ServerPoint is a section that says how an app can be served.
type ServerPoint struct {
	Name string
	Node *parse.Server
}

// New plans the program. All nodes below the entry points must be free of
// errors and have their factories bound.
func New(in Input) *Program {
	p := &planner{in: in, placer: newPlacer(in), marks: catches(in), byKey: map[string]*Func{}, files: orders{}, adapts: map[Kind]bool{},
		resources: &Resources{byNode: map[*parse.Resource]*Resource{}}, trees: trees{}}
	prog := &Program{Package: in.Package, Source: in.Source, From: in.From, Args: in.Args, Base: in.Base, Blank: in.Bound.Imports, Record: in.Record}
	for _, e := range in.Entries {
		prog.Entries = append(prog.Entries, p.entry(e))
	}
	if in.Logging != nil {
		prog.Logging = p.settings(in.Logging)
	}
	prog.Funcs = slices.Clone(p.funcs)
	sortFuncs(prog.Funcs)
	prog.Trees = treesOf(prog.Funcs)
	prog.Globals = shareGlobals(prog.Funcs)
	for _, f := range p.funcs {
		f.settle()
	}
	if prog.Environ = newEnviron(in.Variables, prog.Funcs, p.placer); prog.Environ != nil {
		prog.Environ.divide(in.Variables, prog.Funcs, choices(prog.Entries), p.placer)
	}
	if len(p.resources.List) > 0 {
		prog.Resources = p.resources
		prog.Resources.settle()
	}
	for i := range prog.Entries {
		settleEntry(prog, &prog.Entries[i])
	}
	if prog.Resources != nil {
		prog.Resources.share(prog)
	}
	if in.Package == "main" {
		prog.Config = newConfig(prog, in.Bound.Notes, p.placer)
	}
	prog.Places = places(prog)
	uses := wiringUses(prog, p.adapts)
	nameAll(prog, uses.sorted())
	maps.Copy(uses, prog.Config.uses())
	delete(uses, PkgPlaces)
	prog.Runtime = uses.sorted()
	return prog
}

// entry plans the functions of an entry point.
func (p *planner) entry(e EntryPoint) Entry {
	entry := Entry{Name: e.Name, Addrs: e.Addrs, Func: p.app(e.Node)}
	p.meet(entry.Func.Kind, HTTP)
	if e.Server != nil {
		entry.Server = p.server(e.Server)
	}
	for _, s := range e.Servers {
		entry.Servers = append(entry.Servers, NamedServer{s.Name, p.server(s.Node)})
	}
	return entry
}

// settleEntry finds out what the builder of an entry point needs.
func settleEntry(p *Program, e *Entry) {
	e.Needs = e.Func.Needs
	e.Needs.Resources = e.Needs.Resources || e.servedWith()
	if e.Needs.Resources {
		e.Needs = e.Needs.or(p.Resources.Needs)
	}
	e.Environ = e.Needs.Env || e.Server != nil && e.Server.Form == FormServer && e.Server.Needs.Env
}

// servedWith reports whether the app's own server takes resources.
func (e *Entry) servedWith() bool { return e.Server != nil && e.Server.Needs.Resources }

// planner makes one Func for each section in each configuration. Instances
// that would be built by the same statements share a Func, whichever way led
// to them.
type planner struct {
	*placer
	in    Input
	funcs []*Func          // in the order in which they were made
	byKey map[string]*Func // by all that makes two Funcs differ
	files orders
	// adapts has the kinds that apps of another kind must be made to.
	adapts map[Kind]bool

	marks     bool // apps and filters tell where they are from when they panic
	resources *Resources
	trees     trees
}

// draft is a Func in the making with the key that tells it from others.
type draft struct {
	*Func
	section *ini.Section // nil for a URI that stands for a section
	key     identity
	kind    Kind // of the app built so far
}

// app returns the function that builds an app-like node.
func (p *planner) app(n parse.Node) *Func {
	if c, ok := n.(*parse.Composite); ok && c.URLMap != nil {
		return mapping{p}.urlMap(c)
	}
	d := p.draft(n, FormHandler)
	p.handler(d, n)
	return p.finish(d)
}

// server returns the function of a server section.
func (p *planner) server(n *parse.Server) *Func {
	if p.in.Bound.Calls[n].Result.Settings {
		return p.settings(n)
	}
	d := p.draft(n, FormServer)
	calls{p}.call(d, n)
	return p.finish(d)
}

// settings returns the function of a section that says how the program serves, or
// logs.
func (p *planner) settings(n parse.Node) *Func {
	d := p.draft(n, FormSettings)
	d.Fails = true
	calls{p}.call(d, n)
	return p.finish(d)
}

func (p *planner) draft(n parse.Node, form Form) *draft {
	c := n.Context()
	f := &Func{Form: form, node: n, Section: c.Ref, span: c.Span, base: camel(c.Ref)}
	if c.Section != nil {
		f.Section = "[" + c.Section.Name + "]"
		f.span = c.Section.Header
		f.base = sectionBase(c.Section.Name)
		if name := p.in.FileName(f.span.File); name != p.in.Source {
			f.About = " of " + name
		}
	}
	if w, ok := n.(*parse.FilterWith); ok {
		f.About += ", wrapped in " + w.Filter.Context().Ref
		if c, ok := w.Next.(*parse.Composite); ok && c.URLMap != nil {
			f.base += "Filtered" // the map has a function of its own
		}
	}
	f.Where = p.place(f.span) + ": " + f.Section
	if note, ok := p.in.Bound.Notes[n]; ok {
		f.About += note.About
		if note.Base != "" {
			f.base = camel(note.Base)
		}
		if note.Name != "" {
			f.base += capitalize(camel(note.Name))
		}
	}
	f.order = p.files.of(c.File, c.Section, len(p.funcs))
	d := &draft{Func: f, section: c.Section}
	d.key.add(strconv.Itoa(int(form)), strconv.Itoa(f.order.file), f.Section, p.place(f.span))
	return d
}

// finish returns the Func that was made before from the same, or d's own.
func (p *planner) finish(d *draft) *Func {
	if d.Form == FormHandler {
		d.Kind = d.kind
	}
	key := d.key.String()
	if f, ok := p.byKey[key]; ok {
		return f
	}
	d.id = len(p.funcs)
	d.order.made = d.id
	p.byKey[key] = d.Func
	p.funcs = append(p.funcs, d.Func)
	return d.Func
}

// handler adds the steps that build the app of n.
func (p *planner) handler(d *draft, n parse.Node) {
	switch n := n.(type) {
	case *parse.App:
		calls{p}.call(d, n)
	case *parse.Composite:
		if n.URLMap != nil {
			d.build(n, mapping{p}.urlMap(n))
			return
		}
		calls{p}.call(d, n)
	case *parse.Pipeline:
		d.build(n.App, p.app(n.App))
		filters{p}.around(d, n.Filters)
	case *parse.FilterApp:
		d.build(n.Next, p.app(n.Next))
		filters{p}.around(d, []parse.Node{n.Filter})
		marking{p}.app(d)
	case *parse.FilterWith:
		outer := filters{p}.prepare(d, n.Filter, filters{p}.appKind(n.Next))
		p.handler(d, n.Next)
		filters{p}.apply(d, outer)
	default:
		panic(fmt.Sprintf("plan: %T is not an app", n))
	}
}

// build adds the step that builds an app by a function of its own.
func (d *draft) build(n parse.Node, f *Func) {
	d.child(f)
	d.kind = f.Kind
	d.Steps = append(d.Steps, Build{Var: wanted(camel(sectionWord(n))), Func: f})
}

func (d *draft) child(f *Func) { d.key.add("child", strconv.Itoa(f.id)) }

// meet notes which adapters the program needs.
func (p *planner) meet(from, to Kind) {
	if from != to {
		p.adapts[to] = true
	}
}
