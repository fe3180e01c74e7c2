package bind

import (
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/fill"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// kind is a kind of section that a factory may be tried for.
type kind struct {
	name Kind
	role bound.Role
	t    parse.ObjectType
	node func(parse.Common, *parse.Factory) parse.Node
}

// kinds lists them in the order in which they are tried: what wraps a handler
// is a filter before it is an app that takes one.
func kinds() []kind {
	return []kind{
		{FilterKind, bound.FilterRole, parse.FilterType, func(c parse.Common, f *parse.Factory) parse.Node { return &parse.Filter{Common: c, Factory: f} }},
		{AppKind, bound.AppRole, parse.AppType, func(c parse.Common, f *parse.Factory) parse.Node { return &parse.App{Common: c, Factory: f} }},
		{CompositeKind, bound.AppRole, parse.AppType, func(c parse.Common, f *parse.Factory) parse.Node { return &parse.Composite{Common: c, Factory: f} }},
		{ServerKind, bound.ServerRole, parse.ServerType, func(c parse.Common, f *parse.Factory) parse.Node { return &parse.Server{Common: c, Factory: f} }},
		{ResourceKind, bound.ValueRole, parse.AppType, func(c parse.Common, f *parse.Factory) parse.Node { return &parse.Resource{Common: c, Factory: f} }},
	}
}

// kindsOf returns what the factory of a node may be good for: what its section
// is, or anything of the type asked for if no section has it.
func kindsOf(n parse.Node) []kind {
	common := n.Context()
	return slices.DeleteFunc(kinds(), func(k kind) bool {
		if common.Section == nil {
			return k.t != common.Type
		}
		return k.name != KindOf(n)
	})
}

// KindOf returns the kind of section that a node is of.
func KindOf(n parse.Node) Kind {
	switch n.(type) {
	case *parse.Filter:
		return FilterKind
	case *parse.Composite:
		return CompositeKind
	case *parse.Server:
		return ServerKind
	case *parse.Resource:
		return ResourceKind
	}
	return AppKind
}

// job makes a job for a factory as such: of a section without keys.
func (k kind) job(common parse.Common, f *parse.Factory) *job {
	common.Local, common.Global = nil, nil
	return &job{fill.Job{Node: k.node(common, f), Factory: f, Role: k.role}, diag.Error}
}

// trial is what came of binding an object for one kind of section without keys.
type trial struct {
	kind
	fill.Trial
	part gopkg.Part // of which only the object is known if it is not built in
	job  *job
}

// refused reports whether an object takes what another kind of section is for.
func refused(ds diag.List) bool {
	return slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == problem.NoSection })
}

// use writes a factory as it stands behind "use =".
func use(f *parse.Factory) string {
	switch {
	case f.Kind != parse.EggFactory:
		return "call:" + f.Module + ":" + f.Attr
	case f.Entry == "main":
		return "egg:" + f.Dist
	}
	return "egg:" + f.Dist + "#" + f.Entry
}
