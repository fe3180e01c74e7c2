package own

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// Idle warns of what is written for pastegen and has no effect: variables that no
// value refers to, and sections of pastegen's own in files that are included. It
// is to be called when those have been read.
func Idle(c *parse.Config) diag.List {
	var problems diag.List
	if s := c.File.Section(parse.VariablesSection); s != nil {
		used := c.References()
		for _, e := range s.Entries {
			if !used[e.Key] && parse.IsVariableName(e.Key) {
				problems.Add(idleVariable(e, used))
			}
		}
	}
	for _, f := range c.Included() {
		for _, s := range f.Sections {
			if isOwn(s) && lacks(c.File.Section(s.Name), s) {
				problems.Add(notOfEntry(c, s))
			}
		}
	}
	return problems
}

// isOwn reports whether a section is one of those that pastegen reads, and Paste
// does not.
func isOwn(s *ini.Section) bool {
	prefix, _, bare := parse.SplitName(s.Name)
	return slices.Contains(names(), s.Name) || prefix == "resource" && !bare
}

// lacks reports whether a section, nil for none, lacks a key of another.
func lacks(s, other *ini.Section) bool {
	return s == nil || slices.ContainsFunc(other.Entries, func(e *ini.Entry) bool { return s.Entry(e.Key) == nil })
}

func idleVariable(e *ini.Entry, used map[string]bool) diag.Diagnostic {
	d := diag.Warningf(codeIdle, e.KeySpan, "no value refers to the variable %q", e.Key)
	d.Hint = fmt.Sprintf("write %%(%s)s where its text is to be, or remove it", e.Key)
	for _, name := range slices.Sorted(maps.Keys(used)) {
		if strings.EqualFold(name, e.Key) {
			d.Hint = fmt.Sprintf("case matters: values refer to %%(%s)s", name)
		}
	}
	return d
}

func notOfEntry(c *parse.Config, s *ini.Section) diag.Diagnostic {
	d := diag.Warningf(codeElsewhere, s.Header, "section %q has no effect in a file that another includes", s.Name)
	d.Hint = "what it says for this program has to be in " + c.Path
	return d
}
