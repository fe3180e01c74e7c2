package python

import (
	"go/constant"
	"go/types"
	"strings"
	"time"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/eggs"
)

// Process says how Python is run. What is zero is as the runtime package has it.
type Process struct {
	Workers int           // processes
	Threads int           // of each
	Preload bool          // import first, then fork
	Timeout time.Duration // of one request

	MaxRequests, MaxRequestsJitter int   // after which a worker is replaced
	MemoryLimit                    int64 // in bytes, after which a worker is replaced
	Queue                          int   // requests that may wait

	// Watch replaces workers when a Python file changes, and TouchReload when one
	// of these does: paths from the folder of the INI file.
	Watch       bool
	TouchReload []string

	Again bool // they only answer again what others have answered
}

// start is a call that starts workers, and has them make these nodes.
func (p Process) start(rules *Rules, of *runtime, nodes, tables []bound.Arg) *bound.Call {
	var f fields
	f.text("Interpreter", rules.Program)
	f.add("Dir", text(parse.HereMark))
	f.text("Cwd", rules.Cwd)
	if len(rules.Path) > 0 {
		f.add("Path", texts(rules.Path))
	}
	if init := wordTexts(rules.Init); len(init) > 0 {
		f.add("Init", texts(init))
	}
	var env []parse.Setting
	for _, v := range rules.Env {
		env = append(env, parse.Setting{Key: v.Name, Value: parse.Text(v.Value)})
	}
	f.settings(of, "Env", env, "")
	p.fill(&f)
	f.add("Nodes", bound.Slice{Type: of.nodes, Items: nodes})
	if len(tables) > 0 {
		f.add("Loaders", bound.Slice{Type: of.loaders, Items: tables})
	}
	return &bound.Call{
		Func:   bound.Func{Pkg: of.pkg, Name: "Start"},
		Args:   []bound.Arg{bound.Ctx{}, bound.Struct{Type: of.config, Fields: f}},
		Result: bound.Result{Role: bound.ValueRole, Type: of.workers, Error: true, Told: true, Closer: "Close", Cleanup: bound.CleanupContext},
	}
}

// fill adds what is not zero.
func (p Process) fill(f *fields) {
	f.number("Workers", int64(p.Workers))
	f.number("Threads", int64(p.Threads))
	f.flag("Preload", p.Preload)
	if p.Timeout != 0 {
		f.add("Timeout", bound.Duration{Type: durationType(), Nanos: int64(p.Timeout)})
	}
	f.number("MaxRequests", int64(p.MaxRequests))
	f.number("MaxRequestsJitter", int64(p.MaxRequestsJitter))
	f.number("MemoryLimit", p.MemoryLimit)
	f.number("Queue", int64(p.Queue))
	if len(p.TouchReload) > 0 {
		f.add("TouchReload", texts(p.TouchReload))
	}
	f.flag("Watch", p.Watch)
	f.flag("Again", p.Again)
}

func (f *fields) flag(name string, on bool) {
	if on {
		f.add(name, bound.Const{Type: types.Typ[types.Bool], Value: constant.MakeBool(true)})
	}
}

func (f *fields) number(name string, n int64) {
	if n != 0 {
		f.add(name, bound.Const{Type: types.Typ[types.Int], Value: constant.MakeInt64(n)})
	}
}

func wordTexts(all []parse.Word) []string {
	var out []string
	for _, w := range all {
		out = append(out, string(w.Text))
	}
	return out
}

// The entry point of pastegen's own that serves a WSGI application as it stands.
const (
	ownDist       = "pastegen"
	callableEntry = "wsgi"
)

// IsCallable reports whether a factory is the one whose section names a WSGI
// application itself: use = egg:pastegen#wsgi.
func IsCallable(f *parse.Factory) bool {
	return f != nil && f.Kind == parse.EggFactory && eggs.Normal(f.Dist) == ownDist && f.Entry == callableEntry
}

// application is the callable that such a section names, "module:attr" or
// "module:factory()".
func application(c *parse.Common) string {
	for _, s := range c.Local {
		if s.Key == applicationKey {
			return strings.TrimSpace(string(s.Value))
		}
	}
	return ""
}

const applicationKey = "application"
