package fill

import (
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// shared gives resources to parameters.
type shared struct {
	*filler
	behind map[types.Object]bound.Arg // what stands for variables that resources are taken for, of which values name members
}

// isNamedShared reports whether a key says which resource a parameter gets.
func (f *shared) isNamedShared(p keys.Param) bool {
	settings := f.keys.Get(p)
	return len(settings) == 1 && f.namedResource(settings[0], f.nameableFor(p)) != nil
}

// nameableFor returns the resources that a key may name for a parameter. Text
// is text, unless the resource has the parameter's name.
func (f *shared) nameableFor(p keys.Param) []*Resource {
	if f.env.Values.For(p.Typ) != nil {
		return f.sharedFor(p)
	}
	return f.resourcesFor(p)
}

func (f *shared) namedResource(s parse.Setting, among []*Resource) *Resource {
	i := slices.IndexFunc(among, func(r *Resource) bool { return r.Node.Name == strings.TrimSpace(string(s.Value)) })
	if i < 0 {
		return nil
	}
	return among[i]
}

func (f *shared) fillNamedShared(p keys.Param) bound.Arg {
	return f.share(p, []*Resource{f.namedResource(f.keys.Get(p)[0], f.nameableFor(p))})
}

// isShared reports whether a parameter gets a resource: one is of its type, and
// no key is there for it. A type that text converts to, such as a string, is
// too common to say so alone: the resource must have the parameter's name.
func (f *shared) isShared(p keys.Param) bool {
	return len(f.keys.Get(p)) == 0 && len(f.sharedFor(p)) > 0
}

func (f *shared) fillShared(p keys.Param) bound.Arg { return f.share(p, f.sharedFor(p)) }

// share makes the argument if there is just one resource for it.
func (f *shared) share(p keys.Param, found []*Resource) bound.Arg {
	if len(found) > 1 {
		f.out.Perhaps = append(f.out.Perhaps, found...)
		f.manyResources(p, found)
		return nil
	}
	r := found[0]
	f.out.Shared = append(f.out.Shared, r)
	return bound.Shared{Resource: r.Node}
}

// sharedFor returns the resources that a parameter may get without a key: of
// several that fit the one of its name.
func (f *shared) sharedFor(p keys.Param) []*Resource {
	found := f.resourcesFor(p)
	byName := slices.DeleteFunc(slices.Clone(found), func(r *Resource) bool { return !slices.Contains(p.Names(), words.Normal(r.Node.Name)) })
	if len(byName) == 1 || f.env.Values.For(p.Typ) != nil {
		return byName
	}
	return found
}

// resourcesFor returns the resources that fit a parameter: those of its very
// type, else those that are assignable to it.
func (f *shared) resourcesFor(p keys.Param) []*Resource {
	if len(f.env.Resources) == 0 || p.Variadic || f.u.IsApp(p.Typ) || f.u.IsFilter(p.Typ) {
		return nil
	}
	var same, fitting []*Resource
	for _, r := range f.env.Resources {
		switch {
		case r.Type == nil || r.Node == f.j.Node:
		case types.Identical(r.Type, p.Typ):
			same = append(same, r)
		case contract.IsProper(p.Typ) && types.AssignableTo(r.Type, p.Typ):
			fitting = append(fitting, r)
		}
	}
	if len(same) > 0 {
		return same
	}
	return fitting
}

// manyResources tells of resources that all fit a parameter.
func (f *shared) manyResources(p keys.Param, found []*Resource) {
	var names []string
	d := diag.Diagnostic{Code: problem.ManyResources, Span: f.j.Factory.Span, Related: f.tell.DeclaredHere()}
	for _, r := range found {
		names = append(names, r.Node.Name)
		d.Related = append(d.Related, diag.Related{Span: r.Node.Section.Header, Note: "makes " + f.tell.TypeString(r.Type)})
	}
	d.Message = "resources " + words.List(names, "and") + " all fit " + f.tell.What(p)
	if len(names) == 2 {
		d.Message = "resources " + words.List(names, "and") + " both fit " + f.tell.What(p)
	}
	d.Hint = "say which one with a key: " + words.Written(p.Key) + " = " + names[0]
	f.report(d)
}
