package reach

import (
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// Passed warns of sections of included files that are not reached since the file
// that includes theirs has some of the same names: those are what the values of an
// included composite mean.
func Passed(nodes []parse.Node, reached map[*ini.Section]bool) diag.List {
	var problems diag.List
	told := map[*ini.Section]bool{}
	for _, n := range nodes {
		composite, ok := n.(*parse.Composite)
		if !ok || len(composite.Via) == 0 {
			continue
		}
		via := composite.Via[len(composite.Via)-1]
		for _, name := range namedIn(composite, via.Section.Header.File) {
			own, theirs := find(composite.File, name.Text), find(via.File, name.Text)
			if own != nil && theirs != nil && via.File != composite.File && !reached[theirs] && !told[theirs] {
				told[theirs] = true
				problems.Add(passed(own, theirs, name.Span))
			}
		}
	}
	return problems
}

// namedIn returns what may be the names of sections among the values that a
// composite has from a file.
func namedIn(c *parse.Composite, file *source.File) []parse.Word {
	var names []parse.Word
	for _, s := range c.Local {
		switch {
		case !s.Span.IsValid() || s.Span.File != file:
		case c.URLMap != nil:
			names = append(names, s.Word())
		default:
			names = append(names, s.Words()...)
		}
	}
	return names
}

// find returns the app-like section of a name in a file; nil if there is none.
func find(file *ini.File, name parse.Text) *ini.Section {
	for _, s := range file.Sections {
		prefix, n, bare := parse.SplitName(s.Name)
		if t, ok := parse.TypeOf(prefix); ok && !bare && t == parse.AppType && n == string(name) {
			return s
		}
	}
	return nil
}

func passed(own, theirs *ini.Section, named source.Span) diag.Diagnostic {
	d := diag.Warningf(codeShadowed, theirs.Header, "section %q is not used: %s has one of its own, and that counts", theirs.Name, own.Header.File.Name())
	d.Related = []diag.Related{{Span: own.Header, Note: "this one counts"}, {Span: named, Note: "here"}}
	d.Hint = "a name in a composite of an included file means a section of the file that includes it; " +
		"write it as config:FILE#NAME to mean this one, or remove one of them"
	return d
}
