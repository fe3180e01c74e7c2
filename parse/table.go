package parse

import (
	"strings"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// Table returns the entries of a section that is pastegen's own, such as
// [pastegen:packages]: interpolated, without [DEFAULT]'s keys. The section may
// be absent.
func (c *Config) Table(section string) ([]Setting, diag.List) {
	s := c.File.Section(section)
	if s == nil {
		return nil, nil
	}
	r := newResolver(c, nil)
	var out []Setting
	for _, e := range s.Entries {
		value, fault := c.main.value(s, entryOption(e), FromLocal)
		if fault != nil {
			r.report(fault.diagnostic(c.main, s))
			continue
		}
		out = append(out, value)
	}
	return out, r.problems
}

// Unreferenced returns the app-like sections that no other section refers to,
// in the file's order. What a value means depends on the section it stands in:
// in a composite other than a URL map any word may be the name of an app.
func (c *Config) Unreferenced() []Loadable {
	referred := map[*ini.Section]bool{}
	loadable, _ := c.Loadables()
	for _, l := range loadable {
		for _, name := range c.mentions(l) {
			for _, s := range c.entry.sections.find(AppType, string(name), false) {
				if s != l.Section {
					referred[s] = true
				}
			}
		}
	}
	var out []Loadable
	for _, l := range loadable {
		if l.Type == AppType && !referred[l.Section] {
			out = append(out, l)
		}
	}
	return out
}

// mentions returns what a section refers to by name.
func (c *Config) mentions(l Loadable) []Text {
	values := map[string]Text{}
	var local []Setting
	for _, e := range l.Section.Entries {
		if s, fault := c.main.value(l.Section, entryOption(e), FromLocal); fault == nil {
			values[e.Key] = s.Value
			local = append(local, s)
		}
	}
	names := []Text{c.withinFile(values["use"]), values["next"]}
	names = append(names, words(values["pipeline"])...)
	names = append(names, values["not_found_app"])
	urls := isURLMap(values["use"])
	if !urls && !isComposite(l.Section, values) {
		return names
	}
	for _, s := range local {
		if urls {
			names = append(names, s.Value)
		} else {
			names = append(names, words(s.Value)...)
		}
	}
	return names
}

// withinFile returns the section that a "use" names in the entry file.
func (c *Config) withinFile(use Text) Text {
	file, name, found := strings.Cut(string(use), "#")
	if !found {
		name = "main"
	}
	path, config := strings.CutPrefix(file, "config:")
	if !config {
		return use
	}
	if !isAbs(Text(path)) {
		path = HereMark + "/" + path
	}
	if abspath(unquote(Text(path))) != c.entry.name {
		return ""
	}
	return Text(name)
}

func isURLMap(use Text) bool {
	if use == "call:paste.urlmap:urlmap_factory" {
		return true
	}
	dist, found := strings.CutSuffix(string(use), "#urlmap")
	return found && strings.HasPrefix(dist, "egg:") && normalizeEgg(dist[len("egg:"):]) == "paste"
}

func isComposite(s *ini.Section, values map[string]Text) bool {
	prefix, _, _ := splitName(s.Name)
	_, named := values["paste.composite_factory"]
	_, alias := values["paste.composit_factory"]
	return named || alias || prefix == "composite" || prefix == "composit"
}
