package plan

import (
	"strings"
)

// catches reports whether the program has a part that shows which section has
// panicked.
func catches(in Input) bool {
	parts := map[string]bool{}
	for _, call := range in.Bound.Calls {
		if call.Func.Pkg == nil {
			continue
		}
		if part, ok := strings.CutPrefix(call.Func.Pkg.Path(), in.Base+"/"); ok {
			parts[part] = true
		}
	}
	for part := range parts {
		if in.Catches(part) {
			return true
		}
	}
	return false
}

// marking has apps and filters tell which section they are of when they panic.
type marking struct{ *planner }

// app has the app built so far tell that it is of d's section when it panics.
func (p marking) app(d *draft) {
	if p.marks {
		filters(p).apply(d, Mark{Kind: d.kind, Where: p.inSection(d.Func, "", d.span)})
	}
}

// filter has what the filter that m has made makes do so.
func (p marking) filter(d *draft, m Make) {
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
