package plan

import (
	"cmp"
	"go/types"
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// Resources is what the apps of a process share: a type with a field for each
// resource, and a function that makes them.
type Resources struct {
	List  []*Resource // in the file's order, but each behind those that it takes
	Needs Needs       // of the function
	Fails bool        // it returns an error
	// Shared: several entry points of a server use them, or an app and what
	// serves it, so that the program hands the same ones to all of them.
	Shared bool

	byNode map[*parse.Resource]*Resource
}

// Resource is a [resource:...] section that some entry point needs.
type Resource struct {
	Func  *Func
	Type  types.Type
	Field string

	name string // what Field is made of
}

// Field is the field that holds a resource.
func (r *Resources) Field(n *parse.Resource) string { return r.byNode[n].Field }

// take notes that a function takes a resource, and plans what makes that.
func (r *Resources) take(p *planner, d *draft, n *parse.Resource) {
	d.key.add("resource", n.Name)
	if r.byNode[n] != nil {
		return
	}
	maker := p.draft(n, FormResource)
	one := &Resource{Type: p.in.Bound.Calls[n].Result.Type, name: camel(n.Name)}
	r.byNode[n] = one
	m := calls{p}.makeStep(maker, n, HTTP)
	m.Var = fixed("made")
	maker.Steps = append(maker.Steps, m)
	one.Func = p.finish(maker)
	r.List = append(r.List, one)
}

// arrange puts the resources into the order in which they are made.
func (r *Resources) arrange() {
	slices.SortFunc(r.List, func(a, b *Resource) int { return cmp.Compare(a.Func.order.section, b.Func.order.section) })
	var list []*Resource
	var add func(*Resource)
	add = func(one *Resource) {
		if slices.Contains(list, one) {
			return
		}
		for _, s := range one.Func.Steps {
			walk(s, func(a bound.Arg) {
				if taken := factsOf(a).shared; taken != nil {
					add(r.byNode[taken])
				}
			})
		}
		list = append(list, one)
	}
	for _, one := range r.List {
		add(one)
	}
	r.List = list
}

// settle finds out what making the resources takes, when that of each is known.
func (r *Resources) settle() {
	r.arrange()
	for _, one := range r.List {
		needs := one.Func.Needs
		needs.Resources = false
		r.Needs = r.Needs.or(needs)
		r.Fails = r.Fails || one.Func.Fails
	}
}

// name gives the fields their names.
func (r *Resources) name() {
	fields := newScope(nil, "made", "make")
	for _, one := range r.List {
		one.Field = fields.pick(one.name)
	}
}

// share finds out whether several entry points of a server use the resources, or
// the function that serves one does. In a library each builder makes its own:
// nobody says which apps go together.
func (r *Resources) share(p *Program) {
	var using []*Entry
	served := false
	for i := range p.Entries {
		if e := &p.Entries[i]; e.Needs.Resources {
			using = append(using, e)
			served = served || e.servedWith()
		}
	}
	if p.Package != "main" || len(using) < 2 && !served {
		return
	}
	r.Shared = true
	for _, e := range using {
		e.Shared = true
	}
}

// closes reports whether the value that a factory returns is closed by a method
// of its own.
func closes(c *bound.Call) bool {
	return c.Result.Closer != ""
}
