// Package plan decides what Go source to write: which functions there are,
// what they are called, what they take and return and which statements they
// hold. It is pure: it reads bound graphs, does no input or output, and knows
// nothing of how source text is made.
package plan

import (
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// Program is a package to write.
type Program struct {
	Package   string   // its name; "main" for a server
	Source    string   // base name of the INI file
	From      string   // its path from the folder of main.go, with slashes
	Args      []string // arguments of "pastegen generate" that make it again
	Imports   []Import // the user's packages, sorted by path
	Blank     []string // paths of packages that are imported for what they do on their own
	Entries   []Entry
	Globals   []*GlobalConf
	Resources *Resources // what apps share; nil for nothing
	Environ   *Environ   // what it reads when it starts; nil for nothing
	Funcs     []*Func    // in the file's order
	Config    *Config    // what -print-config shows; nil for a library
	Pieces    []string   // names of the pieces of paste.go, see package templates
}

// Import is a package under the name that the file knows it by.
type Import struct {
	Path  string
	Name  string
	Alias bool // Name is not the package's own
}

// Entry is an app that can be served by itself.
type Entry struct {
	Name    string   // as the INI file has it
	Addrs   []string // where it is served; may be empty
	Builder string   // name of the function that builds it for a server or a test
	Func    *Func
	Needs   Needs   // of the builder
	Shared  bool    // the builder is a method of the resources, since other apps use them too
	Environ bool    // what it reads when it starts matters to the app or its server
	Listen  *Listen // where to listen, if only the environment says; nil if Addrs does
	Gateway bound.Gateway
	Server  *Func // the user's own server, which serves the app instead; nil for net/http
}

// Listen is the function that says where an app listens.
type Listen struct {
	bound.Late
	Name    string
	Section string // of the server
	Place   string

	name string // the section's, without "server:"
}

// GlobalConf is a function that returns Paste's global configuration.
type GlobalConf struct {
	Name     string
	Place    string
	Settings []parse.Setting
	Here     bool // it takes the folder of the INI file
	Env      bool // it takes what the program read when it started
}

// Func is the function of one section in one configuration.
type Func struct {
	Name    string
	Section string // "[app:main]", or the URI that stands for a section
	Place   string // "app.ini:12"
	About   string // what the doc comment adds; may be empty
	Form    Form
	Kind    Kind // of the app that it returns and, if it is a filter's, takes
	Needs   Needs
	Fails   bool // it returns an error too
	Steps   []Step
	URLMap  *URLMap // for FormURLMap
	Loader  *Loader // what the factory of a composite asks for sections; may be nil

	node  parse.Node
	base  string // what Name is made of
	order order
	id    int
}

// Form says what a function takes and returns.
type Form int

// The forms.
const (
	FormHandler  Form = iota // returns an http.Handler
	FormURLMap               // returns a *urlMap
	FormMaker                // returns a func(http.Handler) http.Handler
	FormWrapper              // takes the next http.Handler and returns an http.Handler
	FormResource             // returns a value of another type, see Resource
	FormServer               // takes ctx and the app, an http.Handler called next, serves it until ctx ends and returns an error
)

// Kind is the contract that an app keeps: what a filter takes and returns, and
// where two kinds meet an adapter stands between them.
type Kind int

// The kinds.
const (
	HTTP Kind = iota // http.Handler
	WSGI             // wsgiApp, see package wsgi
)

// Needs says which of the values that only exist at run time a function takes
// as parameters, because it or a function it calls uses them.
type Needs struct {
	Ctx       bool // ctx context.Context
	Here      bool // here string
	Env       bool // env *environment
	Resources bool // res *resources
	Cleanups  bool // closers *cleanups
}

func (n Needs) or(m Needs) Needs {
	return Needs{n.Ctx || m.Ctx, n.Here || m.Here, n.Env || m.Env, n.Resources || m.Resources, n.Cleanups || m.Cleanups}
}

// Step is a statement of a Func.
type Step interface{ isStep() }

// The steps. An app that a later step wraps is the one built last.
type (
	// Build calls the function of another section and keeps the result in Var:
	// the app to go on with, unless it is a filter, or an argument.
	Build struct {
		Var  *Var
		Func *Func
		Arg  bool // for a factory's parameter
	}
	// Make calls a user's factory and keeps the result in Var.
	Make struct {
		Var    *Var
		Stop   *Var // the factory's clean-up function; nil if it returns none
		Call   *bound.Call
		Local  []parse.Setting // for a LocalConf argument
		Global *Global         // for a GlobalConf argument
		Sets   []Set           // done to the result
		Where  string          // the key that asks for an argument, for errors; empty for the section's factory
	}
	// Keep keeps a value in Var that an argument points to, a File that it opens,
	// or a Textual.
	Keep struct {
		Var   *Var
		Value bound.Arg
		Where string // for errors
	}
	// Prepare makes the filter of another section a middleware in Var, for apps
	// of a kind.
	Prepare struct {
		Var  *Var
		Func *Func
		For  Kind
	}
	// Wrap calls the function of a section whose Form is FormWrapper on the app
	// built so far.
	Wrap struct{ Func *Func }
	// Apply calls the middleware in Var, which is for apps of Kind, likewise.
	Apply struct {
		Var  *Var
		Kind Kind
	}
	// Compose returns the middleware for the Func's own Kind that applies Inner,
	// then Outer.
	Compose struct {
		Inner, Outer         *Var
		InnerKind, OuterKind Kind
	}
	// Lint puts the checker of its kind's contract around the app.
	Lint struct{ Kind Kind }
	// Convert makes the app built so far one of another kind.
	Convert struct{ To Kind }
)

// Set is a field that is set, or a method that is called.
type Set struct {
	Name   string
	Method bool
	Error  bool
	Value  bound.Arg
	Where  string // for errors
}

// Var is a local variable. All that use it share the pointer.
type Var struct {
	Name  string // as the source has it; empty until all names are given
	want  string // what Name is made of
	short string // what it is made of where want is taken; may be empty
}

func (Build) isStep()   {}
func (Make) isStep()    {}
func (Keep) isStep()    {}
func (Prepare) isStep() {}
func (Wrap) isStep()    {}
func (Apply) isStep()   {}
func (Compose) isStep() {}
func (Convert) isStep() {}
func (Lint) isStep()    {}

// Global is a global configuration: that of Base with some settings changed.
type Global struct {
	Base    *GlobalConf
	Changed []parse.Setting
}

// URLMap is what a urlmap is compiled to.
type URLMap struct {
	Mounts []*Mount // in the order they are built, the file's
	Hosts  []Host   // the same by host, in matching order; the last may be for any host
	// NotFound is not_found_app, built before all others; nil if not set.
	NotFound *Mount
}

// Mount is an app in a URL map.
type Mount struct {
	Func   *Func
	Var    *Var // holds what the URL map dispatches to, unless Table does
	Table  *Var // see Host; nil if the mounts of its host are written as a switch
	Prefix string
	Domain string
	Place  string // "app.ini:12"
}

// Nested reports whether the app is a URL map itself, which needs no shift of
// the request in front of it.
func (m *Mount) Nested() bool { return m.Func.Form == FormURLMap }

// Host holds the mounts of one host.
type Host struct {
	Domain string   // as configured; empty: any host
	Mounts []*Mount // in matching order
	Root   *Node    // the same as a tree, from the empty prefix
	Table  *Var     // holds the mounts as data, if they are too many for a readable switch; else nil
}

// Node is a prefix in the tree of a Host's prefixes.
type Node struct {
	Mount    *Mount // nil if nothing is mounted just here
	Segments []Segment
}

// Segment is an edge of the tree: one segment of the path, "/v1".
type Segment struct {
	Text string
	Node *Node
}

// Loader is the type that gives a composite's factory the sections it asks for.
type Loader struct {
	Type    string
	Arg     *bound.Loader
	Apps    []Given
	Filters []Given
	Needs   Needs
	// Deferred: a filter that it gives may fail when it is applied.
	Deferred bool
}

// Given is a section that a Loader gives.
type Given struct {
	Name parse.Text
	Func *Func
}
