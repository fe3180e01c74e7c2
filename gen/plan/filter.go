package plan

import (
	"fmt"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// filter returns the function that builds a filter.
func (p *planner) filter(n parse.Node) *Func {
	d := p.draft(n, FormMaker)
	p.middleware(d, n)
	return p.finish(d)
}

// around wraps the app in filters, the first outermost. As in Paste, all
// filters are made in their order before the last is applied first.
func (p *planner) around(d *draft, filters []parse.Node) {
	ready := make([]applying, len(filters))
	for i, f := range filters {
		ready[i] = p.prepare(d, f)
	}
	for _, step := range slices.Backward(ready) {
		p.apply(d, step)
	}
}

// prepare adds the steps that make a filter and returns the one that applies
// it. A filter that stands in the same section as d is made in place.
func (p *planner) prepare(d *draft, n parse.Node) applying {
	c := n.Context()
	if p.isLint(n) {
		return Lint{}
	}
	if f, ok := n.(*parse.Filter); ok && c.Section != nil && c.Section == d.section {
		m := p.makeStep(d, f)
		if m.Call.Result.Wraps {
			return m
		}
		d.Steps = append(d.Steps, m)
		return Apply{Var: m.Var, Kind: KindOf(m.Call.Result)}
	}
	f := p.filter(n)
	d.child(f)
	if f.Form == FormWrapper {
		return Wrap{Func: f}
	}
	v := wanted(camel(sectionWord(n)))
	d.Steps = append(d.Steps, Build{Var: v, Func: f})
	return Apply{Var: v, Kind: f.Kind}
}

// apply adds a step that prepare returned.
func (p *planner) apply(d *draft, step applying) {
	from := d.kind
	if _, ok := step.(Lint); ok { // it is for apps of either kind
		step = Lint{from}
		fmt.Fprintf(&d.key, "lint %d ", from)
	} else {
		d.kind = step.appliesTo()
	}
	p.meet(from, d.kind)
	d.Steps = append(d.Steps, step)
}

func (p *planner) isLint(n parse.Node) bool {
	c := p.in.Bound.Calls[n]
	return c != nil && c.Lint
}

// meet notes which adapters the program needs.
func (p *planner) meet(from, to Kind) {
	if from != to {
		p.adapts[to] = true
	}
}

// KindOf returns the kind of app that a factory is for.
func KindOf(r bound.Result) Kind {
	if r.WSGI {
		return WSGI
	}
	return HTTP
}

// middleware adds the steps of a filter's own function, and settles its Form.
func (p *planner) middleware(d *draft, n parse.Node) {
	switch n := n.(type) {
	case *parse.Filter:
		if p.isLint(n) {
			d.Form = FormWrapper
			d.Steps = append(d.Steps, Lint{d.Kind})
			return
		}
		m := p.makeStep(d, n)
		d.Kind = KindOf(m.Call.Result)
		if m.Call.Result.Wraps {
			d.Form = FormWrapper
		}
		d.Steps = append(d.Steps, m)
	case *parse.FilterWith:
		p.filteredFilter(d, n)
	default:
		panic(fmt.Sprintf("plan: %T is not a filter", n))
	}
}

// filteredFilter is a filter section with a filter-with of its own: the outer
// filter applies to what the inner one made.
func (p *planner) filteredFilter(d *draft, n *parse.FilterWith) {
	outer := p.prepare(d, n.Filter)
	inner := &draft{Func: &Func{Form: FormMaker, Section: d.Section, span: d.span}, section: d.section}
	p.middleware(inner, n.Next)
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
