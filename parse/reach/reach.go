// Package reach says which sections of a file others refer to, and which stand by
// themselves.
package reach

import (
	"slices"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
	"github.com/pastegen/pastegen/parse/ini"
)

// Unreferenced returns the app-like sections that no other section refers to,
// in the file's order, except those that no name leads to. What a value means
// depends on the section it stands in: in a composite other than a URL map any
// word may be the name of an app.
func Unreferenced(c *parse.Config) []parse.Loadable {
	known := eggs.Known()
	referred := map[*ini.Section]bool{}
	loadable, _ := c.Loadables()
	for _, l := range loadable {
		for s := range newMentions(c, known, l).sections() {
			if s != l.Section {
				referred[s] = true
			}
		}
	}
	return slices.DeleteFunc(loadable, func(l parse.Loadable) bool {
		return l.Type != parse.AppType || referred[l.Section] || l.Bare || c.Hidden(l)
	})
}

// Shadowed warns of sections of the entry file that are not among those reached
// where one of an included file is that has the same name: what stands in a file
// means its own sections.
func Shadowed(c *parse.Config, reached map[*ini.Section]bool) diag.List {
	type name struct {
		Type parse.ObjectType
		Name string
	}
	counts := map[name]*ini.Section{}
	for s := range reached {
		prefix, n, bare := parse.SplitName(s.Name)
		if t, ok := parse.TypeOf(prefix); ok && !bare {
			counts[name{t, n}] = s
		}
	}
	var problems diag.List
	loadable, _ := c.Loadables()
	for _, l := range loadable {
		if other := counts[name{l.Type, l.Name}]; other != nil && !l.Bare && !reached[l.Section] && other.Header.File != l.Section.Header.File {
			problems.Add(shadowed(l, other))
		}
	}
	return problems
}

func shadowed(l parse.Loadable, other *ini.Section) diag.Diagnostic {
	d := diag.Warningf(codeShadowed, l.Section.Header, "section %q is not used: %s has one of its own, and that counts there", l.Section.Name, other.Header.File.Name())
	d.Related = []diag.Related{{Span: other.Header, Note: "this one counts"}}
	d.Hint = "a name in an included file means a section of that file; remove one of them, or refer to this one from here"
	return d
}
