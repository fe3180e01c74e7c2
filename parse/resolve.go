package parse

import (
	"slices"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// Loadable is a section that Paste can be asked for.
type Loadable struct {
	Section *ini.Section
	Type    ObjectType
	Name    string // the part after the prefix, trimmed
	Bare    bool   // a section without ":", which only ConfigLoader itself finds
}

// Loadables returns the sections that Paste can be asked for, in the file's
// order, and all others.
func (c *Config) Loadables() (loadable []Loadable, other []*ini.Section) {
	for _, s := range c.File.Sections {
		prefix, name, bare := splitName(s.Name)
		if t, ok := typeOf(prefix); ok {
			loadable = append(loadable, Loadable{s, t, name, bare})
		} else {
			other = append(other, s)
		}
	}
	return loadable, other
}

// Resolve returns what loadapp, loadfilter or loadserver of that name would
// create. Where Paste would raise an exception the result is a *Failed and the
// list has at least one error; it reports everything it finds wrong on the
// way, not only what Paste would meet first.
func (c *Config) Resolve(t ObjectType, name string) (Node, diag.List) {
	return c.resolve(t, outside(Text(name), source.Span{}))
}

// ResolveLoadable is Resolve for a section as Loadables returns it. Paste finds
// sections by type and name, so that the result may be another section of the
// same name. It is the only way to a bare section.
func (c *Config) ResolveLoadable(l Loadable) (Node, diag.List) {
	if l.Bare {
		return c.resolve(l.Type, ref{})
	}
	return c.Resolve(l.Type, l.Name)
}

func (c *Config) resolve(t ObjectType, name ref) (Node, diag.List) {
	r := newResolver(c, nil)
	exc := c.entry.exception(c.entry.name)
	if exc == nil {
		return r.load(c.main, t, name, c.globals()), r.problems
	}
	r.problems.Add(c.entry.problems...)
	if exc.class == "DuplicateOptionError" || exc.class == "DuplicateSectionError" {
		r.load(c.main, t, name, c.globals()) // the rest of the file makes sense without
	}
	return failed(t, name, exc), r.problems
}

// Load resolves a name as loader.get_app, get_filter or get_server would
// inside the node's factory, with the node's global configuration. Paste has it
// for composites only; here the factories of apps and filters may take sections
// too. span is where the name stands. The node must not be a server, nor one
// that no factory makes.
func (n *Common) Load(t ObjectType, name Text, span source.Span) (Node, diag.List) {
	r := newResolver(n.from.config, n.inside)
	return r.load(n.from.loader, t, outside(name, span), n.from.global), r.problems
}

// Knows reports whether Load would find a section of that type and name, or
// take the name for a URI (not whether loading it would succeed).
func (n *Common) Knows(t ObjectType, name Text) bool {
	if scheme := schemeOf(name); scheme != "" {
		return isScheme(scheme)
	}
	l, ok := n.from.loader.(*configLoader)
	return ok && len(l.file.sections.find(t, string(name), false)) > 0
}

// resolver resolves one name with all that it refers to.
type resolver struct {
	config   *Config
	problems diag.List
	reported map[report]bool

	// Paste first makes a tree of contexts, which the factories of composites
	// then extend: the stack is for the former, the trail for the latter.
	stack  map[frameKey]int // with the length of chain
	inside *trail
	chain  []ref // the references that led to where the resolver is

	made, most int  // contexts so far, and how many there may be
	circular   bool // whether a composite stands in itself

	// A section that failed is not searched for further problems when it is met
	// again: that would take time without limit where sections refer to each
	// other in circles. Strict is set within it: stop where Paste stops.
	failed map[frameKey]bool
	strict bool

	mute bool // report nothing
}

func newResolver(c *Config, inside *trail) *resolver {
	r := &resolver{config: c, inside: inside, stack: map[frameKey]int{}, most: c.most, reported: map[report]bool{}, failed: map[frameKey]bool{}}
	if inside != nil {
		r.chain = slices.Clone(inside.path)
	}
	return r
}

// load resolves a name to a node.
func (r *resolver) load(l loader, t ObjectType, name ref, global *conf) Node {
	c, exc := l.context(r, t, name, global)
	if exc == nil {
		return r.node(c)
	}
	n := failed(t, name, exc)
	if l, ok := l.(*configLoader); ok {
		if section, exc := l.find(t, name); exc == nil {
			n.Section, n.File = section, l.file.ini
		}
	}
	return n
}

func failed(t ObjectType, name ref, exc *exception) *Failed {
	return &Failed{
		Common: Common{Ref: name.text.String(), Span: name.span(), Type: t},
		Class:  exc.class, Message: exc.message,
	}
}

// report is what makes two diagnostics the same.
type report struct {
	span          source.Span
	code, message string
}

// report adds a diagnostic with the references that led to it, unless it is
// there already.
func (r *resolver) report(d diag.Diagnostic) {
	key := report{d.Span, d.Code.ID, d.Message}
	if r.mute || r.reported[key] {
		return
	}
	r.reported[key] = true
	d.Related = append(d.Related, r.ledHere(d)...)
	r.problems.Add(d)
}

// maxChain is how many references are shown with a diagnostic.
const maxChain = 8

// ledHere returns the references that led to a problem, the nearest first, as
// far as it does not show them itself.
func (r *resolver) ledHere(d diag.Diagnostic) []diag.Related {
	shown := map[source.Span]bool{{}: true, d.Span: true}
	for _, related := range d.Related {
		shown[related.Span] = true
	}
	var out []diag.Related
	for i := len(r.chain) - 1; i >= 0 && len(out) < maxChain; i-- {
		if span := r.chain[i].span(); !shown[span] {
			out = append(out, diag.Related{Span: span, Note: "referred to here"})
			shown[span] = true
		}
	}
	return out
}
