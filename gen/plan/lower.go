package plan

import (
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// Held is an argument that a step before made and keeps in a variable, or the text
// of a place.
type Held struct {
	bound.Arg // nil
	Var       *Var
	Place     *Place // what it is the text of, if there is no variable
	Address   bool   // it is the variable's address
	Func      bool   // it is the method ServeHTTP of the app in Var
	// Filter: it is a middleware. From is the kind of an app or middleware as it
	// is in Var, To the kind needed.
	Filter   bool
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

	nilAt *Place // of the section, where the call is the one that it asks for

	kept map[string]*Var // settings that stand in variables, by what they are
}

// call lowers a call with all its arguments. What is done to its result is
// lowered apart.
func (l *lowering) call(c *bound.Call) *bound.Call {
	l.key(c)
	alone := *c
	alone.Sets = nil
	if owner, ok := c.Func.Of.(bound.New); ok && l.nilAt != nil && mayBeNil(owner.Call, l.p.in.Base) {
		alone.Func.Of = l.step(owner, l.nilAt)
	}
	return alone.Rebuild(l.arg)
}

// key tells calls of different functions apart. What the arguments are made of
// is in the section's settings.
func (l *lowering) key(c *bound.Call) {
	path := ""
	if c.Func.Pkg != nil {
		path = c.Func.Pkg.Path()
	}
	l.d.key.add("call", path, c.Func.Recv, c.Func.Name)
}

// arg makes an argument fit to be written. Most are, when their parts are.
func (l *lowering) arg(a bound.Arg) bound.Arg {
	switch a := a.(type) {
	case bound.New:
		return l.made(a)
	case bound.Pointer:
		v := wanted(camel(a.Name))
		l.add(Keep{Var: v, Value: l.arg(a.Value)})
		return Held{Var: v, Address: true}
	case bound.File:
		v := wanted(camel(a.Name))
		l.add(Open{Var: v, File: a, Where: l.where(a.From)})
		return Held{Var: v}
	case bound.Files:
		v := wanted("files")
		l.add(Enter{Var: v, Tree: l.p.trees.of(a), Root: a.Root, Where: l.where(a.From)})
		return Held{Var: v}
	case bound.Textual:
		v := wanted(camel(a.Name))
		l.add(Read{Var: v, Text: a, Where: l.where(a.From)})
		return Held{Var: v}
	case bound.App:
		return l.app(a)
	case bound.Filter:
		return l.filter(a)
	case bound.GlobalConf:
		l.m.Global = &Global{Changed: l.n.Context().Global}
		l.d.key.addSettings(l.n.Context().Global)
	case bound.ID:
		l.d.key.add("id", a.Text)
	case bound.Where:
		return l.named(a)
	case bound.Settings:
		return l.settings(a)
	case bound.Shared:
		l.p.resources.take(l.p, l.d, a.Resource)
	case bound.Loader:
		l.d.Loader = calls{l.p}.loader(l.d, &a)
	case bound.Struct, bound.Slice, bound.Map, bound.Object:
		return bound.Rebuild(a, l.arg)
	case bound.Next, bound.Ctx, bound.Logger, bound.LocalConf, bound.Text, bound.Const, bound.Duration, bound.Late, bound.Zero, Held:
		// These are parts of an expression as they stand.
	}
	return a
}

func (l *lowering) add(s Step) { l.d.Steps = append(l.d.Steps, s) }

// named is the place of a section that may have no function of its own.
func (l *lowering) named(a bound.Where) bound.Arg {
	return Held{Place: l.p.elsewhere(a.Section, "", a.Span)}
}

// settings has settings with a name stand in a variable.
func (l *lowering) settings(a bound.Settings) bound.Arg {
	if a.Name == "" {
		return a
	}
	var key identity
	key.addSettings(a.List)
	v := l.kept[key.String()]
	if v == nil {
		v = wanted(a.Name)
		l.kept[key.String()] = v
		a.Name = ""
		l.add(Keep{Var: v, Value: a})
	}
	return Held{Var: v}
}

// where is the place of a key, or of the section if there is none.
func (l *lowering) where(from bound.Origin) *Place {
	if from.Section != "" {
		return l.p.elsewhere(from.Section, from.Key, from.Span)
	}
	return l.p.inSection(l.d.Func, from.Key, from.Span)
}

// made lowers a call inside a call. It gets a step of its own if something may
// go wrong with it, or is to be done with what it makes.
func (l *lowering) made(a bound.New) bound.Arg {
	if r := a.Call.Result; !r.Error && r.Cleanup == bound.NoCleanup && len(a.Call.Sets) == 0 && !a.Kept {
		a.Call = l.call(a.Call)
		return a
	}
	return l.step(a, nil)
}

// step has a call inside a call be made by a step of its own. What it makes must
// not be nil if there is a place to tell that at.
func (l *lowering) step(a bound.New, nilAt *Place) bound.Arg {
	m := calls{l.p}.makeOf(l.d, l.n, a.Call, Make{Var: named(camel(a.Name)), Stop: wanted("release"), Where: l.where(a.From), NilAt: nilAt})
	l.add(m)
	return Held{Var: m.Var}
}

func (l *lowering) app(a bound.App) bound.Arg {
	f := l.p.app(a.Node)
	l.d.child(f)
	l.p.meet(f.Kind, contract(a.WSGI))
	step := Build{Var: wanted(camel(sectionWord(a.Node))), Func: f, Arg: true}
	l.add(step)
	return Held{Var: step.Var, Func: a.Func, From: f.Kind, To: contract(a.WSGI)}
}

func (l *lowering) filter(a bound.Filter) bound.Arg {
	f := filters{l.p}.filter(a.Node, contract(a.WSGI))
	l.d.child(f)
	step := Prepare{Var: wanted(camel(sectionWord(a.Node))), Func: f, For: contract(a.WSGI)}
	l.p.meet(f.Kind, step.For)
	l.p.meet(step.For, f.Kind)
	l.add(step)
	h := Held{Var: step.Var, Filter: true}
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
		set := Set{Name: s.Name, Method: s.Method, Chain: s.Chain, Value: l.arg(s.Value)}
		if s.Error {
			set.Where = l.where(s.From)
		}
		out = append(out, set)
	}
	return out
}
