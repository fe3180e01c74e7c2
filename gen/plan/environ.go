package plan

import (
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/source"
)

// Environ is what a program reads when it starts: variables of [pastegen:env],
// and the settings that are made of them.
type Environ struct {
	Variables []*Variable // in the order of [pastegen:env]
	Values    []*Value    // in the order of the functions
	Readings  []*Reading  // what is read at a time: every variable and value, some of them several times
	Common    *Reading    // that for all that is built; nil for nothing

	here      bool // a default or a value depends on the folder of the INI file
	byName    map[string]*Variable
	bySetting map[setting]*Value
}

// Variable is a variable that some setting depends on.
type Variable struct {
	parse.Variable
	Secret bool   // it must not be shown
	Use    *Place // a setting that depends on it
	Local  string // the local variable that holds its text
	Field  string // the field that does, for texts; empty if there are none

	inText bool // a text depends on it
}

// Value is a setting that is converted at the start.
type Value struct {
	bound.Late
	Use   *Place // as for Variable
	Field string

	base string // what Field is made of
}

// setting is what makes two values the same.
type setting struct {
	span  source.Span
	value parse.Text
	typ   string
}

func settingOf(a bound.Late) setting {
	return setting{a.Setting.Span, a.Setting.Value, types.TypeString(a.Type, nil)}
}

// Local is the local variable of readEnvironment that holds the text of a
// variable.
func (e *Environ) Local(variable string) string { return e.byName[variable].Local }

// TextField is the field that holds the text of a variable.
func (e *Environ) TextField(variable string) string { return e.byName[variable].Field }

// ValueField is the field that holds a converted setting.
func (e *Environ) ValueField(a bound.Late) string { return e.bySetting[settingOf(a)].Field }

// newEnviron collects what functions depend on, nil if that is nothing.
func newEnviron(variables []parse.Variable, funcs []*Func, places *placer) *Environ {
	if len(variables) == 0 {
		return nil
	}
	e := &Environ{byName: map[string]*Variable{}, bySetting: map[setting]*Value{}}
	for _, v := range variables {
		e.byName[v.Key] = &Variable{Variable: v, Secret: v.LooksSecret()}
	}
	for _, f := range funcs {
		for _, s := range f.Steps {
			e.uses(places, f, s)
		}
	}
	for _, v := range variables {
		if v := e.byName[v.Key]; v.Use != nil {
			e.Variables = append(e.Variables, v)
			e.here = e.here || v.Value.UsesHere()
		}
	}
	if len(e.Variables) == 0 {
		return nil
	}
	return e
}

// uses notes what the settings and arguments of a step depend on.
func (e *Environ) uses(p *placer, f *Func, s Step) {
	m, isMake := s.(Make)
	settings := m.Local
	if !isMake {
		settings = shownSettings(f.node)
	}
	if m.Global != nil {
		settings = slices.Concat(m.Local, m.Global.Base.Settings, m.Global.Changed)
	}
	walk(s, func(a bound.Arg) {
		if list, ok := a.(bound.Settings); ok {
			e.usesIn(p, f, list)
		}
	})
	texts(s, func(t parse.Text) {
		for _, name := range t.Variables() {
			v := e.byName[name]
			v.inText = true
			v.used(p.use(f, settings, name))
			v.Secret = v.Secret || slices.ContainsFunc(settings, func(s parse.Setting) bool {
				return s.LooksSecret() && slices.Contains(s.Value.Variables(), name)
			})
		}
	})
	walk(s, func(a bound.Arg) {
		if late := factsOf(a).late; late != nil {
			e.convert(*late, p.settingUse(f, late.Setting), sectionWord(f.node))
		}
	})
}

// usesIn notes what settings of a section that has no function of its own
// depend on.
func (e *Environ) usesIn(p *placer, f *Func, list bound.Settings) {
	for _, s := range list.List {
		for _, name := range s.Value.Variables() {
			v := e.byName[name]
			v.inText = true
			v.Secret = v.Secret || s.LooksSecret()
			if list.Section == "" || s.Origin == conf.FromDefault {
				v.used(p.settingUse(f, s))
				continue
			}
			v.used(p.elsewhere(list.Section, s.Key, s.Span))
		}
	}
}

// convert notes a setting that is converted at the start, of the section of that
// name.
func (e *Environ) convert(late bound.Late, use *Place, section string) {
	for _, name := range late.Setting.Value.Variables() {
		v := e.byName[name]
		v.used(use)
		v.Secret = v.Secret || late.Setting.LooksSecret()
	}
	if key := settingOf(late); e.bySetting[key] == nil {
		v := &Value{Late: late, Use: use, base: camel(section, words.WithoutUnit(late.Setting.Key))}
		e.bySetting[key] = v
		e.Values = append(e.Values, v)
		e.here = e.here || late.Setting.Value.UsesHere()
	}
}

func (v *Variable) used(by *Place) {
	if v.Use == nil {
		v.Use = by
	}
}

// texts calls visit for each text that is in the arguments of a step.
func texts(s Step, visit func(parse.Text)) {
	m, _ := s.(Make)
	all := func(settings []parse.Setting) {
		for _, s := range settings {
			visit(s.Value)
		}
	}
	if m.Global != nil {
		all(m.Global.Base.Settings)
		all(m.Global.Changed)
	}
	walk(s, func(a bound.Arg) {
		facts := factsOf(a)
		for _, t := range facts.texts {
			visit(t)
		}
		if facts.local {
			all(m.Local)
		}
	})
}

// name gives the variables and fields their names.
func (e *Environ) name(file *scope) {
	fields, locals := newScope(nil), newScope(file, "r")
	for _, v := range e.Variables {
		name := camel(strings.ToLower(v.Key))
		v.Local = locals.pick(name)
		if v.inText {
			v.Field = fields.pick(name)
		}
	}
	for _, v := range e.Values {
		v.Field = fields.pick(v.base)
	}
	for _, r := range e.Readings {
		r.name(file)
	}
}
