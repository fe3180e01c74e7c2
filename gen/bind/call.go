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
	"go/constant"
	"go/types"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// Options says how to read Go packages.
type Options struct {
	Dir string   // the folder of the INI file, where the go command runs; empty: the current one
	Env []string // environment of the go command; nil: the process's own
	// Imports are packages that the program imports for what they do on their
	// own, such as drivers of databases.
	Imports []parse.Word
}

// Program is a set of nodes with all their factories bound.
type Program struct {
	// Calls has an entry for every node of the roots and below, and for every
	// section that a composite's arguments name, that has a Factory (App,
	// Composite, Filter, Server, Resource), except URL maps, which need none, and built-in
	// servers, which are in Listens.
	Calls map[parse.Node]*Call
	// Listens says where the built-in servers listen.
	Listens map[*parse.Server]*Listen
	Imports []string // the import paths of Options.Imports
}

// Root is a node to bind, with everything below it.
type Root struct {
	Node     parse.Node
	Severity diag.Severity // of its problems; warnings stay warnings
}

// Listen is what a built-in server section says of addresses.
type Listen struct {
	// Addrs are checked: "127.0.0.1:8080", "[::1]:80", ":80" for every
	// address, "unix:/run/app.sock". None depends on %(here)s. A CGI program has
	// none.
	Addrs   []string
	Late    *Late // the addresses, if they are known only when the program starts
	Gateway Gateway
}

// Gateway is the protocol that a built-in server speaks.
type Gateway int

// The gateways.
const (
	NoGateway Gateway = iota // HTTP
	CGI                      // one request, from the environment and the standard input
	FastCGI
	SCGI
)

// Call is one factory with all its arguments.
type Call struct {
	// Lint: pastegen's own checker, egg:Paste#lint, which stands around an app
	// of either kind. Nothing else is set but Result.
	Lint   bool
	Func   Func
	Args   []Arg // in the order of the parameters; none for a Value
	Result Result
	// Sets is done to the result before it is used, in this order.
	Sets []Set
}

// Set is a field of what a call made that is set, or a method of it that is
// called with one argument.
type Set struct {
	Name   string // "Cookie.Name" for a field of a field
	Method bool
	Error  bool // the method returns one
	Value  Arg
	From   Origin
}

// Origin is where an argument comes from, for errors of a server's start.
type Origin struct {
	Key  string      // as the section has it
	Span source.Span // of the value; invalid for a default
}

// Func is a Go object that makes, or is, what a section asks for.
type Func struct {
	Pkg     *types.Package
	Recv    string // type whose method it is, called on its zero value; empty for a package-level object
	RecvPtr bool   // the method needs a pointer receiver
	Name    string // empty for a composite literal of the type Recv: Args is one Struct or Map
	Value   bool   // the object is used as it stands, not called: a variable, a handler function
	// Of is what it is a method or field of, a New or Object; nil for none. Pkg
	// and Recv say nothing then.
	Of       Arg
	TypeArgs []types.Type // of a generic function
}

// Role is what a section needs.
type Role int

// The roles.
const (
	AppRole    Role = iota // an http.Handler
	FilterRole             // a func(http.Handler) http.Handler, or Next among the arguments
	ServerRole
	ValueRole // any value, for an argument
)

// Result says what the call returns and what must be done to use it.
type Result struct {
	Role Role
	// Wraps: one argument is Next, and a filter's result is the wrapped
	// handler; otherwise a filter's result is the function that wraps. A server
	// that Wraps serves Next until it returns, with an error if Error; otherwise
	// its result is the function that does: it takes a handler, or a context and
	// a handler, and returns an error or nothing, as Type says.
	Wraps   bool
	Type    types.Type // of the first result; nil for a server that Wraps
	Adapt   Adapt
	WSGI    bool   // an app keeps the contract of WSGI, or a filter is for such apps
	Method  string // for AdaptMethod
	Error   bool   // the last result is an error
	Cleanup Cleanup
}

// Adapt says how the first result becomes what the role needs.
type Adapt int

// The adaptations.
const (
	AdaptNone           Adapt = iota // assignable as it is
	AdaptHandlerFunc                 // http.HandlerFunc(x): a func(w, r)
	AdaptMiddleware                  // a func(http.Handler) T, T a handler of another type: needs a closure
	AdaptMethod                      // x.Method: a value whose method is a WSGI app
	AdaptMiddlewareF                 // as AdaptMiddleware, with an http.HandlerFunc or func(w, r) for a parameter: next.ServeHTTP
	AdaptMiddlewareToF               // a func(http.Handler) func(w, r): needs a closure with http.HandlerFunc
	AdaptMiddlewareFToF              // a func(T) func(w, r), T as for AdaptMiddlewareF
)

// Cleanup is the type of the clean-up function among the results.
type Cleanup int

// The clean-up functions.
const (
	NoCleanup        Cleanup = iota
	CleanupFunc              // func()
	CleanupErr               // func() error
	CleanupContext           // func(context.Context) error
	CleanupClose             // none among the results: the value's own method Close() error
	CleanupCloseOnly         // likewise, Close()
)

// Arg is one argument of a call, or a part of one.
type Arg interface{ isArg() }

// The arguments.
type (
	// Next is the app that a filter wraps: an http.Handler, or a WSGI app if the
	// Result says so. Func: the parameter is an http.HandlerFunc or func(w, r) and
	// needs next.ServeHTTP.
	Next struct{ Func bool }
	// Ctx is the context that ends at shutdown.
	Ctx struct{}
	// Logger is a *slog.Logger that carries the section's name.
	Logger struct{}
	// GlobalConf and LocalConf are Paste's maps, from the node's own settings.
	GlobalConf struct{}
	LocalConf  struct{}
	// Text is a string, or []byte, or a named type of either.
	Text struct {
		Type  types.Type
		Value parse.Text
		Typed bool // written with its type: what it is for is an interface
	}
	// Const is a bool, number or enumeration constant.
	Const struct {
		Type  types.Type
		Value constant.Value
		Name  string // exported constant of Type's package to be used by name; may be empty
		Typed bool   // written with its type: what it is for is an interface
		Rune  bool   // written as a character
	}
	// Duration is a time.Duration, in nanoseconds.
	Duration struct {
		Type  types.Type
		Nanos int64
	}
	// Struct is a composite literal with these fields, in the order of the
	// type's declaration; a pointer to it if Ptr.
	Struct struct {
		Type   types.Type // the struct's (named) type, not the pointer
		Ptr    bool
		Fields []Field
	}
	// Slice is a slice or array literal, or loose trailing arguments if Variadic.
	Slice struct {
		Type     types.Type // the slice or array type
		Items    []Arg
		Variadic bool
	}
	// Map is a map literal with string-like keys, in the file's order.
	Map struct {
		Type    types.Type
		Entries []Entry
	}
	// Pointer points to a variable of its own that holds Value.
	Pointer struct {
		Type  types.Type // of Value
		Value Arg
		Name  string // what it is for: a parameter, a field
	}
	// Object is a Go object as it stands. Its type is converted to Type, unless
	// that is nil.
	Object struct {
		Func Func
		Type types.Type
	}
	// New is what another call makes.
	New struct {
		Call *Call
		Name string // what it is for
		From Origin
		Kept bool // it must be in a variable, since its address is taken
	}
	// File is a file that is opened at the start, to be written at its end, and
	// closed after the last request: an *os.File.
	File struct {
		Path parse.Text
		Name string // what it is for
		From Origin
	}
	// Textual is a value of a type with a textual form of its own, which its
	// method UnmarshalText reads at the start; a pointer to it if Ptr.
	Textual struct {
		Type types.Type // not the pointer
		Ptr  bool
		Text parse.Text
		Name string // what it is for
		From Origin
	}
	// Late is a value that is no text and is known only when the program starts.
	Late struct {
		Type    types.Type
		Setting parse.Setting // with its text
		By      Converter
		Spread  bool // a slice for a variadic parameter
	}
	// Shared is a resource.
	Shared struct{ Resource *parse.Resource }
	// Zero is the zero value of an optional parameter that no key fills.
	Zero struct{ Type types.Type }
	// App is another section's app, built for this call: an http.Handler, its
	// method ServeHTTP if a func(w, r) is needed, or a WSGI app.
	App struct {
		Node parse.Node
		Func bool
		WSGI bool
	}
	// Filter is another section's middleware, built for this call, for
	// http.Handlers or for WSGI apps.
	Filter struct {
		Node parse.Node
		WSGI bool
	}
	// Loader gives sections by name, through the methods App and Filter of an
	// interface.
	Loader struct {
		Type    types.Type
		Apps    []Named // nil if the interface has no such method
		Filters []Named
	}
)

// Field is a field of a Struct.
type Field struct {
	Name  string
	Value Arg
}

// Entry is an entry of a Map.
type Entry struct {
	Key   parse.Text
	Value Arg
}

// Named is a section that a loader can give.
type Named struct {
	Name parse.Text
	Node parse.Node
}

func (Next) isArg()       {}
func (Ctx) isArg()        {}
func (Logger) isArg()     {}
func (GlobalConf) isArg() {}
func (LocalConf) isArg()  {}
func (Text) isArg()       {}
func (Const) isArg()      {}
func (Duration) isArg()   {}
func (Struct) isArg()     {}
func (Slice) isArg()      {}
func (Map) isArg()        {}
func (Pointer) isArg()    {}
func (Object) isArg()     {}
func (New) isArg()        {}
func (File) isArg()       {}
func (Textual) isArg()    {}
func (Late) isArg()       {}
func (Shared) isArg()     {}
func (Zero) isArg()       {}
func (App) isArg()        {}
func (Filter) isArg()     {}
func (Loader) isArg()     {}
