// Package parse reads Paste Deploy files and resolves what they say into a
// typed graph, as PasteDeploy 3.0.1 would at run time. It knows sections,
// references, configuration and interpolation, and must not know Go packages.
package parse

import (
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
	// Ref is the text that asked for the node ("pub1" in "/v1: pub1"), Span
	// where it stands. Both are zero for a node that was asked for from outside.
	Ref  string
	Span source.Span

	Type     ObjectType
	Protocol string // "paste.app_factory" ...; empty for null (see graph --format json)
	Global   []Setting
	Local    []Setting

	from   *context // what Load continues; nil for a node that no factory makes
	inside *trail
}

// Context returns c itself, so that every kind of node has it.
func (c *Common) Context() *Common { return c }

func (*Common) isNode() {}

// Via is a section that a "use" passed through.
type Via struct {
	File    *ini.File
	Section *ini.Section
}

// ObjectType is what was asked for: loadapp, loadfilter or loadserver.
type ObjectType int

// The object types of paste.deploy.loadwsgi.
const (
	AppType ObjectType = iota
	FilterType
	ServerType
)

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
		URLMap  *URLMap  // for egg:Paste#urlmap and paste.urlmap:urlmap_factory, else nil
		Cascade *Cascade // for egg:Paste#cascade and paste.cascade:make_cascade, else nil
		// Cycle: it stands inside itself, so URLMap and Cascade are nil;
		// a diagnostic says so.
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
	// Failed stands where Paste would raise an exception; a diagnostic says why.
	Failed struct {
		Common
		Class   string // Python's exception class, "recursion" for an endless one
		Message string // str(e) in Python
	}
)

// Factory is a reference to the function that makes an object.
type Factory struct {
	Kind FactoryKind
	// Dist and Entry are the parts of egg:Dist#Entry; Entry is "main" if absent.
	Dist, Entry string
	// Module and Attr are the parts of MODULE:ATTR; for an egg that
	// known_eggs.json lists, its Python target.
	Module, Attr string
	Assumed      bool        // an egg of which nothing is known: the protocol is assumed from the type asked for
	Span         source.Span // the whole reference in the file
	ModuleSpan   source.Span // Module, or Dist
	AttrSpan     source.Span // Attr, or Entry (the end of Dist if absent)
}

// FactoryKind says how a factory was named.
type FactoryKind int

// The ways to name a factory.
const (
	EggFactory   FactoryKind = iota // use = egg:Dist#entry
	CallFactory                     // use = call:module:attr
	EntryFactory                    // paste.app_factory = module:attr
)

// URLMap is the meaning of a urlmap's local configuration (paste.urlmap).
type URLMap struct {
	Routes   []Route // in matching order
	Shadowed []Setting
	NotFound Node // nil if not set

	mounts []Mount // one for each key, also for those that are no URL
}

// Route is one mount of a URLMap.
type Route struct {
	Domain string // "example.com" or "example.com:80"; empty for any host
	Path   string // normalised: "" for the root, else "/a/b"
	Key    Setting
	App    Node

	anyHost bool // no domain was given, not even an empty one
}

// Cascade is the meaning of a cascade's local configuration (paste.cascade).
type Cascade struct {
	Apps  []Mount // in the order tried
	Catch []int

	bad      []Mount // keys that a cascade does not take, each with a *Failed
	badCatch *Failed // why there is no Catch
}

// Mount is an app under the key that names it.
type Mount struct {
	Key Setting
	App Node
}

// Setting is one configuration value with where it came from.
type Setting struct {
	Key    string
	Value  Text
	Origin Origin
	// KeySpan and Span say where key and value stand; invalid for the
	// launcher's and for the seeded here and __file__.
	KeySpan source.Span
	Span    source.Span

	// Where the bytes of Value come from: see locate.
	entry  *ini.Entry
	pieces []piece
}

// Word is one word of a value.
type Word struct {
	Text Text
	Span source.Span
}

// Origin says where a setting's value came from.
type Origin int

// The origins of settings.
const (
	FromLocal    Origin = iota // a key of the section itself
	FromDefault                // [DEFAULT]
	FromSet                    // "set key = value"
	FromGet                    // "get key = name"
	FromUse                    // a section reached through "use"
	FromLauncher               // the command line
	FromSeed                   // here and __file__, which Paste sets
)
