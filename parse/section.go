package parse

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/ini"
)

// SplitName returns the prefix and the name of a section: "app" and "main" of
// [app:main]. A section without ":" is bare and has no name.
func SplitName(section string) (prefix, name string, bare bool) {
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
		prefix, name, bare := SplitName(s.Name)
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

// hiding returns the section that is found in place of one with an alias as its
// prefix: [app:x] in place of [application:x]. It is nil if the section itself
// is found.
func (x *sectionIndex) hiding(l Loadable) *ini.Section {
	found := x.find(l.Type, l.Name, l.Bare)
	if len(found) == 0 || slices.Contains(found, l.Section) {
		return nil
	}
	return found[0]
}
