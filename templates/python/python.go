// Package python serves what stays in Python: the apps, filters and composites
// of an INI file whose factories are Python's, in worker processes that this
// program starts, watches and ends.
//
// Each node of a Config is an object that Paste Deploy would make. What Python
// builds without Go in between, such as two filters and the app below them, is
// one node, and one call into Python for each request. An app of Go below
// Python is a WSGI application there; Python may call it as it calls any other,
// and both ways to any depth: all calls of one request are on one connection
// and in one thread of a worker, the exceptions of one side pass through the
// other, and environ is one dictionary.
//
// What a request costs beyond its app is a write and a read on each side.
package python

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/pastegen/pastegen/templates/sources"
)

// Config is all that workers know. They need neither Paste Deploy nor the INI
// file.
type Config struct {
	// Interpreter is the Python to run, looked for in $PATH, or a path from
	// Dir; empty is python3. $PASTE_PYTHON wins over it.
	Interpreter string

	// Dir is the folder of the INI file, where imports look first. Path are
	// more such folders, from Dir.
	Dir  string
	Path []string

	// Cwd is the working directory of workers, from Dir; empty is the program's
	// own.
	Cwd string

	// Init are functions, module:name, that are called, and modules that are
	// imported, before anything is built.
	Init []string

	// Env are variables of the environment, beyond the program's own.
	Env []Setting

	// Workers is the number of processes, Threads of the requests that each
	// answers at the same time; 0 is 1 and 4.
	Workers, Threads int

	// Preload imports the modules of all nodes, after Init, in one process that
	// workers are forked from, so that they share its memory. PostFork are
	// functions and modules like those of Init, for each worker before it
	// builds.
	Preload  bool
	PostFork []string

	// Timeout is how long a request may be in Python. Then the stacks are
	// logged, and its worker is ended; 0 is for ever.
	Timeout time.Duration

	// MaxRequests is after how many requests a worker is replaced by a new one,
	// and MaxRequestsJitter how many more that may be at random; 0 is never.
	MaxRequests, MaxRequestsJitter int

	// MemoryLimit is how many bytes of memory a worker may have before it is
	// replaced by a new one; 0 is any number.
	MemoryLimit int64

	// Queue is how many requests wait for a thread. What comes beyond them is
	// answered with status 503; 0 is 1024.
	Queue int

	// TouchReload are files, from Dir: when one of them changes, workers are
	// replaced by new ones, as Reload does. Watch has the same for all Python
	// files below Dir and Path, for development; $PASTE_PYTHON_WATCH=1 says so
	// as well.
	TouchReload []string
	Watch       bool

	// StartTime is how long a worker may take to build all nodes; 0 is a minute.
	StartTime time.Duration

	// Nodes are what App and Filter return, Loaders what composites ask for
	// sections.
	Nodes   []Node
	Loaders []Loader

	// Again says that these workers answer only what others have answered already,
	// to compare: what they do is not measured.
	Again bool

	// Log is where workers' output goes; nil is slog's default.
	Log *slog.Logger
}

// Setting is a key and its value. The order of several is that of the file.
type Setting struct{ Key, Value string }

// Kind is what a node is.
type Kind int

// The kinds of nodes.
const (
	App          Kind = iota // Use makes an app: paste.app_factory, paste.composite_factory
	Filter                   // Use makes a filter: paste.filter_factory, paste.filter_app_factory
	Pipeline                 // Nodes are the filters, the outermost one first, and the app
	FilterApp                // Nodes are a filter and the app below it: [filter-app:...]
	FilteredWith             // Nodes are a filter and what it is put around, an app or a filter: filter-with
	Callable                 // Use is an application itself: module:name, module:name() or a module
	GoChild                  // Child is a handler of Go
	GoFilter                 // Child is a filter of Go around Below
)

// Node is an object that Paste Deploy would make.
type Node struct {
	ID       string // for App and Filter of Workers
	Section  string // "app:main", for logs
	Place    string // "app.ini:12: [app:main]", for errors
	Kind     Kind
	Use      string    // "egg:Distribution#name", or "module:name"
	Protocol string    // "paste.app_factory" and its likes; empty is that of the entry point
	Global   []Setting // global_conf
	Local    []Setting // local_conf
	Set      []Setting // what the section sets, if a loader may be given another global_conf for it
	Get      []Setting // likewise what it gets of global_conf: a key, and the key there
	Nodes    []Node    // its parts, as Kind says
	Child    string    // of GoChild: the name of the handler
	Loader   string    // of a composite: the Loader it is given; empty is the first one
}

// Loader is what a composite's factory finds sections with: those of one file.
type Loader struct {
	Name     string    // the file, as the INI file names it
	Defaults []Setting // [DEFAULT], here and __file__
	Nodes    []Node    // their Section says how they are found
}

// Start starts the workers and returns when all of them have built all nodes.
// Where a server tells what its apps count, it finds that in ctx. The error says which section cannot be built, where it stands, and has the
// traceback.
func Start(ctx context.Context, c Config) (*Workers, error) {
	w, err := newWorkers(c)
	if err != nil {
		return nil, err
	}
	if err := w.start(ctx); err != nil {
		_ = w.Close(ctx) // the error of the start counts
		return nil, err
	}
	if !c.Again {
		sources.Tell(ctx, w.samples)
	}
	return w, nil
}

// app is a node as requests reach it.
type app struct {
	workers  *Workers
	node     int
	section  string
	children map[string]http.Handler
}
