package plan

import (
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/source"
)

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
	URLMap  *URLMap  // for FormURLMap
	Reads   *Reading // what it reads, or the builder that calls it; nil for nothing
	Loader  *Loader  // what the factory of a composite asks for sections; may be nil

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

// settle finds what the function takes and whether it fails, from its steps.
// What it calls must be settled before.
func (f *Func) settle() {
	for _, s := range f.Steps {
		f.does(s.tells())
		f.gives(s)
	}
	if f.URLMap != nil {
		for _, m := range f.URLMap.all() {
			f.calls(m.Func)
		}
	}
	if l := f.Loader; l != nil {
		l.settle()
		f.Needs = f.Needs.or(l.Needs)
		f.Fails = f.Fails || l.Deferred
	}
}

// calls notes that the function calls another.
func (f *Func) calls(g *Func) {
	f.Needs = f.Needs.or(g.Needs)
	f.Fails = f.Fails || g.Fails
}

// does notes what a step itself needs.
func (f *Func) does(t told) {
	if t.builds != nil {
		f.calls(t.builds)
	}
	f.Fails = f.Fails || t.fails
	f.Needs.Cleanups = f.Needs.Cleanups || t.closes
}

// gives notes what the arguments of a step need.
func (f *Func) gives(s Step) {
	texts(s, func(t parse.Text) {
		f.Needs.Here = f.Needs.Here || t.UsesHere()
		f.Needs.Env = f.Needs.Env || len(t.Variables()) > 0
	})
	walk(s, func(a bound.Arg) { f.Needs = f.Needs.or(factsOf(a).needs) })
}

// nameVars gives the local variables names, in the order they are declared.
func (f *Func) nameVars(local *scope) {
	for _, s := range f.Steps {
		for _, v := range s.tells().vars {
			v.pick(local)
		}
	}
	if f.URLMap != nil {
		f.URLMap.nameVars(local)
	}
}

// places are those that the function's errors name.
func (f *Func) places() []*Place {
	var list []*Place
	for _, s := range f.Steps {
		list = append(list, s.tells().places...)
		walk(s, func(a bound.Arg) {
			if held, ok := a.(Held); ok && held.Place != nil {
				list = append(list, held.Place)
			}
		})
	}
	if f.Loader != nil {
		list = append(list, f.Loader.Where)
	}
	return list
}

// isMarked reports whether a step of the function names package section.
func (f *Func) isMarked() bool { return slices.ContainsFunc(f.Steps, marks) }
