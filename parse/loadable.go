package parse

import (
	"slices"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// Loadable is a section that Paste can be asked for.
type Loadable struct {
	Section *ini.Section
	Type    ObjectType
	Name    string // the part after the prefix, trimmed
	Bare    bool   // a section without ":", which only ConfigLoader itself finds
}

// ref is what the section is asked for by.
func (l Loadable) ref() ref {
	if l.Bare {
		return ref{}
	}
	return outside(Text(l.Name), source.Span{})
}

// SaysWhatItIs reports whether the section has a key that is for Paste, so that
// one with a name such as [server] is not merely that of another program.
func (l Loadable) SaysWhatItIs() bool {
	return slices.ContainsFunc(append(flat(l.Type.protocols()), "use", "pipeline"), func(key string) bool {
		return l.Section.Entry(key) != nil
	})
}

// neverFound warns of the sections that look like ones for Paste but that no
// name leads to.
func neverFound(c *Config) diag.List {
	var problems diag.List
	loadable, _ := c.Loadables()
	for _, l := range loadable {
		switch other := c.entry.sections.hiding(l); {
		case l.Bare && l.SaysWhatItIs():
			problems.Add(bareSection(l.Section))
		case other != nil:
			problems.Add(hiddenSection(l, other))
		}
	}
	return problems
}
