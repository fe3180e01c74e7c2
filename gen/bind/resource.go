package bind

import (
	"context"
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/own"
)

// resource is a [resource:...] section, whose value the parameters of factories
// get by their types.
type resource struct {
	*job
	node  *parse.Resource
	typ   types.Type  // of its value; nil if that is not known
	takes []*resource // the resources that its own factory takes
	used  bool
}

// addResources queues the resources: they are bound before what may take them.
func (b *binder) addResources(c *parse.Config) {
	nodes, ds := own.Resources(c)
	b.diags.Add(ds...)
	for _, n := range nodes {
		l := leaf{n, n.Factory, bound.ValueRole}
		j := &job{l, diag.Error}
		b.seen[n] = true
		b.queue = append(b.queue, j)
		b.expect(l)
		b.resources = append(b.resources, &resource{job: j, node: n})
	}
}

// typeResources finds out the types of the resources, so that they can take
// each other. Nothing is reported: that is for when they are bound.
func (b *binder) typeResources(ctx context.Context) {
	for _, r := range b.resources {
		found, _ := b.look(ctx, r.job)
		if len(found) == 0 {
			continue
		}
		o := found[0]
		if sig := o.Signature(); sig != nil && sig.TypeParams().Len() == 0 {
			r.typ = b.universe().Split(sig.Results()).Value
		}
	}
}

// resourceOf returns the resource that is being bound, nil for another node.
func (f *filler) resourceOf() *resource {
	i := slices.IndexFunc(f.b.resources, func(r *resource) bool { return r.job == f.j })
	if i < 0 {
		return nil
	}
	return f.b.resources[i]
}

// resourceResult decides how a resource's factory makes it. What it returns is
// closed after the last request, if it returns no clean-up function and has a
// method Close.
func (f *filler) resourceResult(out bound.Result) (bound.Result, bool) {
	if out.Type == nil || !f.nameable(out.Type) {
		return out, f.wrongShape()
	}
	if r := f.resourceOf(); r != nil {
		r.typ = out.Type
	}
	if out.Cleanup == bound.NoCleanup {
		out.Cleanup = f.u.Closing(out.Type)
	}
	return out, true
}

// isNamedShared reports whether a key says which resource a parameter gets.
func (f *filler) isNamedShared(p param) bool {
	settings := f.keys.get(p)
	return len(settings) == 1 && f.namedResource(settings[0], f.nameableFor(p)) != nil
}

// nameableFor returns the resources that a key may name for a parameter. Text
// is text, unless the resource has the parameter's name.
func (f *filler) nameableFor(p param) []*resource {
	if f.conversion(p.typ) != nil {
		return f.sharedFor(p)
	}
	return f.resourcesFor(p)
}

func (f *filler) namedResource(s parse.Setting, among []*resource) *resource {
	i := slices.IndexFunc(among, func(r *resource) bool { return r.node.Name == strings.TrimSpace(string(s.Value)) })
	if i < 0 {
		return nil
	}
	return among[i]
}

func (f *filler) fillNamedShared(p param) bound.Arg {
	return f.share(p, []*resource{f.namedResource(f.keys.get(p)[0], f.nameableFor(p))})
}

// isShared reports whether a parameter gets a resource: one is of its type, and
// no key is there for it. A type that text converts to, such as a string, is
// too common to say so alone: the resource must have the parameter's name.
func (f *filler) isShared(p param) bool {
	return len(f.keys.get(p)) == 0 && len(f.sharedFor(p)) > 0
}

func (f *filler) fillShared(p param) bound.Arg { return f.share(p, f.sharedFor(p)) }

// share makes the argument if there is just one resource for it.
func (f *filler) share(p param, found []*resource) bound.Arg {
	if len(found) > 1 {
		for _, r := range found {
			r.used = true // by this parameter, perhaps
		}
		f.manyResources(p, found)
		return nil
	}
	r := found[0]
	if f.j.role == bound.ServerRole {
		f.noResource(p, r)
		return nil
	}
	r.used = true
	if taker := f.resourceOf(); taker != nil && !slices.Contains(taker.takes, r) {
		taker.takes = append(taker.takes, r)
	}
	return bound.Shared{Resource: r.node}
}

// sharedFor returns the resources that a parameter may get without a key: of
// several that fit the one of its name.
func (f *filler) sharedFor(p param) []*resource {
	found := f.resourcesFor(p)
	byName := slices.DeleteFunc(slices.Clone(found), func(r *resource) bool { return !slices.Contains(p.names(), words.Normal(r.node.Name)) })
	if len(byName) == 1 || f.conversion(p.typ) != nil {
		return byName
	}
	return found
}

// resourcesFor returns the resources that fit a parameter: those of its very
// type, else those that are assignable to it.
func (f *filler) resourcesFor(p param) []*resource {
	if len(f.b.resources) == 0 || p.variadic || f.isSection(p.typ) || f.isFilterSection(p.typ) {
		return nil
	}
	var same, fitting []*resource
	for _, r := range f.b.resources {
		switch {
		case r.typ == nil || r.job == f.j:
		case types.Identical(r.typ, p.typ):
			same = append(same, r)
		case isProper(p.typ) && types.AssignableTo(r.typ, p.typ):
			fitting = append(fitting, r)
		}
	}
	if len(same) > 0 {
		return same
	}
	return fitting
}

// isProper reports whether a type says what its values are for: any does not.
func isProper(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.NumMethods() > 0
}

// checkResources reports resources that take each other in a circle, and those
// that nothing takes.
func (b *binder) checkResources() {
	for i, r := range b.resources {
		if chain := r.circle(r, map[*resource]bool{}); chain != nil && slices.Index(b.resources, earliest(b.resources, chain)) == i {
			b.report(r.job, resourceCircle(chain))
		}
		if !r.used && b.program.Calls[r.node] != nil {
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
	d := diag.Diagnostic{Code: problem.ResourceCircle, Span: chain[0].node.Section.Header}
	path := ""
	for _, r := range chain {
		path += r.node.Name + " -> "
	}
	d.Message = "resource " + words.Quote(chain[0].node.Name) + " takes itself: " + path + chain[0].node.Name
	for i, r := range chain {
		d.Related = append(d.Related, diag.Related{Span: r.factory.Span, Note: "takes " + words.Quote(chain[(i+1)%len(chain)].node.Name)})
	}
	return d
}

func unusedResource(r *resource) diag.Diagnostic {
	d := diag.Diagnostic{
		Severity: diag.Warning, Code: problem.UnusedResource, Span: r.node.Section.Header,
		Message: "nothing takes the resource " + words.Quote(r.node.Name) + ", so it is not made",
	}
	if r.typ != nil {
		d.Hint = "a factory gets it by a parameter of the type " + types.TypeString(r.typ, func(p *types.Package) string { return p.Name() })
	}
	return d
}

func (f *filler) manyResources(p param, found []*resource) {
	var names []string
	d := diag.Diagnostic{Code: problem.ManyResources, Span: f.j.factory.Span, Related: f.declaredHere()}
	for _, r := range found {
		names = append(names, r.node.Name)
		d.Related = append(d.Related, diag.Related{Span: r.node.Section.Header, Note: "makes " + f.typeString(r.typ)})
	}
	d.Message = "resources " + words.List(names, "and") + " all fit " + f.what(p)
	if len(names) == 2 {
		d.Message = "resources " + words.List(names, "and") + " both fit " + f.what(p)
	}
	d.Hint = "say which one with a key: " + words.Written(p.key) + " = " + names[0]
	f.report(d)
}

func (f *filler) noResource(p param, r *resource) {
	f.report(diag.Diagnostic{
		Code: problem.NoSection, Span: f.j.factory.Span,
		Message: "a server cannot take the resource " + words.Quote(r.node.Name),
		Related: f.declaredHere(),
		Hint:    f.what(p) + ": give it to the app",
	})
}
