package bound

import (
	"go/types"

	"github.com/pastegen/pastegen/parse/source"
)

// Call is one factory with all its arguments.
type Call struct {
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
	Chain  bool // the method returns what is to be used in its object's stead
	Error  bool // the method returns one
	Value  Arg
	From   Origin
}

// Origin is where an argument comes from, for errors of a server's start.
type Origin struct {
	Key  string      // as the section has it
	Span source.Span // of the value; invalid for a default
	// Section is that of the key, if it is not the one that the function is of;
	// else empty.
	Section string
}

// Func is a Go object that makes, or is, what a section asks for.
type Func struct {
	Pkg     *types.Package // nil for what Go itself declares: a type, for a conversion
	Recv    string         // type whose method it is, called on its zero value; empty for a package-level object
	RecvPtr bool           // the method needs a pointer receiver
	Name    string         // empty for a composite literal of the type Recv: Args is one Struct or Map
	Value   bool           // the object is used as it stands, not called: a variable, a handler function
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
	Wraps bool
	// Settings: a server is no function but says how package serve is to serve.
	Settings bool
	Type     types.Type // of the first result; nil for a server that Wraps
	// Path: a string stands in front of the first result, an app's: the only path
	// that it is for, as http.ServeMux has it.
	Path    bool
	Adapt   Adapt
	WSGI    bool   // an app keeps the contract of WSGI, or a filter is for such apps
	Method  string // for AdaptMethod
	Error   bool   // the last result is an error
	Told    bool   // that error says where it comes from
	Cleanup Cleanup
	Closer  string // the method of the value that is the clean-up: "Close"; empty for a result
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

// Cleanup is the type of the clean-up function among the results, or of the method
// Closer.
type Cleanup int

// The clean-up functions.
const (
	NoCleanup      Cleanup = iota
	CleanupFunc            // func()
	CleanupErr             // func() error
	CleanupContext         // func(context.Context) error
)
