package bind

import (
	"context"
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/fill"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/own"
)

// resource is a [resource:...] section whose factory is to be bound.
type resource struct {
	*job
	*fill.Resource
	takes []*resource // the resources that its own factory takes
	used  bool
}

// resources are all that a file has.
type resources struct {
	*binder
	all []*resource
}

// add queues the resources: they are bound before what may take them.
func (b *resources) add(c *parse.Config) {
	nodes, ds := own.Resources(c)
	b.diags.Add(ds...)
	for _, n := range nodes {
		j, _ := jobOf(n)
		r := &resource{job: b.enqueue(j, diag.Error), Resource: &fill.Resource{Node: n}}
		b.all = append(b.all, r)
		b.Resources = append(b.Resources, r.Resource)
	}
}

// findTypes finds out the types of the resources, so that they can take
// each other. Nothing is reported: that is for when they are bound.
func (b *resources) findTypes(ctx context.Context) {
	for _, r := range b.all {
		found, _ := b.look(ctx, r.Job)
		if len(found) == 0 {
			continue
		}
		o := found[0]
		if sig := o.Signature(); sig != nil && sig.TypeParams().Len() == 0 {
			r.Type = b.Types().Split(sig.Results()).Value
		}
	}
}

// keep takes over what came of a job as far as resources go: those that it
// takes are made, and one that it makes is of the type that its call returns.
func (b *resources) keep(j *job, out *fill.Outcome) {
	var taker *resource
	for _, r := range b.all {
		r.used = r.used || slices.Contains(out.Shared, r.Resource) || slices.Contains(out.Perhaps, r.Resource)
		if r.job == j {
			taker = r
		}
	}
	if taker == nil || out.Call == nil {
		return
	}
	taker.Type = out.Call.Result.Type
	for _, r := range b.all {
		if slices.Contains(out.Shared, r.Resource) {
			taker.takes = append(taker.takes, r)
		}
	}
}

// wanted notes the resources that a factory takes by their very type which could
// not be used.
func (b *resources) wanted(o gopkg.Object) {
	sig := o.Signature()
	if sig == nil {
		return
	}
	for v := range sig.Params().Variables() {
		for _, r := range b.all {
			r.used = r.used || r.Type != nil && types.Identical(r.Type, v.Type())
		}
	}
}

// check reports resources that take each other in a circle, and those
// that nothing takes, if nothing is left that might: a factory that was not found
// may want any of them.
func (b *resources) check() {
	for i, r := range b.all {
		if chain := r.circle(r, map[*resource]bool{}); chain != nil && slices.Index(b.all, earliest(b.all, chain)) == i {
			b.report(r.job, resourceCircle(chain))
		}
		if !r.used && b.program.Calls[r.Node] != nil && !b.unfound {
			b.report(r.job, unusedResource(r))
		}
	}
}

// circle returns the resources on a way from r to another, without that; nil if
// there is none. It looks at each resource once: a search of all ways would take
// twice as long with every pair of resources that two others share.
func (r *resource) circle(to *resource, seen map[*resource]bool) []*resource {
	if seen[r] {
		return nil
	}
	seen[r] = true
	for _, next := range r.takes {
		if next == to {
			return []*resource{r}
		}
		if way := next.circle(to, seen); way != nil {
			return append([]*resource{r}, way...)
		}
	}
	return nil
}

// earliest returns the first of all that is in a chain.
func earliest(all, chain []*resource) *resource {
	return all[slices.IndexFunc(all, func(r *resource) bool { return slices.Contains(chain, r) })]
}

func resourceCircle(chain []*resource) diag.Diagnostic {
	d := diag.Diagnostic{Code: problem.ResourceCircle, Span: chain[0].Node.Section.Header}
	path := ""
	for _, r := range chain {
		path += r.Node.Name + " -> "
	}
	d.Message = "resource " + words.Quote(chain[0].Node.Name) + " takes itself: " + path + chain[0].Node.Name
	for i, r := range chain {
		d.Related = append(d.Related, diag.Related{Span: r.Factory.Span, Note: "takes " + words.Quote(chain[(i+1)%len(chain)].Node.Name)})
	}
	return d
}

func unusedResource(r *resource) diag.Diagnostic {
	d := diag.Diagnostic{
		Severity: diag.Warning, Code: problem.UnusedResource, Span: r.Node.Section.Header,
		Message: "nothing takes the resource " + words.Quote(r.Node.Name) + ", so it is not made",
	}
	if r.Type != nil {
		d.Hint = "a factory gets it by a parameter of the type " + types.TypeString(r.Type, func(p *types.Package) string { return p.Name() })
	}
	return d
}
