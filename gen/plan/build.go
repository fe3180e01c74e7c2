package plan

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// Input is what a Program is planned from.
type Input struct {
	Package string
	Source  string // base name of the INI file
	Args    []string
	Entries []EntryPoint
	Bound   *bind.Program
	// Variables are those of [pastegen:env].
	Variables []parse.Variable
	// FileName names a file for comments and messages in generated code: the
	// same on every machine.
	FileName func(*source.File) string
	// Lint puts a checker of the contract around every app that a factory makes.
	Lint bool
	// Reserved are names that paste.go declares, or may declare.
	Reserved []string
}

// EntryPoint is an app to be served.
type EntryPoint struct {
	Name  string
	Node  parse.Node
	Addrs []string
	// Listen says where to listen when only the environment does, for the
	// built-in server ListenBy; nil if Addrs does.
	Listen   *bind.Late
	ListenBy *parse.Server
	// Gateway is what the app is served by, on Addrs.
	Gateway bind.Gateway
	// Server is the section of the user's own server that serves the app; nil
	// for net/http on Addrs.
	Server *parse.Server
}

// New plans the program. All nodes below the entry points must be free of
// errors and have their factories bound.
func New(in Input) *Program {
	p := &planner{in: in, funcs: map[string]*Func{}, files: map[*ini.File]fileOrder{}, adapts: map[Kind]bool{},
		resources: &Resources{byNode: map[*parse.Resource]*Resource{}}}
	prog := &Program{Package: in.Package, Source: in.Source, Args: in.Args, Blank: in.Bound.Imports}
	for _, e := range in.Entries {
		entry := Entry{Name: e.Name, Addrs: e.Addrs, Gateway: e.Gateway, Func: p.app(e.Node)}
		if e.Server != nil {
			entry.Server = p.server(e.Server)
		}
		if e.Listen != nil {
			section := e.ListenBy.Context().Section
			entry.Listen = &Listen{Late: *e.Listen, Section: "[" + section.Name + "]", Place: p.place(section.Header), name: sectionWord(e.ListenBy)}
		}
		p.meet(entry.Func.Kind, HTTP)
		prog.Entries = append(prog.Entries, entry)
	}
	prog.Funcs = slices.Clone(p.made)
	sortFuncs(prog.Funcs)
	prog.Globals = p.shareGlobals(prog.Funcs)
	for _, f := range p.made {
		settleNeeds(f)
	}
	prog.Environ = p.environ(prog)
	if len(p.resources.List) > 0 {
		prog.Resources = p.resources
		prog.Resources.settle()
	}
	for i := range prog.Entries {
		prog.settleEntry(&prog.Entries[i])
	}
	if in.Package == "main" {
		prog.Config = p.config(prog)
	}
	nameAll(prog, in.Reserved)
	prog.Pieces = pieces(prog, p.adapts)
	return prog
}

// settleEntry finds out what the builder of an entry point needs.
func (p *Program) settleEntry(e *Entry) {
	e.Needs = e.Func.Needs
	if e.Needs.Resources {
		e.Needs = e.Needs.or(p.Resources.Needs)
	}
	e.Environ = e.Needs.Env || e.Server != nil && e.Server.Needs.Env
}

// planner makes one Func for each section in each configuration. Instances
// that would be built by the same statements share a Func, whichever way led
// to them.
type planner struct {
	in    Input
	funcs map[string]*Func // by all that makes two Funcs differ
	made  []*Func
	files map[*ini.File]fileOrder
	// adapts has the kinds that apps of another kind must be made to.
	adapts map[Kind]bool

	resources *Resources
}

// draft is a Func in the making with the key that tells it from others.
type draft struct {
	*Func
	section *ini.Section // nil for a URI that stands for a section
	key     strings.Builder
	kind    Kind // of the app built so far
}

// app returns the function that builds an app-like node.
func (p *planner) app(n parse.Node) *Func {
	if c, ok := n.(*parse.Composite); ok && c.URLMap != nil {
		return p.urlMap(c)
	}
	d := p.draft(n, FormHandler)
	p.handler(d, n)
	return p.finish(d)
}

// filter returns the function that builds a filter.
func (p *planner) filter(n parse.Node) *Func {
	d := p.draft(n, FormMaker)
	p.middleware(d, n)
	return p.finish(d)
}

// server returns the function of the user's own server.
func (p *planner) server(n *parse.Server) *Func {
	d := p.draft(n, FormServer)
	p.call(d, n)
	return p.finish(d)
}

func (p *planner) draft(n parse.Node, form Form) *draft {
	c := n.Context()
	f := &Func{Form: form, node: n, Section: c.Ref, Place: p.place(c.Span), base: camel(c.Ref)}
	if c.Section != nil {
		f.Section = "[" + c.Section.Name + "]"
		f.Place = p.place(c.Section.Header)
		f.base = sectionBase(c.Section.Name)
	}
	if w, ok := n.(*parse.FilterWith); ok {
		f.About = ", wrapped in " + w.Filter.Context().Ref
		if c, ok := w.Next.(*parse.Composite); ok && c.URLMap != nil {
			f.base += "Filtered" // the map has a function of its own
		}
	}
	f.order = p.orderOf(c.File, c.Section, len(p.made))
	d := &draft{Func: f, section: c.Section}
	fmt.Fprintf(&d.key, "%d %d %q %q ", form, f.order.file, f.Section, f.Place)
	return d
}

// finish returns the Func that was made before from the same, or d's own.
func (p *planner) finish(d *draft) *Func {
	if d.Form == FormHandler {
		d.Kind = d.kind
	}
	key := d.key.String()
	if f, ok := p.funcs[key]; ok {
		return f
	}
	d.id = len(p.made)
	d.order.made = d.id
	p.funcs[key] = d.Func
	p.made = append(p.made, d.Func)
	return d.Func
}

// place names the file and line of a span: "app.ini:12".
func (p *planner) place(s source.Span) string {
	if !s.IsValid() {
		return p.in.Source
	}
	return fmt.Sprintf("%s:%d", p.in.FileName(s.File), s.Position().Line)
}

// handler adds the steps that build the app of n.
func (p *planner) handler(d *draft, n parse.Node) {
	switch n := n.(type) {
	case *parse.App:
		p.call(d, n)
	case *parse.Composite:
		if n.URLMap != nil {
			d.build(n, p.urlMap(n))
			return
		}
		p.call(d, n)
	case *parse.Pipeline:
		d.build(n.App, p.app(n.App))
		p.around(d, n.Filters)
	case *parse.FilterApp:
		d.build(n.Next, p.app(n.Next))
		p.around(d, []parse.Node{n.Filter})
	case *parse.FilterWith:
		outer := p.prepare(d, n.Filter)
		p.handler(d, n.Next)
		p.apply(d, outer)
	default:
		panic(fmt.Sprintf("plan: %T is not an app", n))
	}
}

// around wraps the app in filters, the first outermost. As in Paste, all
// filters are made in their order before the last is applied first.
func (p *planner) around(d *draft, filters []parse.Node) {
	ready := make([]Step, len(filters))
	for i, f := range filters {
		ready[i] = p.prepare(d, f)
	}
	for _, step := range slices.Backward(ready) {
		p.apply(d, step)
	}
}

// prepare adds the steps that make a filter and returns the one that applies
// it. A filter that stands in the same section as d is made in place.
func (p *planner) prepare(d *draft, n parse.Node) Step {
	c := n.Context()
	if p.isLint(n) {
		return Lint{}
	}
	if f, ok := n.(*parse.Filter); ok && c.Section != nil && c.Section == d.section {
		m := p.makeStep(d, f)
		if m.Call.Result.Wraps {
			return m
		}
		d.Steps = append(d.Steps, m)
		return Apply{Var: m.Var, Kind: kindOf(m.Call)}
	}
	f := p.filter(n)
	d.child(f)
	if f.Form == FormWrapper {
		return Wrap{Func: f}
	}
	v := wanted(camel(sectionWord(n)))
	d.Steps = append(d.Steps, Build{Var: v, Func: f})
	return Apply{Var: v, Kind: f.Kind}
}

// apply adds a step that prepare returned.
func (p *planner) apply(d *draft, step Step) {
	from := d.kind
	switch s := step.(type) {
	case Wrap:
		s.From, d.kind, step = from, s.Func.Kind, s
		step = s
	case Apply:
		s.From, d.kind = from, s.Kind
		step = s
	case Make:
		s.From, d.kind = from, kindOf(s.Call)
		step = s
	case Lint:
		step = Lint{from}
		fmt.Fprintf(&d.key, "lint %d ", from)
	}
	p.meet(from, d.kind)
	d.Steps = append(d.Steps, step)
}

func (p *planner) isLint(n parse.Node) bool {
	c := p.in.Bound.Calls[n]
	return c != nil && c.Lint
}

// meet notes which adapters the program needs.
func (p *planner) meet(from, to Kind) {
	if from != to {
		p.adapts[to] = true
	}
}

func kindOf(c *bind.Call) Kind {
	if c.Result.WSGI {
		return WSGI
	}
	return HTTP
}

// middleware adds the steps of a filter's own function, and settles its Form.
func (p *planner) middleware(d *draft, n parse.Node) {
	switch n := n.(type) {
	case *parse.Filter:
		if p.isLint(n) {
			d.Form = FormWrapper
			d.Steps = append(d.Steps, Lint{d.Kind})
			return
		}
		m := p.makeStep(d, n)
		d.Kind = kindOf(m.Call)
		m.From = d.Kind
		if m.Call.Result.Wraps {
			d.Form = FormWrapper
		}
		d.Steps = append(d.Steps, m)
	case *parse.FilterWith:
		p.filteredFilter(d, n)
	default:
		panic(fmt.Sprintf("plan: %T is not a filter", n))
	}
}

// filteredFilter is a filter section with a filter-with of its own: the outer
// filter applies to what the inner one made.
func (p *planner) filteredFilter(d *draft, n *parse.FilterWith) {
	outer := p.prepare(d, n.Filter)
	inner := &draft{Func: &Func{Form: FormMaker}, section: d.section}
	p.middleware(inner, n.Next)
	d.key.WriteString(inner.key.String())
	outerKind := appliesTo(outer)
	d.Kind = HTTP
	if inner.Kind == outerKind {
		d.Kind = inner.Kind
	}
	p.meet(d.Kind, inner.Kind)
	p.meet(inner.Kind, outerKind)
	p.meet(outerKind, d.Kind)
	apply, maker := outer.(Apply)
	if maker && inner.Form == FormMaker {
		d.Steps = append(d.Steps, inner.Steps...)
		d.Steps = append(d.Steps, Compose{resultVar(inner.Steps), apply.Var, inner.Kind, outerKind})
		return
	}
	d.Form, d.kind = FormWrapper, d.Kind
	if inner.Form == FormMaker {
		d.Steps = append(d.Steps, inner.Steps...)
		p.apply(d, Apply{Var: resultVar(inner.Steps), Kind: inner.Kind})
	} else {
		last := len(inner.Steps) - 1
		d.Steps = append(d.Steps, inner.Steps[:last]...)
		p.apply(d, inner.Steps[last])
	}
	p.apply(d, outer)
	if d.kind != d.Kind {
		d.Steps = append(d.Steps, Convert{d.Kind})
	}
}

// appliesTo is the kind of app that a filter step takes and returns.
func appliesTo(s Step) Kind {
	switch s := s.(type) {
	case Wrap:
		return s.Func.Kind
	case Apply:
		return s.Kind
	case Make:
		return kindOf(s.Call)
	}
	return HTTP // Lint, which is for either
}

// resultVar returns the variable that the last step made.
func resultVar(steps []Step) *Var {
	switch s := steps[len(steps)-1].(type) {
	case Make:
		return s.Var
	case Build:
		return s.Var
	}
	return fixed("wrap") // what Compose makes
}

// build adds the step that builds an app by a function of its own.
func (d *draft) build(n parse.Node, f *Func) {
	d.child(f)
	d.kind = f.Kind
	d.Steps = append(d.Steps, Build{Var: wanted(camel(sectionWord(n))), Func: f})
}

func (d *draft) child(f *Func) { fmt.Fprintf(&d.key, "child %d ", f.id) }

// fixed is a variable with a name that nothing else in generated code has.
func fixed(name string) *Var { return &Var{Name: name} }

// named is a variable for what a type's constructor makes: it is called like the
// type, or by its first letter where a package is called so.
func named(name string) *Var {
	first, _ := utf8.DecodeRuneInString(name)
	return &Var{want: name, short: string(first)}
}

// wanted is a variable that gets a name once all others are known.
func wanted(name string) *Var { return &Var{want: name} }

// call adds the step that calls an app's factory.
func (p *planner) call(d *draft, n parse.Node) {
	m := p.makeStep(d, n)
	d.kind = kindOf(m.Call)
	d.Steps = append(d.Steps, m)
	if p.in.Lint && m.Call.Result.Role == bind.AppRole {
		p.apply(d, Lint{})
	}
}

// makeStep returns the step that calls a node's factory. It adds those that
// make the factory's arguments, as far as they need steps of their own.
func (p *planner) makeStep(d *draft, n parse.Node) Make {
	call := p.in.Bound.Calls[n]
	m := p.makeOf(d, n, call, Make{Var: madeVar(call), Stop: fixed("stop")})
	writeSettings(&d.key, n.Context().Local)
	return m
}

// makeOf completes the step that makes a call, for a node's factory or for one
// of its arguments.
func (p *planner) makeOf(d *draft, n parse.Node, call *bind.Call, m Make) Make {
	m.Local = n.Context().Local
	if call.Result.Cleanup == bind.NoCleanup || closes(call) {
		m.Stop = nil
	}
	l := &lowering{p, d, n, &m}
	m.Call = l.call(call)
	m.Sets = l.sets(call.Sets)
	return m
}

// madeVar is the variable for what a factory returns.
func madeVar(c *bind.Call) *Var {
	switch {
	case c.Result.Role == bind.ServerRole:
		return fixed("run")
	case c.Result.Role == bind.FilterRole && !c.Result.Wraps:
		return fixed("wrap")
	case c.Result.WSGI:
		return fixed("application")
	}
	return fixed("h")
}

func (p *planner) loader(d *draft, a *bind.Loader) *Loader {
	l := &Loader{Arg: a}
	for _, n := range a.Apps {
		l.Apps = append(l.Apps, Given{n.Name, p.app(n.Node)})
	}
	for _, n := range a.Filters {
		f := p.filter(n.Node)
		p.meet(HTTP, f.Kind)
		l.Filters = append(l.Filters, Given{n.Name, f})
	}
	for _, g := range append(l.Apps, l.Filters...) {
		p.meet(g.Func.Kind, HTTP)
		fmt.Fprintf(&d.key, "gives %q ", string(g.Name))
		d.child(g.Func)
	}
	return l
}

func writeSettings(b *strings.Builder, settings []parse.Setting) {
	for _, s := range settings {
		fmt.Fprintf(b, "%q=%q ", s.Key, string(s.Value))
	}
	b.WriteString("; ")
}

// walkStep calls visit for each argument of a step and each part of one, and
// for what its function is a member of.
func walkStep(s Step, visit func(bind.Arg)) {
	switch s := s.(type) {
	case Make:
		walkCall(s.Call, visit)
		for _, set := range s.Sets {
			walkArg(set.Value, visit)
		}
	case Keep:
		walkArg(s.Value, visit)
	}
}

func walkCall(c *bind.Call, visit func(bind.Arg)) {
	if c.Func.Of != nil {
		walkArg(c.Func.Of, visit)
	}
	for _, a := range c.Args {
		walkArg(a, visit)
	}
}

func walkArg(a bind.Arg, visit func(bind.Arg)) {
	visit(a)
	switch a := a.(type) {
	case bind.Struct:
		for _, f := range a.Fields {
			walkArg(f.Value, visit)
		}
	case bind.Slice:
		for _, item := range a.Items {
			walkArg(item, visit)
		}
	case bind.Map:
		for _, e := range a.Entries {
			walkArg(e.Value, visit)
		}
	case bind.Object:
		if a.Func.Of != nil {
			walkArg(a.Func.Of, visit)
		}
	case bind.New:
		walkCall(a.Call, visit)
	}
}

// sectionBase makes a name of a section: "app:home_use" gives homeUseApp.
func sectionBase(section string) string {
	prefix, name, _ := strings.Cut(section, ":")
	switch prefix {
	case "application":
		prefix = "app"
	case "composit":
		prefix = "composite"
	}
	return camel(name, prefix)
}

// sectionWord is the name part of the section that a node stands for.
func sectionWord(n parse.Node) string {
	if s := n.Context().Section; s != nil {
		_, name, _ := strings.Cut(s.Name, ":")
		return name
	}
	return n.Context().Ref
}
