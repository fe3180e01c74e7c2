package parse

import (
	"strings"

	"github.com/pastegen/pastegen/parse/ini"
)

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

// flat returns all strings of the groups.
func flat(groups [][]string) []string {
	var out []string
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}

// typeOf returns the object type that a section prefix stands for.
func typeOf(prefix string) (ObjectType, bool) {
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

// splitName returns the prefix and the name of a section. A section without
// ":" is bare and has no name.
func splitName(section string) (prefix, name string, bare bool) {
	prefix, name, found := strings.Cut(section, ":")
	return prefix, ini.Strip(name), !found
}

// sectionKey is what Paste finds a section by.
type sectionKey struct{ prefix, name string }

// sectionIndex holds the sections of a file by what Paste finds them by, each
// list in the file's order.
type sectionIndex struct {
	named map[sectionKey][]*ini.Section
	bare  map[string]*ini.Section
}

func newSectionIndex(f *ini.File) *sectionIndex {
	x := &sectionIndex{map[sectionKey][]*ini.Section{}, map[string]*ini.Section{}}
	for _, s := range f.Sections {
		prefix, name, bare := splitName(s.Name)
		if bare {
			x.bare[prefix] = s
			continue
		}
		k := sectionKey{prefix, name}
		x.named[k] = append(x.named[k], s)
	}
	return x
}

// find returns the sections that answer to a name, as
// ConfigLoader.find_config_section collects them. Without a name that is the
// section "main", or the bare prefix.
func (x *sectionIndex) find(t ObjectType, name string, unnamed bool) []*ini.Section {
	var possible []*ini.Section
	for _, group := range t.prefixes() {
		for _, prefix := range group {
			found := x.one(prefix, name, unnamed)
			if len(found) > 0 {
				possible = append(possible, found...)
				break
			}
		}
	}
	return possible
}

func (x *sectionIndex) one(prefix, name string, unnamed bool) []*ini.Section {
	if !unnamed {
		return x.named[sectionKey{prefix, name}]
	}
	var found []*ini.Section
	if s := x.bare[prefix]; s != nil {
		found = append(found, s)
	}
	return append(found, x.named[sectionKey{prefix, "main"}]...)
}
