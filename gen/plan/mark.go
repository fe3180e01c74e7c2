package plan

import (
	"slices"
	"strings"
)

// catches reports whether the program has a part that shows which section has
// panicked.
func (p *planner) catches() bool {
	parts := map[string]bool{}
	for _, call := range p.in.Bound.Calls {
		if call.Func.Pkg == nil {
			continue
		}
		if part, ok := strings.CutPrefix(call.Func.Pkg.Path(), p.in.Base+"/"); ok {
			parts[part] = true
		}
	}
	for part := range parts {
		if p.in.Catches(part) {
			return true
		}
	}
	return false
}

// mark has the app built so far tell that it is of d's section when it panics.
func (p *planner) mark(d *draft) {
	if p.marks {
		p.apply(d, Mark{Kind: d.kind, Where: p.inSection(d.Func, "", d.span)})
	}
}

// markFilter has what the filter that m has made makes do so.
func (p *planner) markFilter(d *draft, m Make) {
	if !p.marks {
		return
	}
	where := p.inSection(d.Func, "", d.span)
	if m.Call.Result.Wraps {
		d.Steps = append(d.Steps, Mark{d.Kind, where})
	} else {
		d.Steps = append(d.Steps, MarkFilter{m.Var, d.Kind, where})
	}
}

// marks reports whether a step names package section. That of WSGI apps names
// package wsgi.
func marks(s Step) bool {
	if m, ok := s.(Mark); ok {
		return m.Kind == HTTP
	}
	m, ok := s.(MarkFilter)
	return ok && m.Kind == HTTP
}

func (f *Func) isMarked() bool { return slices.ContainsFunc(f.Steps, marks) }
