package plan

import (
	"fmt"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// filters plans filters, and what is around an app.
type filters struct{ *planner }

// filter returns the function that builds a filter, for apps of a kind if it may
// be for either.
func (p filters) filter(n parse.Node, below Kind) *Func {
	d := p.draft(n, FormMaker)
	p.middleware(d, n, below)
	return p.finish(d)
}

// around wraps the app in filters, the first outermost. As in Paste, all
// filters are made in their order before the last is applied first.
func (p filters) around(d *draft, filters []parse.Node) {
	ready := make([]applying, len(filters))
	for i, below := range p.kindsBelow(d.kind, filters) {
		ready[i] = p.prepare(d, filters[i], below)
	}
	for _, step := range slices.Backward(ready) {
		p.apply(d, step)
	}
}

// kindsBelow returns the kind of the app that each of the filters is applied to.
func (p filters) kindsBelow(app Kind, filters []parse.Node) []Kind {
	kinds := make([]Kind, len(filters))
	for i, f := range slices.Backward(filters) {
		kinds[i] = app
		app = p.filterKind(f, app)
	}
	return kinds
}

// filterKind is the kind of app that a filter makes of one of a kind.
func (p filters) filterKind(n parse.Node, below Kind) Kind {
	f, ok := n.(*parse.FilterWith)
	if !ok {
		return KindOf(calls(p).callFor(n, below).Result)
	}
	inner := p.filterKind(f.Next, below)
	if p.filterKind(f.Filter, inner) == inner {
		return inner
	}
	return HTTP
}

// appKind is the kind of an app.
func (p filters) appKind(n parse.Node) Kind {
	switch n := n.(type) {
	case *parse.Pipeline:
		kind := p.appKind(n.App)
		if len(n.Filters) > 0 {
			kind = p.filterKind(n.Filters[0], p.kindsBelow(kind, n.Filters)[0])
		}
		return kind
	case *parse.FilterApp:
		return p.filterKind(n.Filter, p.appKind(n.Next))
	case *parse.FilterWith:
		return p.filterKind(n.Filter, p.appKind(n.Next))
	}
	if call := p.in.Bound.Calls[n]; call != nil {
		return KindOf(call.Result)
	}
	return HTTP // a URL map
}

// prepare adds the steps that make a filter and returns the one that applies
// it, to an app of a kind if it may be for either. A filter that stands in the
// same section as d is made in place.
func (p filters) prepare(d *draft, n parse.Node, below Kind) applying {
	c := n.Context()
	if f, ok := n.(*parse.Filter); ok && c.Section != nil && c.Section == d.section {
		m := calls(p).makeStep(d, f, below)
		if m.Call.Result.Wraps {
			return m
		}
		d.Steps = append(d.Steps, m)
		return Apply{Var: m.Var, Kind: KindOf(m.Call.Result)}
	}
	f := p.filter(n, below)
	d.child(f)
	if f.Form == FormWrapper {
		return Wrap{Func: f}
	}
	v := wanted(camel(sectionWord(n)))
	d.Steps = append(d.Steps, Build{Var: v, Func: f})
	return Apply{Var: v, Kind: f.Kind}
}

// apply adds a step that prepare returned.
func (p filters) apply(d *draft, step applying) {
	from := d.kind
	d.kind = step.appliesTo()
	p.meet(from, d.kind)
	d.Steps = append(d.Steps, step)
}

// KindOf returns the kind of app that a factory is for.
func KindOf(r bound.Result) Kind {
	if r.WSGI {
		return WSGI
	}
	return HTTP
}

// middleware adds the steps of a filter's own function, for apps of a kind if it
// may be for either, and settles its Form.
func (p filters) middleware(d *draft, n parse.Node, below Kind) {
	switch n := n.(type) {
	case *parse.Filter:
		m := calls(p).makeStep(d, n, below)
		d.Kind = KindOf(m.Call.Result)
		if m.Call.Result.Wraps {
			d.Form = FormWrapper
		}
		d.Steps = append(d.Steps, m)
		marking(p).filter(d, m)
	case *parse.FilterWith:
		p.filteredFilter(d, n, below)
	default:
		panic(fmt.Sprintf("plan: %T is not a filter", n))
	}
}

// filteredFilter is a filter section with a filter-with of its own: the outer
// filter applies to what the inner one made.
func (p filters) filteredFilter(d *draft, n *parse.FilterWith, below Kind) {
	outer := p.prepare(d, n.Filter, p.filterKind(n.Next, below))
	inner := &draft{Func: &Func{Form: FormMaker, Section: d.Section, span: d.span}, section: d.section}
	p.middleware(inner, n.Next, below)
	d.key.WriteString(inner.key.String())
	outerKind := outer.appliesTo()
	d.Kind = HTTP
	if inner.Kind == outerKind {
		d.Kind = inner.Kind
	}
	p.meet(d.Kind, inner.Kind)
	p.meet(inner.Kind, outerKind)
	p.meet(outerKind, d.Kind)
	apply, maker := outer.(Apply)
	if maker && inner.Form == FormMaker {
		d.Steps = append(d.Steps, inner.Steps...)
		d.Steps = append(d.Steps, Compose{resultVar(inner.Steps), apply.Var, inner.Kind, outerKind})
		return
	}
	d.Form, d.kind = FormWrapper, d.Kind
	if inner.Form == FormMaker {
		d.Steps = append(d.Steps, inner.Steps...)
		p.apply(d, Apply{Var: resultVar(inner.Steps), Kind: inner.Kind})
	} else {
		last := len(inner.Steps) - 1
		d.Steps = append(d.Steps, inner.Steps[:last]...)
		p.apply(d, inner.Steps[last].(applying))
	}
	p.apply(d, outer)
	if d.kind != d.Kind {
		d.Steps = append(d.Steps, Convert{d.Kind})
	}
}

// resultVar returns the variable that the last step made.
func resultVar(steps []Step) *Var {
	if s, ok := steps[len(steps)-1].(making); ok {
		return s.result()
	}
	return fixed("wrap") // what Compose makes
}
