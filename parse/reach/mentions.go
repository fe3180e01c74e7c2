package reach

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/eggs"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
)

// mentions is what a section says of others.
type mentions struct {
	config *parse.Config
	in     parse.Loadable
	eggs   eggs.Table
	values map[string]parse.Text // of its keys, interpolated, as far as they can be had
}

func newMentions(c *parse.Config, known eggs.Table, in parse.Loadable) mentions {
	m := mentions{c, in, known, map[string]parse.Text{}}
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
	if conf.Scheme(use) == "config" && m.withinFile(use) == "" {
		// What another file has may refer back: the names in a composite of
		// it are those of this file.
		n, _ := m.config.Guess(m.in)
		for s := range parse.Sections(parse.All(n)) {
			out[s] = true
		}
		delete(out, m.in.Section)
	}
	for _, name := range m.names() {
		for _, s := range m.config.Named(parse.AppType, string(name)) {
			out[s] = true
		}
	}
	return out
}

// names returns what may be names of apps among the values.
func (m mentions) names() []parse.Text {
	names := []parse.Text{
		m.withinFile(m.values["use"]), m.values["next"],
		m.values["not_found_app"], m.values["set not_found_app"],
	}
	names = append(names, pytext.Words(m.values["pipeline"])...)
	composite, urlmap := m.makes(m.values["use"])
	prefix, _, _ := parse.SplitName(m.in.Section.Name)
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
func (m mentions) makes(use parse.Text) (composite, urlmap bool) {
	_, rest, _ := strings.Cut(string(use), ":")
	switch conf.Scheme(use) {
	case "call":
		urlmap = slices.Contains(eggs.URLMaps(), rest)
		return urlmap, urlmap
	case "egg":
		dist, entry, _ := strings.Cut(rest, "#")
		protocol, target, _ := m.eggs[eggs.Normal(dist)].Find(parse.AppType.Protocols(), entry)
		return strings.HasPrefix(protocol, "paste.composit"), slices.Contains(eggs.URLMaps(), target)
	}
	return false, false
}

// withinFile returns the section of the entry file that a "use" names, if it
// does.
func (m mentions) withinFile(use parse.Text) parse.Text {
	if conf.Scheme(use) != "config" {
		return use
	}
	path, name, found := strings.Cut(string(use[len("config:"):]), "#")
	if !found {
		name = "main"
	}
	if !pytext.IsAbs(parse.Text(path)) {
		path = parse.HereMark + "/" + path
	}
	if pytext.Abspath(pytext.Unquote(parse.Text(path))) != pytext.Abspath(parse.HereMark+"/"+parse.Text(filepath.Base(m.config.Path))) {
		return ""
	}
	return parse.Text(name)
}
