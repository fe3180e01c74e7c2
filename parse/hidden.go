package parse

import (
	"slices"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// neverFound warns of the sections that look like ones for Paste but that no
// name leads to.
func (c *Config) neverFound() diag.List {
	var problems diag.List
	loadable, _ := c.Loadables()
	for _, l := range loadable {
		switch other := c.hiding(l); {
		case l.Bare && saysWhatItIs(l.Section):
			problems.Add(bareSection(l.Section))
		case other != nil:
			problems.Add(hiddenSection(l, other))
		}
	}
	return problems
}

// hiding returns the section that is found in place of one with an alias as its
// prefix: [app:x] in place of [application:x]. It is nil if the section itself
// is found.
func (c *Config) hiding(l Loadable) *ini.Section {
	found := c.entry.sections.find(l.Type, l.Name, l.Bare)
	if len(found) == 0 || slices.Contains(found, l.Section) {
		return nil
	}
	return found[0]
}

// saysWhatItIs reports whether a section has a key that is for Paste, so that a
// section with a name such as [server] is not merely that of another program.
func saysWhatItIs(s *ini.Section) bool {
	t, _ := typeOf(s.Name)
	return slices.ContainsFunc(append(flat(t.protocols()), "use", "pipeline"), func(key string) bool {
		return s.Entry(key) != nil
	})
}
