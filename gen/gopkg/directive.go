package gopkg

import "github.com/pastegen/pastegen/parse"

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

func directiveKinds() []string {
	out := []string{"factory"}
	for _, t := range []parse.ObjectType{parse.AppType, parse.FilterType, parse.ServerType} {
		out = append(out, EntryKinds(t)...)
	}
	return out
}
