// Package plan decides what Go source to write: which functions there are,
// what they are called, what they take and return and which statements they
// hold. It is pure: it reads bound graphs, does no input or output, and knows
// nothing of how source text is made.
package plan

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

// RuntimePath is the import path of a runtime package's copy.
func (p *Program) RuntimePath(name string) string { return p.Base + "/" + name }
