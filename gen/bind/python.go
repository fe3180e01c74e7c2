package bind

import (
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/parse"
)

// stay leaves a job's factory in Python, and queues jobs for what it may ask
// for if it is a composite.
func (b *binder) stay(j *job, why string) {
	p := b.program
	if p.Python == nil {
		p.Python, p.Asked = map[parse.Node]string{}, map[parse.Node][]bound.Named{}
	}
	if j.Role == bound.ServerRole {
		b.report(j, python.UnknownServer(j.Factory))
		return
	}
	p.Python[j.Node] = why
	for _, d := range python.Check(j.Node) {
		b.report(j, d)
	}
	n, ok := j.Node.(*parse.Composite)
	if !ok {
		return
	}
	for ans := range b.mayAskFor(n) {
		for _, d := range ans.Problems {
			b.report(j, d)
		}
		if ans.Node.Context().Type == parse.FilterType {
			b.stayFilter(j, ans.Node)
		} else {
			b.walk(ans.Node, j.severity)
		}
		p.Asked[n] = append(p.Asked[n], bound.Named{Name: parse.Text(ans.Node.Context().Ref), Node: ans.Node})
	}
}

// stayFilter leaves a filter in Python that a composite of Python asks for: it
// needs a callable of Python. One that there is in Go only is a problem.
func (b *binder) stayFilter(composite *job, n parse.Node) {
	for n := range parse.Whole(n) {
		l, ok := jobOf(n)
		if !ok || b.seen[n] {
			continue
		}
		b.seen[n] = true
		if !python.CanStay(l.Factory) {
			b.report(composite, python.GoFilter(composite.Node, l.Factory))
			continue
		}
		b.program.Python[n] = "a composite in Python asks for it"
	}
}
