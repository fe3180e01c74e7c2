package gopkg

import (
	"slices"

	"github.com/pastegen/pastegen/parse"
)

// directive is a doc comment line "//paste:KIND NAME" on a function, method,
// variable or type: it is an entry point of that kind, or for "factory" has
// that name in MODULE:ATTR references. Without NAME it is "main".
type directive struct {
	kind, name string
	said       []string // all that stands behind the kind
	goName     string   // "New", or "Server.New" for a method
}

// EntryKinds returns the kinds of entry points that may stand where an object
// type is asked for, as paste.deploy.loadwsgi lists its egg protocols.
func EntryKinds(t parse.ObjectType) []string {
	switch t {
	case parse.FilterType:
		return []string{"filter_factory", "filter_app_factory"}
	case parse.ServerType:
		return []string{"server_factory", "server_runner"}
	}
	return []string{"app_factory", "composite_factory", "composit_factory"}
}

// draftKind is the directive of a function that is not to be used yet: it stands
// for one of Python's until it does what that does.
const draftKind = "draft"

// IsDraft reports whether an object is not to be used yet.
func (p *Package) IsDraft(o Object) bool {
	return slices.ContainsFunc(p.notes, func(d directive) bool {
		return d.kind == draftKind && slices.ContainsFunc(p.object(d), func(of Object) bool { return of.Object == o.Object })
	})
}

// allEntryKinds returns the kinds of entry points of all object types.
func allEntryKinds() []string {
	var out []string
	for _, t := range []parse.ObjectType{parse.AppType, parse.FilterType, parse.ServerType} {
		out = append(out, EntryKinds(t)...)
	}
	return out
}

// ValueKinds returns the kinds of entry points that may make a resource, or a value
// of a key: Paste has none for these, so that any factory is one.
func ValueKinds() []string { return append([]string{"factory"}, allEntryKinds()...) }

func directiveKinds() []string { return append([]string{"factory", draftKind}, allEntryKinds()...) }
