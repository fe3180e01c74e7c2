package parse

import (
	"strings"

	"github.com/pastegen/pastegen/parse/eggs"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
)

// mentions is what a section says of others.
type mentions struct {
	config *Config
	in     Loadable
	values map[string]Text // of its keys, interpolated, as far as they can be had
}

func newMentions(c *Config, in Loadable) mentions {
	m := mentions{c, in, map[string]Text{}}
	settings, _ := c.Settings(in.Section)
	for _, s := range settings {
		m.values[s.Key] = s.Value
	}
	return m
}

// sections returns the app-like sections that the section refers to, itself
// among them where it does.
func (m mentions) sections() map[*ini.Section]bool {
	out := map[*ini.Section]bool{}
	use := m.values["use"]
	if Scheme(use) == "config" && m.withinFile(use) == "" {
		// What another file has may refer back: the names in a composite of
		// it are those of this file.
		n, _ := m.config.ResolveLoadable(m.in)
		for s := range Sections(All(n)) {
			out[s] = true
		}
		delete(out, m.in.Section)
	}
	for _, name := range m.names() {
		for _, s := range m.config.entry.sections.find(AppType, string(name), false) {
			out[s] = true
		}
	}
	return out
}

// names returns what may be names of apps among the values.
func (m mentions) names() []Text {
	names := []Text{
		m.withinFile(m.values["use"]), m.values["next"],
		m.values["not_found_app"], m.values["set not_found_app"],
	}
	names = append(names, pytext.Words(m.values["pipeline"])...)
	composite, urlmap := m.makes(m.values["use"])
	prefix, _, _ := SplitName(m.in.Section.Name)
	_, named := m.values["paste.composite_factory"]
	_, alias := m.values["paste.composit_factory"]
	switch {
	case urlmap:
		for _, v := range m.values {
			names = append(names, v)
		}
	case composite, named, alias, prefix == "composite", prefix == "composit":
		for _, v := range m.values {
			names = append(names, pytext.Words(v)...)
		}
	}
	return names
}

// makes reports whether a "use" makes a composite, and a URL map at that.
func (m mentions) makes(use Text) (composite, urlmap bool) {
	_, rest, _ := strings.Cut(string(use), ":")
	switch Scheme(use) {
	case "call":
		urlmap = rest == "paste.urlmap:urlmap_factory"
		return urlmap, urlmap
	case "egg":
		dist, entry, _ := strings.Cut(rest, "#")
		protocol, target, _ := m.config.eggs[eggs.Normal(dist)].Find(flat(AppType.protocols()), entry)
		return strings.HasPrefix(protocol, "paste.composit"), target == "paste.urlmap:urlmap_factory"
	}
	return false, false
}

// withinFile returns the section of the entry file that a "use" names, if it
// does.
func (m mentions) withinFile(use Text) Text {
	if Scheme(use) != "config" {
		return use
	}
	path, name, found := strings.Cut(string(use[len("config:"):]), "#")
	if !found {
		name = "main"
	}
	if !pytext.IsAbs(Text(path)) {
		path = HereMark + "/" + path
	}
	if pytext.Abspath(pytext.Unquote(Text(path))) != m.config.entry.name {
		return ""
	}
	return Text(name)
}
