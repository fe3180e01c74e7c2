package plan

import (
	"cmp"
	"go/token"
	"maps"
	"slices"
	"strconv"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/source"
)

// Place is a section of an INI file, or a key of one, as errors of a program's
// start name it: a constant of package places.
type Place struct {
	Name string // of the constant
	Text string // "app.ini:12: [app:main] dsn"
	What string // the same without file and line: "[app:main] dsn"

	f     *Func  // whose section it is; nil for another
	alone bool   // its name does not begin with that of f
	base  string // what Name is made of, behind the name of f
	file  string // empty for the program's own file
	line  int
}

// placer knows the places of a program, each once.
type placer struct {
	source   string                    // the program's own file
	fileName func(*source.File) string // see Input
	notes    map[parse.Node]bound.Note
	known    map[string]*Place // by their texts
}

func newPlacer(in Input) *placer {
	return &placer{in.Source, in.FileName, in.Bound.Notes, map[string]*Place{}}
}

// at returns the place of a section, or of a key of one if that is not empty, at
// a span.
func (p *placer) at(section, key string, span source.Span) *Place {
	place := &Place{What: section}
	if key != "" {
		place.What += " " + key
		place.base = capitalize(camel(key))
	}
	place.Text = p.place(span) + ": " + place.What
	if section == defaultSection {
		place.base = "Default" + place.base
	}
	if span.IsValid() {
		place.line = span.Position().Line
		if name := p.fileName(span.File); name != p.source {
			place.file = name
		}
	}
	if known := p.known[place.Text]; known != nil {
		return known
	}
	p.known[place.Text] = place
	return place
}

// defaultSection is where keys stand that are none of a section of their own.
const defaultSection = "[DEFAULT]"

// inSection is the place of a key of a function's section, or of the section.
func (p *placer) inSection(f *Func, key string, span source.Span) *Place {
	if key == "" || !span.IsValid() {
		span = f.span
	}
	return p.at(f.Section, key, span)
}

// place names the file and line of a span: "app.ini:12".
func (p *placer) place(s source.Span) string {
	if !s.IsValid() {
		return p.source
	}
	return p.fileName(s.File) + ":" + strconv.Itoa(s.Position().Line)
}

// use finds the setting that a variable stands in.
func (p *placer) use(f *Func, settings []parse.Setting, variable string) *Place {
	for _, s := range settings {
		if slices.Contains(s.Value.Variables(), variable) {
			return p.settingUse(f, s)
		}
	}
	for _, n := range p.notes[f.node].Shown {
		for _, s := range n.Context().Local {
			if slices.Contains(s.Value.Variables(), variable) {
				return p.elsewhere(n.Context().Section.Name, s.Key, s.Span)
			}
		}
	}
	return p.inSection(f, "", f.span).of(f)
}

// elsewhere is the place of a section that has no function of its own, or of a
// key of it if that is not empty.
func (p *placer) elsewhere(section, key string, span source.Span) *Place {
	place := p.at("["+section+"]", key, span)
	place.base, place.alone = capitalize(sectionBase(section)), true
	if key != "" {
		place.base += capitalize(camel(key))
	}
	return place
}

// settingUse is the place of a setting of a function's section.
func (p *placer) settingUse(f *Func, s parse.Setting) *Place {
	if s.Origin == conf.FromDefault {
		return p.at(defaultSection, s.Key, s.Span)
	}
	return p.at(f.Section, s.Key, s.Span).of(f)
}

// of notes that a place is one of a function's section.
func (p *Place) of(f *Func) *Place {
	if p.f == nil {
		p.f = f
	}
	return p
}

// places returns what the program's errors name, in the order of the files.
func places(prog *Program) []*Place {
	named := map[*Place]bool{}
	for _, f := range prog.Funcs {
		for _, place := range f.places() {
			named[place] = true
			if place.f == nil {
				place.f = f
			}
		}
	}
	if prog.Environ != nil {
		for _, v := range prog.Environ.Variables {
			named[v.Use] = true
		}
		for _, v := range prog.Environ.Values {
			named[v.Use] = true
		}
	}
	return slices.SortedFunc(maps.Keys(named), func(a, b *Place) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line), cmp.Compare(a.Text, b.Text))
	})
}

// namePlaces names the constants, after their functions where they are of one:
// mainApp's section is at places.MainApp.
func namePlaces(places []*Place) {
	scope := newScope(nil, "Config", "Section")
	for _, place := range places {
		name := place.base
		if place.f != nil && !place.alone {
			name = capitalize(place.f.Name) + name
		}
		if !token.IsExported(name) {
			name = "At" + name // a letter that has no capital
		}
		place.Name = scope.pick(name)
	}
}
