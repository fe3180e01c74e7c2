package plan

import (
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// calls plans the calls of factories.
type calls struct{ *planner }

// call adds the step that calls an app's factory.
func (p calls) call(d *draft, n parse.Node) {
	m := p.makeStep(d, n, HTTP)
	d.kind = KindOf(m.Call.Result)
	d.Steps = append(d.Steps, m)
	if m.Call.Result.Role == bound.AppRole {
		marking(p).app(d)
	}
	if around := p.in.Bound.Around; around != nil && m.Call.Result.Role == bound.AppRole {
		call := p.callFor(around, d.kind)
		filters(p).apply(d, p.makeOf(d, n, call, Make{Var: madeVar(call)}))
	}
}

// callFor returns the call of a node's factory, that for apps of a kind if it is a
// filter's that has two.
func (p calls) callFor(n parse.Node, k Kind) *bound.Call {
	if c := p.in.Bound.WSGI[n]; c != nil && k == WSGI {
		return c
	}
	return p.in.Bound.Calls[n]
}

// makeStep returns the step that calls a node's factory, for apps of a kind if it
// is a filter's that has two. It adds those that
// make the factory's arguments, as far as they need steps of their own.
func (p calls) makeStep(d *draft, n parse.Node, below Kind) Make {
	call := p.callFor(n, below)
	at := p.inSection(d.Func, "", d.span)
	m := Make{Var: madeVar(call), Stop: fixed("stop"), Where: at}
	if call.Result.Role != bound.ValueRole {
		m.NilAt = at // a resource may be nothing
	}
	m = p.makeOf(d, n, call, m)
	d.key.addSettings(n.Context().Local)
	return m
}

// makeOf completes the step that makes a call, for a node's factory or for one
// of its arguments.
func (p calls) makeOf(d *draft, n parse.Node, call *bound.Call, m Make) Make {
	m.Local = n.Context().Local
	if call.Result.Cleanup == bound.NoCleanup || closes(call) {
		m.Stop = nil
	}
	if (!call.Result.Error || call.Result.Told) && !serveFails(call) {
		m.Where = nil
	}
	if m.Where != nil {
		m.Keys = lateKeys{p, d.Func, n.Context()}.of(call)
	}
	if call.Result.Path && !isOne(call) {
		m.Path = wanted("pattern")
	}
	l := &lowering{p: p.planner, d: d, n: n, m: &m, nilAt: m.NilAt, kept: map[string]*Var{}}
	if !mayBeNil(call, p.in.Base) {
		m.NilAt = nil
	}
	m.Call = l.call(call)
	m.Sets = l.sets(call.Sets)
	return m
}

// isOne reports whether a call returns nothing that is to be looked at before the
// app it makes is used, with its path if it has one.
func isOne(c *bound.Call) bool {
	return !c.Result.Error && c.Result.Cleanup == bound.NoCleanup && len(c.Sets) == 0
}

// serveFails reports whether a call makes a function that serves, which may
// return an error.
func serveFails(c *bound.Call) bool {
	if c.Result.Role != bound.ServerRole || c.Result.Wraps || c.Result.Settings {
		return false
	}
	return c.Result.Type.Underlying().(*types.Signature).Results().Len() == 1
}

// madeVar is the variable for what a factory returns.
func madeVar(c *bound.Call) *Var {
	switch {
	case c.Result.Settings:
		return fixed("made")
	case c.Result.Role == bound.ServerRole:
		return fixed("run")
	case c.Result.Role == bound.FilterRole && !c.Result.Wraps:
		return fixed("wrap")
	case c.Result.WSGI:
		return fixed("application")
	}
	return fixed("h")
}

func (p calls) loader(d *draft, a *bound.Loader) *Loader {
	l := &Loader{Arg: a, Where: p.inSection(d.Func, "", d.span)}
	if a.Apps != nil {
		for _, n := range a.Apps.Sections {
			l.Apps = append(l.Apps, Given{n.Name, p.app(n.Node), contract(a.Apps.WSGI)})
		}
	}
	if a.Filters != nil {
		for _, n := range a.Filters.Sections {
			f := filters(p).filter(n.Node, contract(a.Filters.WSGI))
			p.meet(contract(a.Filters.WSGI), f.Kind)
			l.Filters = append(l.Filters, Given{n.Name, f, contract(a.Filters.WSGI)})
		}
	}
	for _, g := range slices.Concat(l.Apps, l.Filters) {
		p.meet(g.Func.Kind, g.As)
		d.key.add("gives", string(g.Name))
		d.child(g.Func)
	}
	return l
}
