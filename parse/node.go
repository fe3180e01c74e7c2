// Package parse reads Paste Deploy files and resolves what they say into a
// typed graph, as PasteDeploy 3.0.1 would at run time. It knows sections,
// references, configuration and interpolation, and must not know Go packages.
package parse

import (
	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// Node is one object that Paste Deploy would create (a LoaderContext): what a
// reference to a section or a URI resolves to. An app that is referred to
// twice is two nodes. The kinds are App, Composite, Pipeline, FilterApp,
// FilterWith, Filter, Server and Failed, and Resource, of which Paste knows
// nothing.
type Node interface {
	// Context returns what all kinds have in common.
	Context() *Common
	isNode()
}

// Common is what all nodes have in common.
type Common struct {
	Section *ini.Section // outermost section; nil for an egg: or call: URI used directly
	File    *ini.File    // the file of Section; nil likewise
	Via     []Via        // inner sections reached through "use", outermost first
	// Ref is the text that asked for the node ("pub1" in "/v1: pub1") as people
	// are shown it, Span where it stands. Both are zero for a node that was
	// asked for from outside.
	Ref  string
	Span source.Span

	Type     ObjectType
	Protocol string // "paste.app_factory" ...; empty for null (see graph --format json)
	Global   []conf.Setting
	Local    []conf.Setting

	from   *context // what Resolve continues; nil for a node that no factory makes
	inside *trail
}

// Context returns c itself, so that every kind of node has it.
func (c *Common) Context() *Common { return c }

func (*Common) isNode() {}

// Resolve resolves a name as loader.get_app, get_filter or get_server would
// inside the node's factory, with the node's global configuration. Paste has it
// for composites only; here the factories of apps and filters may take sections
// too. span is where the name stands. The node must not be a server, nor one
// that no factory makes.
func (c *Common) Resolve(t ObjectType, name Text, span source.Span) (Node, diag.List) {
	r := newResolver(c.from.config, c.inside)
	return grower{r}.make(c.from.loader, t, outside(name, span), c.from.global), r.list
}

// Knows reports whether Resolve would find a section of that type and name, or
// take the name for a URI (not whether that would succeed).
func (c *Common) Knows(t ObjectType, name Text) bool {
	if scheme := conf.Scheme(name); scheme != "" {
		return conf.IsScheme(scheme)
	}
	l, ok := c.from.loader.(*configLoader)
	return ok && len(l.file.sections.find(t, string(name), false)) > 0
}

// Conceal says that a setting, of the node's or not, is a secret whatever its
// key is called: from then on it is shown nowhere. It returns the setting as
// one.
func (c *Common) Conceal(s conf.Setting) conf.Setting {
	if s.IsConcealed() {
		return s
	}
	concealed := s.Conceal()
	for _, settings := range [][]conf.Setting{c.Local, c.Global} {
		for i, own := range settings {
			if own.Key == s.Key && own.Span == s.Span {
				settings[i] = own.Conceal()
			}
		}
	}
	return concealed
}

// Via is a section that a "use" passed through.
type Via struct {
	File    *ini.File
	Section *ini.Section
}

// The kinds of nodes.
type (
	// App is made by an app factory.
	App struct {
		Common
		Factory *Factory
	}
	// Composite is made by a composite factory, which asks for other sections.
	Composite struct {
		Common
		Factory *Factory
		URLMap  *URLMap // for egg:Paste#urlmap and paste.urlmap:urlmap_factory, else nil
		Named   []Mount // what words of the values name, in the file's order; see Config.Guess
		// Cycle: it stands inside itself, so there is no URLMap and nothing Named;
		// a diagnostic says so, unless it is a guess.
		Cycle bool
	}
	// Pipeline is an app wrapped in filters, the first of which is outermost.
	Pipeline struct {
		Common
		Filters []Node
		App     Node
	}
	// FilterApp is [filter-app:x]: one filter around Next.
	FilterApp struct {
		Common
		Filter Node
		Next   Node
	}
	// FilterWith is the wrapper that a "filter-with" key puts around the
	// section it stands in. Next is that section: an app, or a filter if the
	// section is a filter.
	FilterWith struct {
		Common
		Filter Node
		Next   Node
	}
	// Filter is made by a filter factory.
	Filter struct {
		Common
		Factory *Factory
	}
	// Server is made by a server factory or runner.
	Server struct {
		Common
		Factory *Factory
	}
	// Resource is [resource:name], of which Paste knows nothing: a value that is
	// made once for the whole process and that factories take, such as a database.
	Resource struct {
		Common
		Name    string
		Factory *Factory
	}
	// Failed stands where Paste would raise an exception; a diagnostic says why.
	Failed struct {
		Common
		Class   string // Python's exception class, "recursion" for an endless one
		Message string // str(e) in Python
		Shown   string // the message without secrets
		// Rest is what the object would be made of, as far as that does not
		// fail: for what else is wrong there.
		Rest []Node
	}
)

// parts are those of a URL map, or what is Named.
func (n *Composite) parts() []Part {
	mounts := n.Named
	if n.URLMap != nil {
		mounts = n.URLMap.Mounts
	}
	out := make([]Part, 0, len(mounts)+1)
	for _, m := range mounts {
		out = append(out, Part{m.Key.Key, m.App})
	}
	if n.URLMap != nil && n.URLMap.NotFound != nil {
		out = append(out, Part{"not_found_app", n.URLMap.NotFound})
	}
	return out
}

// URLMap is the meaning of a urlmap's local configuration (paste.urlmap).
type URLMap struct {
	Routes   []Route // in matching order
	Shadowed []conf.Setting
	NotFound Node // nil if not set

	// Mounts has one for each key in the file's order, also for those that are no
	// URL, each with a *Failed, and for those that are shadowed.
	Mounts []Mount
}

// Route is one mount of a URLMap.
type Route struct {
	Domain string // "example.com" or "example.com:80"; empty for any host
	Path   string // normalised: "" for the root, else "/a/b"
	Key    conf.Setting
	App    Node

	AnyHost bool // no domain was given, not even an empty one
}

// Mount is an app, or what else a composite is made of, under the key that names
// it.
type Mount struct {
	Key conf.Setting
	App Node
}
