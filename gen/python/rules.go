// Package python decides which sections of a file stay in Python, and makes
// islands of them: what Python builds without Go in between is one object to
// Go, an app or a filter of the runtime package of that name. It knows nothing
// of how Go source is written, and runs no Python.
package python

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
	"github.com/pastegen/pastegen/parse/own"
)

// Rules say which factories stay in Python. Of a nil *Rules none does.
type Rules struct {
	own.Python
	// Known is what is known of factories in Python; nil for nothing.
	Known  *record.Record
	keeps  []*keep
	shadow *own.Shadow // nil for none
}

// keep is a word of [pastegen:python] keep.
type keep struct {
	parse.Word
	section string // the section that it names; empty for a module or an egg
	met     bool   // some node stays because of it
}

// NewRules returns the rules of a file, nil if there is no interpreter: the
// program that is asked for by other means, if it is not empty, else what the
// file says.
func NewRules(c *parse.Config, settings own.Settings, program string) *Rules {
	if program != "" {
		settings.Python.Program = program
	}
	if settings.Python.Program == "" {
		return nil
	}
	r := &Rules{Python: settings.Python, shadow: settings.Shadow}
	for _, w := range settings.Python.Keep {
		k := &keep{Word: w}
		if s := sectionOf(c, string(w.Text)); s != "" {
			k.section = s
		}
		r.keeps = append(r.keeps, k)
	}
	return r
}

// sectionOf returns the name of the section that a word names, empty if there is
// none.
func sectionOf(c *parse.Config, word string) string {
	for _, s := range c.File.Sections {
		prefix, name, bare := parse.SplitName(s.Name)
		if !bare && prefix+":"+name == word {
			return s.Name
		}
	}
	return ""
}

// Keeps returns the word by which a node stays in Python whatever Go there is;
// empty if there is none.
func (r *Rules) Keeps(n parse.Node, f *parse.Factory) string {
	if r == nil || !CanStay(f) {
		return ""
	}
	if IsCallable(f) {
		return f.String()
	}
	for _, k := range r.keeps {
		if k.matches(n, f) {
			k.met = true
			return string(k.Text)
		}
	}
	return ""
}

func (k *keep) matches(n parse.Node, f *parse.Factory) bool {
	word := string(k.Text)
	switch {
	case k.section != "":
		c := n.Context()
		return c.Section != nil && c.Section.Name == k.section
	case strings.HasPrefix(word, "egg:"):
		dist, entry, named := strings.Cut(strings.TrimPrefix(word, "egg:"), "#")
		return f.Kind == parse.EggFactory && eggs.Same(dist, f.Dist) && (!named || entry == f.Entry)
	}
	module, attr, named := strings.Cut(strings.TrimPrefix(word, "call:"), ":")
	if named {
		return f.Module == module && f.Attr == attr
	}
	return f.Module == module || strings.HasPrefix(f.Module, module+".") ||
		f.Kind == parse.EggFactory && eggs.Same(f.Dist, module)
}

// CanStay reports whether a factory can be one of Python at all: no path and no
// import path of Go names a module.
func CanStay(f *parse.Factory) bool {
	return f != nil && (f.Kind == parse.EggFactory || pythonName.MatchString(f.Module) && pythonName.MatchString(f.Attr))
}

var pythonName = regexp.MustCompile(`^[\pL_][\pL\pN_]*(\.[\pL_][\pL\pN_]*)*$`)

// Takes reports whether a factory stays in Python for which these problems are all
// that was found: nobody has written it in Go.
func (r *Rules) Takes(f *parse.Factory, problems diag.List) bool {
	return r != nil && CanStay(f) && len(problems) > 0 &&
		!slices.ContainsFunc(problems, func(d diag.Diagnostic) bool { return !isMissing(d) })
}

// isMissing reports whether a problem is that there is no Go.
func isMissing(d diag.Diagnostic) bool {
	switch d.Code {
	case problem.NoPackage, problem.NoEgg, problem.NoEntry, problem.NotBuiltIn, problem.NoName, problem.Draft:
		return true
	}
	return false
}

// Shadows reports whether the section of a node is one that is to be compared.
func (r *Rules) Shadows(n parse.Node) bool {
	if r == nil || r.shadow == nil || !isComparable(n) || n.Context().Section == nil {
		return false
	}
	for _, w := range r.shadow.Sections {
		if label(n) == string(w.Text) {
			return true
		}
	}
	return false
}

// Idle reports the words that keep nothing.
func (r *Rules) Idle() diag.List {
	var problems diag.List
	if r == nil {
		return nil
	}
	for _, k := range r.keeps {
		if k.met {
			continue
		}
		problems.Add(diag.Diagnostic{
			Severity: diag.Warning, Code: problem.KeepsNothing, Span: k.Span,
			Message: words.Quote(k.Shown()) + " keeps nothing in Python",
			Hint:    "name a section (filter:gzip), an egg (egg:Paste#gzip), a module (nova.api) or one of its functions (nova.api:app)",
		})
	}
	return problems
}
