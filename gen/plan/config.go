package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// Config is what -print-config shows: the settings of every section, with the
// place of each, as text for os.Expand if anything in it is known only when the
// program starts.
type Config struct {
	Text      string
	Here      bool        // ${here} stands for the folder of the INI file
	Folder    bool        // it needs that folder, in the text or in the default of a variable
	Variables []*Variable // ${NAME} for the text of each, and ${NAME?} for where that is from
}

// IsConst reports whether the text is to be shown as it is.
func (c *Config) IsConst() bool { return !c.Here && len(c.Variables) == 0 }

// configText writes the text.
type configText struct {
	strings.Builder
	*placer
	expands bool // "$" must be doubled
	uses    map[string]bool
	here    bool
}

// newConfig collects the settings of all functions, a section at a time.
func newConfig(prog *Program, notes map[parse.Node]bound.Note, places *placer) *Config {
	w := &configText{placer: places, uses: map[string]bool{}}
	globals := shownGlobals(prog)
	w.expands = slices.ContainsFunc(globals, func(s parse.Setting) bool { return !s.Value.IsConst() })
	all := shown(prog, notes)
	for _, one := range all {
		w.expands = w.expands || slices.ContainsFunc(one.settings, func(s parse.Setting) bool { return !s.Value.IsConst() })
	}
	w.defaults(globals)
	seen := map[string]bool{}
	for _, one := range all {
		header := w.plain(one.section) + "  ; " + w.plain(w.place(one.span)) + "\n"
		if seen[header] && one.inside {
			continue
		}
		if !seen[header] {
			seen[header] = true
			w.WriteString(header)
		}
		for _, s := range one.settings {
			w.setting(s, w.origin(s))
		}
	}
	c := &Config{Text: w.String(), Here: w.here}
	if prog.Environ != nil {
		for _, v := range prog.Environ.Variables {
			if w.uses[v.Key] {
				c.Variables = append(c.Variables, v)
			}
		}
	}
	c.Folder = c.Here || slices.ContainsFunc(c.Variables, func(v *Variable) bool { return !v.Secret && v.Value.UsesHere() })
	return c
}

// shownSection is a section as -print-config shows it.
type shownSection struct {
	section  string
	span     source.Span
	settings []parse.Setting
	inside   bool // it is part of another, and may be shown elsewhere
}

// shown returns the sections of all functions, and those that have none.
func shown(prog *Program, notes map[parse.Node]bound.Note) []shownSection {
	var out []shownSection
	for _, f := range prog.Funcs {
		note := notes[f.node]
		if f.node.Context().Section != nil || f.Form != FormResource {
			out = append(out, shownSection{f.Section, f.span, shownSettings(f.node), len(note.Shown) > 0})
		}
		for _, n := range note.Shown {
			if c := n.Context(); c.Section != nil {
				out = append(out, shownSection{"[" + c.Section.Name + "]", c.Section.Header, c.Local, true})
			}
		}
	}
	return out
}

// shownSettings are the settings of what a function builds.
func shownSettings(n parse.Node) []parse.Setting {
	if w, ok := n.(*parse.FilterWith); ok {
		return shownSettings(w.Next)
	}
	return n.Context().Local
}

// shownGlobals are the global configurations of the factories that take one,
// without what "set" lines change and what Paste itself adds.
func shownGlobals(prog *Program) []parse.Setting {
	type place struct {
		key  string
		span source.Span
	}
	var out []parse.Setting
	seen := map[place]bool{}
	for _, g := range prog.Globals {
		for _, s := range g.Settings {
			at := place{s.Key, s.Span}
			if (s.Origin == conf.FromDefault || s.Origin == conf.FromLauncher) && !seen[at] {
				seen[at] = true
				out = append(out, s)
			}
		}
	}
	return out
}

// defaults writes the global configuration.
func (w *configText) defaults(settings []parse.Setting) {
	if len(settings) == 0 {
		return
	}
	w.WriteString("[DEFAULT]\n")
	for _, s := range settings {
		w.setting(s, w.origin(s))
	}
}

// origin says where a setting comes from.
func (w *configText) origin(s parse.Setting) string {
	if s.Origin == conf.FromLauncher || !s.Span.IsValid() {
		return "given to pastegen"
	}
	return w.place(s.Span)
}

// setting writes a setting and where it is from on a line. A value with a secret
// in it is not shown.
func (w *configText) setting(s parse.Setting, origin string) {
	w.WriteString(w.plain(s.Key) + " = ")
	if s.LooksSecret() {
		w.WriteString(secret.Mask)
	} else {
		w.value(s.Value)
	}
	w.WriteString("  ; " + w.plain(origin))
	for _, name := range s.Value.Variables() {
		w.uses[name] = true
		fmt.Fprintf(w, ", %s from ${%s?}", name, name)
	}
	w.WriteByte('\n')
}

func (w *configText) value(t parse.Text) {
	for _, s := range t.Segments() {
		switch {
		case s.Here:
			w.here = true
			w.WriteString("${here}")
		case s.Env != "":
			w.WriteString("${" + s.Env + "}")
		default:
			w.WriteString(w.plain(s.Literal))
		}
	}
}

// plain writes a text so that it stays one line, is not expanded, and tells a
// terminal nothing.
func (w *configText) plain(s string) string {
	s = diag.Printable(s)
	if w.expands {
		s = strings.ReplaceAll(s, "$", "$$")
	}
	return s
}

// Uses returns the names of the runtime packages that showing it needs, sorted.
func (c *Config) Uses() []string { return c.uses().sorted() }

func (c *Config) uses() packages {
	uses := packages{}
	if c != nil {
		uses.add(PkgHere, c.Folder)
		uses.add(PkgEnviron, len(c.Variables) > 0)
	}
	return uses
}
