// Package plan decides what Go source to write: which functions there are,
// what they are called, what they take and return and which statements they
// hold. It is pure: it reads bound graphs, does no input or output, and knows
// nothing of how source text is made.
package plan

import (
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/source"
)

// Program is a package to write.
type Program struct {
	Package   string   // its name; "main" for a server
	Source    string   // base name of the INI file
	From      string   // its path from the folder of main.go, with slashes
	Args      []string // arguments of "pastegen generate" that make it again
	Base      string   // import path of the folder with the copies of runtime packages
	Imports   []Import // the user's packages and the copies of runtime packages that the wiring names
	Blank     []string // paths of packages that are imported for what they do on their own
	Entries   []Entry
	Globals   []*GlobalConf
	Resources *Resources // what apps share; nil for nothing
	Environ   *Environ   // what it reads when it starts; nil for nothing
	Trees     []*Tree    // that are inside the program
	Funcs     []*Func    // in the file's order
	Places    []*Place   // that errors of the start name
	Config    *Config    // what -print-config shows; nil for a library
	Record    []byte     // what is known of factories in Python, as a file keeps it; empty for nothing
	Logging   *Func      // says how it logs; nil for the usual way
	Runtime   []string   // names of the runtime packages that its files name, sorted; see package templates
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
	Needs   Needs // of the builder
	Shared  bool  // the builder is a method of the resources, since other apps or the app's server use them too
	Environ bool  // what it reads when it starts matters to the app or its server
	Server  *Func // what serves the app if Addrs is empty, or says how; nil for net/http

	Servers []NamedServer // among which the command line may choose; nil for no choice
}

// NamedServer says how an app can be served.
type NamedServer struct {
	Name string // of its section
	Func *Func
}

// GlobalConf is a function that returns Paste's global configuration.
type GlobalConf struct {
	Name     string
	Settings []parse.Setting
	Here     bool // it takes the folder of the INI file
	Env      bool // it takes what the program read when it started
}

// Func is the function of one section in one configuration.
type Func struct {
	Name    string
	Section string // "[app:main]", or the URI that stands for a section
	Where   string // the section with its place: "app.ini:12: [app:main]"
	About   string // what the doc comment adds; may be empty
	Form    Form
	Kind    Kind // of the app that it returns and, if it is a filter's, takes
	Needs   Needs
	Fails   bool // it returns an error too
	Steps   []Step
	URLMap  *URLMap // for FormURLMap
	Loader  *Loader // what the factory of a composite asks for sections; may be nil

	node  parse.Node
	span  source.Span // of the section's header, or of the URI
	base  string      // what Name is made of
	order order
	id    int
}

// Form says what a function takes and returns.
type Form int

// The forms.
const (
	FormHandler  Form = iota // returns an http.Handler
	FormURLMap               // returns a *urlmap.Map
	FormMaker                // returns a func(http.Handler) http.Handler
	FormWrapper              // takes the next http.Handler and returns an http.Handler
	FormResource             // returns a value of another type, see Resource
	FormServer               // takes ctx and the app, an http.Handler called next, serves it until ctx ends and returns an error
	FormSettings             // takes nothing and returns a serve.Server, or a pylogging.Config, and an error
)

// alone reports whether a function finds by itself what other functions are given.
func (f Form) alone() bool { return f == FormServer || f == FormSettings }

// Kind is the contract that an app keeps: what a filter takes and returns, and
// where two kinds meet an adapter stands between them.
type Kind int

// The kinds.
const (
	HTTP Kind = iota // http.Handler
	WSGI             // wsgi.App
)

// Needs says which of the values that only exist at run time a function takes
// as parameters, because it or a function it calls uses them.
type Needs struct {
	Ctx       bool // ctx context.Context
	Here      bool // dir string, the folder of the INI file
	Env       bool // env *environment
	Resources bool // res *resources
	Cleanups  bool // closers *cleanup.List
}

func (n Needs) or(m Needs) Needs {
	return Needs{n.Ctx || m.Ctx, n.Here || m.Here, n.Env || m.Env, n.Resources || m.Resources, n.Cleanups || m.Cleanups}
}

// Var is a local variable. All that use it share the pointer.
type Var struct {
	Name  string // as the source has it; empty until all names are given
	want  string // what Name is made of
	short string // what it is made of where want is taken; may be empty
}

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
	Where   *Place // of the composite
	Arg     *bound.Loader
	Apps    []Given
	Filters []Given
	Needs   Needs
	// Deferred: a filter that it gives may fail when it is applied.
	Deferred bool
}

// givesWSGI reports whether a method of the loader returns what is of WSGI.
func (l *Loader) givesWSGI() bool {
	return l.Arg.Apps != nil && l.Arg.Apps.WSGI || l.Arg.Filters != nil && l.Arg.Filters.WSGI
}

// Given is a section that a Loader gives.
type Given struct {
	Name parse.Text
	Func *Func
	As   Kind // what the method of the loader gives
}

// RuntimePath is the import path of a runtime package's copy.
func (p *Program) RuntimePath(name string) string { return p.Base + "/" + name }
