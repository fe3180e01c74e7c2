package bind

import (
	"context"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/source"
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
	for _, d := range append(python.Check(j.Node), b.python.Mismatches(j.Node)...) {
		b.report(j, d)
	}
	n, ok := b.asker(j.Node)
	if !ok {
		return
	}
	for _, asked := range b.bindAsked(j, n) {
		p.Asked[j.Node] = append(p.Asked[j.Node], bound.Named{Name: parse.Text(asked.Context().Ref), Node: asked})
	}
}

// draft notes that a Go function waits to be used for a job whose factory stays in
// Python. What compares the two binds it.
func (b *binder) draft(ctx context.Context, j *job, o gopkg.Object) {
	if b.program.Drafts == nil {
		b.program.Drafts = map[parse.Node]source.Span{}
	}
	b.program.Drafts[j.Node] = b.Pkgs.Declared(o)
	if b.python.Shadows(j.Node) {
		b.keep(j, b.Fill(ctx, j.Job, o))
	}
}

// asker returns a node whose factory asks for other sections: a composite, or an
// app of which Python has told that it is one.
func (b *binder) asker(n parse.Node) (*parse.Composite, bool) {
	switch n := n.(type) {
	case *parse.Composite:
		return n, true
	case *parse.App:
		return &parse.Composite{Common: n.Common, Factory: n.Factory}, b.python.IsComposite(n)
	}
	return nil, false
}
