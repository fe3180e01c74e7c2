package bound

import (
	"go/constant"
	"go/types"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/source"
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
	// Logger is a *slog.Logger that carries the section's name, and its own.
	Logger struct{ Name string }
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
		Name  string         // exported constant to be used by name; may be empty
		Of    *types.Package // that has the Name; nil for Type's own
		Typed bool           // written with its type: what it is for is an interface
		Rune  bool           // written as a character
		Octal bool           // written as 0o600
		Hex   bool           // written as 0xff
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
	// Map is a map literal, in the file's order.
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
	// Files are the files of a folder, as they are when the program is built: an
	// fs.FS with Root, in which they are, as its root.
	Files struct {
		Folder, Root string // from the folder of main.go, with slashes; Folder is Root or below it
		From         Origin
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
	// ID tells one of several objects from the others that the same function
	// makes: a text of its own for each.
	ID struct{ Text string }
	// Settings are settings in their order, as a slice of structs with a field
	// for the key and one for the value. Those with a Name are in a variable
	// called so, the same for all that are equal.
	Settings struct {
		Type    types.Type // the slice
		List    []parse.Setting
		Name    string
		Section string // whose keys they are; empty for a global configuration
	}
	// Where is the place of a section, as errors name it.
	Where struct {
		Section string // "app:main"
		Span    source.Span
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
		Apps    *Given // nil if the interface has no such method
		Filters *Given
	}
)

// Field is a field of a Struct.
type Field struct {
	Name  string
	Value Arg
}

// Entry is an entry of a Map.
type Entry struct {
	Key   Arg
	Value Arg
}

// Given is what a method of a loader returns.
type Given struct {
	Type     types.Type // of the first result
	WSGI     bool       // apps are WSGI's, or filters are for those
	Sections []Named
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
func (Files) isArg()      {}
func (Textual) isArg()    {}
func (Late) isArg()       {}
func (ID) isArg()         {}
func (Settings) isArg()   {}
func (Where) isArg()      {}
func (Shared) isArg()     {}
func (Zero) isArg()       {}
func (App) isArg()        {}
func (Filter) isArg()     {}
func (Loader) isArg()     {}
