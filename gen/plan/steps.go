package plan

import (
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// Step is a statement of a Func.
type Step interface {
	// tells is what the planner wants to know of it.
	tells() told
}

// told is what a step tells of itself.
type told struct {
	call   *bound.Call // that it makes; nil for none
	args   []bound.Arg // others that it has
	builds *Func       // that it calls; nil for none
	fails  bool        // it may end its function with an error of its own
	closes bool        // it leaves something to be released
	vars   []*Var      // that it declares, in their order
	places []*Place    // that its errors name
}

// walk calls visit for each argument of a step and each part of one.
func walk(s Step, visit func(bound.Arg)) {
	t := s.tells()
	if t.call != nil {
		t.call.Walk(visit)
	}
	for _, a := range t.args {
		bound.Walk(a, visit)
	}
}

// applying is a step that wraps the app built so far.
type applying interface {
	Step
	// appliesTo is the kind of app that it takes and gives.
	appliesTo() Kind
}

// making is a step that keeps what it makes in a variable.
type making interface {
	Step
	result() *Var
}

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
		Path   *Var // the path that it returns with the app; nil for none, or one that goes straight where it is used
		Call   *bound.Call
		Local  []parse.Setting // for a LocalConf argument
		Global *Global         // for a GlobalConf argument
		Sets   []Set           // done to the result
		Where  *Place          // of the section, or of the key that asks for an argument; nil if the call cannot fail
		Keys   []KeyPlace      // those of Where's section that an error of the call may name, in the order of the section
		NilAt  *Place          // of the section, whose factory must not return nil; nil if it cannot
	}
	// Keep keeps a value in Var that an argument points to.
	Keep struct {
		Var   *Var
		Value bound.Arg
	}
	// Open opens a file, closes it after the last request, and keeps it in Var.
	Open struct {
		Var   *Var
		File  bound.File
		Where *Place
	}
	// Enter keeps the files of a tree in Var, with a folder that they are in as
	// the root.
	Enter struct {
		Var   *Var
		Tree  *Tree
		Root  string
		Where *Place
	}
	// Read has a value of a type with a textual form of its own read its text,
	// and keeps it in Var.
	Read struct {
		Var   *Var
		Text  bound.Textual
		Where *Place
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
	// Mark has the app built so far, of Kind, tell where it is from when it panics.
	Mark struct {
		Kind  Kind
		Where *Place
	}
	// MarkFilter has the apps that the middleware in Var makes do so.
	MarkFilter struct {
		Var   *Var
		Kind  Kind
		Where *Place
	}
	// Convert makes the app built so far one of another kind.
	Convert struct{ To Kind }
)

// Set is a field that is set, or a method that is called.
type Set struct {
	Name   string
	Method bool
	Chain  bool // the method returns what is to be used in its object's stead
	Value  bound.Arg
	Where  *Place // of its key, if the method returns an error; else nil
}

func (m Make) tells() told {
	t := told{call: m.Call, fails: m.Call.Result.Error, closes: m.Stop != nil || closes(m.Call), vars: []*Var{m.Var}}
	for _, v := range []*Var{m.Stop, m.Path} {
		if v != nil {
			t.vars = append(t.vars, v)
		}
	}
	if m.Where != nil {
		t.places = append(t.places, m.Where)
	}
	for _, k := range m.Keys {
		t.places = append(t.places, k.Where)
	}
	if m.NilAt != nil {
		t.places = append(t.places, m.NilAt)
	}
	for _, set := range m.Sets {
		t.args = append(t.args, set.Value)
		if set.Where != nil {
			t.fails = true
			t.places = append(t.places, set.Where)
		}
	}
	return t
}

func (b Build) tells() told   { return told{builds: b.Func, vars: []*Var{b.Var}} }
func (p Prepare) tells() told { return told{builds: p.Func, vars: []*Var{p.Var}} }
func (w Wrap) tells() told    { return told{builds: w.Func} }
func (k Keep) tells() told    { return told{args: []bound.Arg{k.Value}, vars: []*Var{k.Var}} }
func (Apply) tells() told     { return told{} }
func (Compose) tells() told   { return told{} }
func (Convert) tells() told   { return told{} }

func (m Mark) tells() told       { return told{places: []*Place{m.Where}} }
func (m MarkFilter) tells() told { return told{places: []*Place{m.Where}} }

func (o Open) tells() told {
	return told{args: []bound.Arg{o.File}, fails: true, closes: true, vars: []*Var{o.Var}, places: []*Place{o.Where}}
}

func (e Enter) tells() told {
	return told{fails: true, vars: []*Var{e.Var}, places: []*Place{e.Where}}
}

func (r Read) tells() told {
	return told{args: []bound.Arg{r.Text}, fails: true, vars: []*Var{r.Var}, places: []*Place{r.Where}}
}

func (w Wrap) appliesTo() Kind  { return w.Func.Kind }
func (a Apply) appliesTo() Kind { return a.Kind }
func (m Mark) appliesTo() Kind  { return m.Kind }
func (m Make) appliesTo() Kind  { return KindOf(m.Call.Result) }

func (m Make) result() *Var  { return m.Var }
func (b Build) result() *Var { return b.Var }

func (m MarkFilter) result() *Var { return m.Var }
