package parse

import (
	"slices"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/eggs"
)

// grower makes the nodes of contexts, and for URL maps asks for the apps that
// their factories would ask for.
type grower struct{ *resolver }

// make resolves a name to a node.
func (g grower) make(l loader, t ObjectType, name ref, global *conf.Dict) Node {
	before := len(g.rest)
	c, exc := l.context(g.resolver, t, name, global)
	if exc == nil {
		return g.node(c)
	}
	n := failed(t, name, exc)
	n.Rest = slices.Clone(g.rest[before:])
	g.rest = g.rest[:before]
	if l, ok := l.(*configLoader); ok {
		if section, exc := l.find(t, name); exc == nil {
			n.Section, n.File = section, l.file.ini
		}
	}
	return n
}

func failed(t ObjectType, name ref, exc *exception) *Failed {
	return &Failed{
		Common: Common{Ref: name.shown(), Span: name.span(), Type: t},
		Class:  exc.class, Message: exc.message, Shown: exc.shown,
	}
}

// node returns the finished object, and extends composites by what their
// factories would ask for.
func (g grower) node(c *context) Node {
	g.chain = append(g.chain, c.ref)
	defer func() { g.chain = g.chain[:len(g.chain)-1] }()
	common := c.common()
	switch c.form {
	case pipelineForm:
		return g.pipeline(c, common)
	case filterAppForm:
		return &FilterApp{common, g.node(c.filter), g.node(c.next)}
	case filterWithForm:
		return &FilterWith{common, g.node(c.filter), g.node(c.next)}
	}
	switch {
	case c.asked == ServerType:
		return &Server{common, c.factory}
	case c.asked == AppType && c.isComposite():
		return g.composite(c, common)
	case !g.extensible(c, &common):
		return &Failed{Common: common, Class: Recursion}
	case c.asked == FilterType:
		return &Filter{common, c.factory}
	}
	return &App{common, c.factory}
}

func (g grower) pipeline(c *context, common Common) Node {
	p := &Pipeline{Common: common}
	for _, f := range c.filters {
		p.Filters = append(p.Filters, g.node(f))
	}
	p.App = g.node(c.next)
	return p
}

// composite makes the node of a composite, and for a URL map loads the apps that
// its factory would ask for.
func (g grower) composite(c *context, common Common) Node {
	n := &Composite{Common: common, Factory: c.factory}
	if n.Cycle = !g.extensible(c, &n.Common); n.Cycle {
		return n
	}
	around := g.inside
	defer func() { g.inside = around }()
	g.inside = n.inside
	switch {
	case slices.Contains(eggs.URLMaps(), c.factory.target()) && g.config.knows(n):
		n.URLMap = urlmap(g, c)
	case g.guess:
		n.inside.guessed = true
		n.Named = g.named(c, n)
	}
	return n
}

// named loads the sections that words of a composite's values name, an app before
// a filter of that name: what its factory may ask for.
func (g grower) named(c *context, n *Composite) []Mount {
	var out []Mount
	for _, s := range c.local.Items {
		for _, word := range refs(s) {
			for _, t := range []ObjectType{AppType, FilterType} {
				if n.Knows(t, word.text) {
					out = append(out, Mount{s, g.make(c.loader, t, word, c.global)})
					break
				}
			}
		}
	}
	return out
}

// extensible makes a node one whose factory may ask for sections. It reports a
// node that stands inside itself, and returns false.
func (g grower) extensible(c *context, n *Common) bool {
	what := composite{factory: c.factory.String()}
	if len(c.where) > 0 {
		what.place = c.where[len(c.where)-1]
	}
	if again := g.inside.find(what); again != nil {
		if !g.inside.guessedUpTo(again) {
			g.report(circle(g.chain[len(again.path):]))
		}
		if !g.circular {
			g.circular, g.most = true, min(g.most, g.made+moreContexts)
		}
		return false
	}
	n.from, n.inside = c, &trail{what: what, path: slices.Clone(g.chain), around: g.inside}
	return true
}

// child loads the app that a setting of a composite names.
func (g grower) child(c *context, s conf.Setting) Node {
	return g.make(c.loader, AppType, refTo(s), c.global)
}

// quietly is child for a setting that cannot be right anyway, so that nothing
// is said of the app.
func (g grower) quietly(c *context, s conf.Setting) Node {
	mute := g.mute
	defer func() { g.mute = mute }()
	g.mute = true
	return g.child(c, s)
}
