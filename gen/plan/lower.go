package plan

import (
	"fmt"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// Held is an argument that a step before made and keeps in a variable. What it
// was is left in it, without its own arguments.
type Held struct {
	bound.Arg
	Var *Var
	// From is the kind of an App or Filter as it is in Var, To the kind needed.
	From, To Kind
}

// lowering is the call of a factory whose arguments are being made fit to be
// written: what cannot be part of an expression gets a step of its own in front
// of the call.
type lowering struct {
	p *planner
	d *draft
	n parse.Node
	m *Make
}

// call lowers a call with all its arguments.
func (l *lowering) call(c *bound.Call) *bound.Call {
	out := *c
	l.key(c)
	out.Func = l.function(c.Func)
	out.Args = l.args(c.Args)
	return &out
}

// key tells calls of different functions apart. What the arguments are made of
// is in the section's settings.
func (l *lowering) key(c *bound.Call) {
	path := ""
	if c.Func.Pkg != nil {
		path = c.Func.Pkg.Path()
	}
	fmt.Fprintf(&l.d.key, "call %q.%q.%q ", path, c.Func.Recv, c.Func.Name)
}

func (l *lowering) function(f bound.Func) bound.Func {
	if f.Of != nil {
		f.Of = l.arg(f.Of)
	}
	return f
}

func (l *lowering) args(all []bound.Arg) []bound.Arg {
	out := make([]bound.Arg, len(all))
	for i, a := range all {
		out[i] = l.arg(a)
	}
	return out
}

func (l *lowering) arg(a bound.Arg) bound.Arg {
	switch a := a.(type) {
	case bound.Struct:
		a.Fields = slices.Clone(a.Fields)
		for i := range a.Fields {
			a.Fields[i].Value = l.arg(a.Fields[i].Value)
		}
		return a
	case bound.Slice:
		a.Items = l.args(a.Items)
		return a
	case bound.Map:
		a.Entries = slices.Clone(a.Entries)
		for i := range a.Entries {
			a.Entries[i].Value = l.arg(a.Entries[i].Value)
		}
		return a
	case bound.Object:
		a.Func = l.function(a.Func)
		return a
	case bound.New:
		return l.made(a)
	case bound.Pointer:
		return l.keep(a, a.Name, l.arg(a.Value), bound.Origin{})
	case bound.File:
		return l.keep(a, a.Name, a, a.From)
	case bound.Textual:
		return l.keep(a, a.Name, a, a.From)
	case bound.App:
		return l.app(a)
	case bound.Filter:
		return l.filter(a)
	case bound.GlobalConf:
		l.m.Global = &Global{Changed: l.n.Context().Global}
		writeSettings(&l.d.key, l.n.Context().Global)
	case bound.Shared:
		l.p.shared(l.d, a.Resource)
	case bound.Loader:
		l.d.Loader = l.p.loader(l.d, &a)
	}
	return a
}

// keep adds the step that keeps a value in a variable.
func (l *lowering) keep(a bound.Arg, name string, value bound.Arg, from bound.Origin) Held {
	k := Keep{Var: wanted(camel(name)), Value: value, Where: l.where(from)}
	l.d.Steps = append(l.d.Steps, k)
	return Held{Arg: a, Var: k.Var}
}

// where names a key for errors: "app.ini:12: [app:main] access_log".
func (l *lowering) where(from bound.Origin) string {
	if from.Key == "" {
		return ""
	}
	place := l.d.Place
	if from.Span.IsValid() {
		place = l.p.place(from.Span)
	}
	return place + ": " + l.d.Section + " " + from.Key
}

// made lowers a call inside a call. It gets a step of its own if something may
// go wrong with it, or is to be done with what it makes.
func (l *lowering) made(a bound.New) bound.Arg {
	if r := a.Call.Result; !r.Error && r.Cleanup == bound.NoCleanup && len(a.Call.Sets) == 0 && !a.Kept {
		a.Call = l.call(a.Call)
		return a
	}
	m := l.p.makeOf(l.d, l.n, a.Call, Make{Var: named(camel(a.Name)), Stop: wanted("release"), Where: l.where(a.From)})
	l.d.Steps = append(l.d.Steps, m)
	return Held{Arg: a, Var: m.Var}
}

func (l *lowering) app(a bound.App) bound.Arg {
	f := l.p.app(a.Node)
	l.d.child(f)
	l.p.meet(f.Kind, contract(a.WSGI))
	step := Build{Var: wanted(camel(sectionWord(a.Node))), Func: f, Arg: true}
	l.d.Steps = append(l.d.Steps, step)
	return Held{Arg: a, Var: step.Var, From: f.Kind, To: contract(a.WSGI)}
}

func (l *lowering) filter(a bound.Filter) bound.Arg {
	f := l.p.filter(a.Node)
	l.d.child(f)
	step := Prepare{Var: wanted(camel(sectionWord(a.Node))), Func: f, For: contract(a.WSGI)}
	l.p.meet(f.Kind, step.For)
	l.p.meet(step.For, f.Kind)
	l.d.Steps = append(l.d.Steps, step)
	h := Held{Arg: a, Var: step.Var}
	if f.Form == FormMaker { // else it is made a middleware of that kind
		h.From, h.To = f.Kind, step.For
	}
	return h
}

func contract(wsgi bool) Kind {
	if wsgi {
		return WSGI
	}
	return HTTP
}

// sets lowers what is done to what a call makes.
func (l *lowering) sets(all []bound.Set) []Set {
	var out []Set
	for _, s := range all {
		out = append(out, Set{s.Name, s.Method, s.Error, l.arg(s.Value), l.where(s.From)})
	}
	return out
}
