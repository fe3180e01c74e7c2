package python

import (
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
	"github.com/pastegen/pastegen/parse/own"
)

// ShadowWithoutPython reports [pastegen:shadow] in a file for which no interpreter
// is named: settings are what it says, and program what is said elsewhere.
func ShadowWithoutPython(c *parse.Config, settings own.Settings, program string) diag.List {
	if settings.Shadow == nil || program != "" || settings.Python.Program != "" {
		return nil
	}
	d := diag.Diagnostic{
		Severity: diag.Error, Code: problem.NotCompared,
		Message: "there is nothing to compare with, since no interpreter of Python is named",
		Hint:    "name one with --python PROGRAM, or with python = PROGRAM in the section [pastegen]",
	}
	if s := c.File.Section(own.ShadowSection); s != nil {
		d.Span = s.Header
	}
	return diag.List{d}
}

// NotCompared reports the sections of [pastegen:shadow] that cannot be compared,
// now that a program is bound.
func NotCompared(c *parse.Config, r *Rules, p *bound.Program) diag.List {
	if r == nil || r.shadow == nil {
		return nil
	}
	var problems diag.List
	for _, w := range r.shadow.Sections {
		if d := notCompared(c, p, w); d != nil {
			d.Code, d.Span = problem.NotCompared, w.Span
			problems.Add(*d)
		}
	}
	return problems
}

// NotReached warns of the sections of [pastegen:shadow] that nothing uses which is
// served: the roots, which are apps of a sound program.
func NotReached(c *parse.Config, r *Rules, in *bound.Program, roots []parse.Node) diag.List {
	if r == nil || r.shadow == nil {
		return nil
	}
	b := newIslands(r, in, "")
	b.shadow = newShadowing(c, b)
	for _, n := range roots {
		b.app(n)
	}
	var problems diag.List
	for _, w := range r.shadow.Sections {
		if !b.shadow.met[string(w.Text)] {
			problems.Add(diag.Diagnostic{
				Severity: diag.Warning, Code: problem.NotCompared, Span: w.Span,
				Message: words.Quote(w.Shown()) + " is not compared: nothing that is served uses it, or only a composite of Python does",
				Hint:    "remove the word, or use the section",
			})
		}
	}
	return problems
}

// notCompared says why a section is not compared; nil if it is.
func notCompared(c *parse.Config, p *bound.Program, w parse.Word) *diag.Diagnostic {
	word := string(w.Text)
	name := sectionOf(c, word)
	if name == "" {
		return &diag.Diagnostic{Severity: diag.Error, Message: "there is no section " + words.Quote(w.Shown()), Hint: didYouMean(c, word)}
	}
	prefix, _, _ := parse.SplitName(name)
	if !strings.HasPrefix(prefix, "app") && prefix != "filter" {
		return &diag.Diagnostic{Severity: diag.Error, Message: words.Quote(w.Shown()) + " is not compared: only apps and filters can be",
			Hint: "name the sections that it is made of"}
	}
	ported, stays := nodeOf(c, p, name)
	switch {
	case ported == nil && stays != nil:
		return &diag.Diagnostic{Severity: diag.Error, Message: words.Quote(w.Shown()) + " stays in Python (" + p.Python[stays] + "): there is no Go to compare it with",
			Hint: "write the Go function, or its draft: pastegen port FILE " + word}
	case ported == nil:
		return nil // what is wrong with it is said elsewhere
	case !isComparable(ported):
		return &diag.Diagnostic{Severity: diag.Error, Message: words.Quote(w.Shown()) + " is not compared: its factory makes a composite",
			Hint: "name the apps and filters below it"}
	case !hasOriginal(parse.FactoryOf(ported)):
		return &diag.Diagnostic{Severity: diag.Error, Message: words.Quote(parse.FactoryOf(ported).String()) + " has no original in Python",
			Hint: "compare sections whose factory both languages have, such as call:mysite.auth:make or egg:Paste#gzip"}
	}
	return nil
}

// nodeOf returns a node of a section that is Go, or else one that stays in Python.
// What is only asked for by name is none of these.
func nodeOf(c *parse.Config, p *bound.Program, name string) (ported, stays parse.Node) {
	section := c.File.Section(name)
	for n := range p.Calls {
		if n.Context().Section == section {
			ported = n
		}
	}
	for n := range p.Python {
		if n.Context().Section == section {
			stays = n
		}
	}
	return ported, stays
}

// hasOriginal reports whether a factory of Go may have one in Python.
func hasOriginal(f *parse.Factory) bool {
	return f != nil && CanStay(f) && (f.Kind != parse.EggFactory || eggs.Normal(f.Dist) != ownDist) &&
		!strings.HasPrefix(f.Module, ownDist+".")
}

// IsComparable reports whether a node that is Go can be compared with one of
// Python.
func IsComparable(n parse.Node) bool { return isComparable(n) && hasOriginal(parse.FactoryOf(n)) }

// didYouMean names a section whose name is like a word.
func didYouMean(c *parse.Config, word string) string {
	var names []string
	for _, s := range c.File.Sections {
		if prefix, name, bare := parse.SplitName(s.Name); !bare && (strings.HasPrefix(prefix, "app") || prefix == "filter") {
			names = append(names, prefix+":"+name)
		}
	}
	if hint := diag.DidYouMean(word, names); hint != "" {
		return hint
	}
	return "name sections with their kinds, as in: sections = filter:auth app:main"
}
