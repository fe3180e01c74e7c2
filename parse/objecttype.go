package parse

// ObjectType is what was asked for: loadapp, loadfilter or loadserver.
type ObjectType int

// The object types of paste.deploy.loadwsgi.
const (
	AppType ObjectType = iota
	FilterType
	ServerType
)

// TypeOf returns the object type that a section prefix stands for.
func TypeOf(prefix string) (ObjectType, bool) {
	switch prefix {
	case "app", "application", "composite", "composit", "pipeline", "filter-app":
		return AppType, true
	case "filter":
		return FilterType, true
	case "server":
		return ServerType, true
	}
	return 0, false
}

// IsPrefix reports whether sections with that prefix, "app" say, are for Paste.
func IsPrefix(prefix string) bool {
	_, known := TypeOf(prefix)
	return known
}

func (t ObjectType) String() string {
	switch t {
	case FilterType:
		return "filter"
	case ServerType:
		return "server"
	}
	return "app"
}

func (t ObjectType) withArticle() string {
	if t == AppType {
		return "an app"
	}
	return "a " + t.String()
}

// prefixes returns the section prefixes of an object type: names in a group
// are aliases, the first of which that has the section wins.
func (t ObjectType) prefixes() [][]string {
	switch t {
	case FilterType:
		return [][]string{{"filter"}}
	case ServerType:
		return [][]string{{"server"}}
	}
	return [][]string{{"app", "application"}, {"composite", "composit"}, {"pipeline"}, {"filter-app"}}
}

// Protocols returns the protocols that make an object type, the one that Paste
// looks for first in front.
func (t ObjectType) Protocols() []string { return flat(t.protocols()) }

// protocols returns the protocols that make an object type. Of those in one
// group the first counts.
func (t ObjectType) protocols() [][]string {
	switch t {
	case FilterType:
		return [][]string{{"paste.filter_factory", "paste.filter_app_factory"}}
	case ServerType:
		return [][]string{{"paste.server_factory", "paste.server_runner"}}
	}
	return [][]string{{"paste.app_factory"}, {"paste.composite_factory"}, {"paste.composit_factory"}}
}

// assumedProtocol is that of an egg of which nothing is known.
func (t ObjectType) assumedProtocol() string {
	switch t {
	case FilterType:
		return "paste.filter_factory"
	case ServerType:
		return "paste.server_runner"
	}
	return "paste.app_factory"
}

// flat returns all strings of the groups.
func flat(groups [][]string) []string {
	var out []string
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}
