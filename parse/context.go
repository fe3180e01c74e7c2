package parse

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/ini"
)

// form is the type of a LoaderContext: what its invoke does.
type form int

const (
	plainForm form = iota // what was asked for: an app, filter or server
	pipelineForm
	filterAppForm
	filterWithForm
)

// place is a section of a file.
type place struct {
	file    *file
	section *ini.Section
}

// context is paste.deploy's LoaderContext: what an object is made of, as long
// as sections that "use" it may still change it. Contexts share configurations
// where Paste lets them share a dict.
type context struct {
	form     form
	asked    ObjectType
	protocol string
	global   *conf.Dict
	local    *conf.Dict
	config   *Config
	loader   loader
	factory  *Factory // of a plain context

	where []place // the sections that it came through, innermost first
	ref   ref     // what asked for it

	filters []*context // of a pipeline
	filter  *context   // of the two others
	next    *context   // of all three
}

// mark adds a section that the context came through. A wrapper that the
// section made passes it on to what it wraps.
func (c *context) mark(p place, name ref) {
	fresh := len(c.where) == 0
	c.where = append(c.where, p)
	c.ref = name
	switch {
	case fresh && c.form == filterWithForm:
		c.next.mark(p, name)
	case fresh && c.form == filterAppForm:
		c.filter.mark(p, name)
	}
}

// takesNoKeys says what it is about the context that keeps the keys of a
// section that uses it from every factory: Paste gives them to the wrapper,
// which does nothing with them, and not to what it wraps, unless both share
// one configuration. It is empty if a factory gets them.
func (c *context) takesNoKeys() string {
	switch {
	case c.form == pipelineForm:
		return "a pipeline"
	case c.form == filterAppForm && c.filter.local != c.local:
		return "a filter-app"
	case c.form == filterWithForm && c.next.local != c.local:
		return `a section with "filter-with"`
	case c.form == filterWithForm:
		return c.next.takesNoKeys()
	}
	return ""
}

func (c *context) common() Common {
	out := Common{
		Ref: c.ref.shown(), Span: c.ref.span(),
		Type: c.asked, Protocol: c.protocol,
		Global: slices.Clip(c.global.Items), Local: slices.Clip(c.local.Items),
	}
	for i := len(c.where) - 1; i >= 0; i-- {
		w := c.where[i]
		if out.Section == nil {
			out.Section, out.File = w.section, w.file.ini
			continue
		}
		out.Via = append(out.Via, Via{w.file.ini, w.section})
	}
	return out
}

// isComposite reports whether the factory gets the loader. What an unknown egg
// holds, the section that names it says.
func (c *context) isComposite() bool {
	if c.factory.Assumed && len(c.where) > 0 {
		prefix, _, _ := strings.Cut(c.where[len(c.where)-1].section.Name, ":")
		return prefix == "composite" || prefix == "composit"
	}
	return c.protocol == "paste.composite_factory" || c.protocol == "paste.composit_factory"
}
