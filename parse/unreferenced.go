package parse

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/ini"
)

// Unreferenced returns the app-like sections that no other section refers to,
// in the file's order, except those that no name leads to. What a value means depends on the section it stands in:
// in a composite other than a URL map any word may be the name of an app.
func (c *Config) Unreferenced() []Loadable {
	referred := map[*ini.Section]bool{}
	loadable, _ := c.Loadables()
	for _, l := range loadable {
		for s := range c.refersTo(l) {
			if s != l.Section {
				referred[s] = true
			}
		}
	}
	return slices.DeleteFunc(loadable, func(l Loadable) bool {
		return l.Type != AppType || referred[l.Section] || l.Bare || c.hiding(l) != nil
	})
}

// refersTo returns the app-like sections that a section refers to, itself
// among them where it does.
func (c *Config) refersTo(l Loadable) map[*ini.Section]bool {
	out := map[*ini.Section]bool{}
	values := c.values(l.Section)
	use := values["use"]
	if schemeOf(use) == "config" && c.withinFile(use) == "" {
		// What another file has may refer back: the names in a composite of
		// it are those of this file.
		n, _ := c.ResolveLoadable(l)
		reach(n, out)
		delete(out, l.Section)
	}
	for _, name := range c.mentions(l.Section, values) {
		for _, s := range c.entry.sections.find(AppType, string(name), false) {
			out[s] = true
		}
	}
	return out
}

// values returns the interpolated values of a section's keys, as far as they
// can be had.
func (c *Config) values(s *ini.Section) map[string]Text {
	out := map[string]Text{}
	for _, e := range s.Entries {
		if v, fault := c.main.value(s, entryOption(e), FromLocal); fault == nil {
			out[e.Key] = v.Value
		}
	}
	return out
}

// mentions returns what may be names of apps among the values of a section.
func (c *Config) mentions(s *ini.Section, values map[string]Text) []Text {
	names := []Text{
		c.withinFile(values["use"]), values["next"],
		values["not_found_app"], values["set not_found_app"],
	}
	names = append(names, words(values["pipeline"])...)
	composite, urlmap := c.makes(values["use"])
	prefix, _, _ := splitName(s.Name)
	_, named := values["paste.composite_factory"]
	_, alias := values["paste.composit_factory"]
	switch {
	case urlmap:
		for _, v := range values {
			names = append(names, v)
		}
	case composite, named, alias, prefix == "composite", prefix == "composit":
		for _, v := range values {
			names = append(names, words(v)...)
		}
	}
	return names
}

// makes reports whether a "use" makes a composite, and a URL map at that.
func (c *Config) makes(use Text) (composite, urlmap bool) {
	_, rest, _ := strings.Cut(string(use), ":")
	switch schemeOf(use) {
	case "call":
		urlmap = rest == "paste.urlmap:urlmap_factory"
		return urlmap, urlmap
	case "egg":
		dist, entry, _ := strings.Cut(rest, "#")
		protocol, target, _ := c.eggs[normalizeEgg(dist)].find(AppType, entry)
		return strings.HasPrefix(protocol, "paste.composit"), target == "paste.urlmap:urlmap_factory"
	}
	return false, false
}

// withinFile returns the section of the entry file that a "use" names, if it
// does.
func (c *Config) withinFile(use Text) Text {
	if schemeOf(use) != "config" {
		return use
	}
	path, name, found := strings.Cut(string(use[len("config:"):]), "#")
	if !found {
		name = "main"
	}
	if !isAbs(Text(path)) {
		path = HereMark + "/" + path
	}
	if abspath(unquote(Text(path))) != c.entry.name {
		return ""
	}
	return Text(name)
}
