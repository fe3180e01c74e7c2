package plan

import (
	"slices"

	"github.com/pastegen/pastegen/parse"
)

// Reading is what is read of an Environ at a time: for all that the program builds,
// or for one of the servers that may be chosen, so that nobody must say what
// another one listens on.
type Reading struct {
	Type      string      // that holds it
	Func      string      // that reads it
	Of        *Func       // the server; nil for all that is built
	Variables []*Variable // in the order of [pastegen:env]
	Values    []*Value    // in the order of the functions
	Here      bool        // a default or a value depends on the folder of the INI file
}

// divide finds what is read at a time. The choices are the servers that may be
// chosen.
func (e *Environ) divide(all []parse.Variable, funcs, choices []*Func, places *placer) {
	choices = slices.DeleteFunc(choices, func(f *Func) bool { return !f.standsAlone() })
	common := slices.DeleteFunc(slices.Clone(funcs), func(f *Func) bool { return slices.Contains(choices, f) })
	e.Common = e.read(newEnviron(all, common, places), nil)
	for _, f := range common {
		f.Reads = e.Common
	}
	for _, f := range choices {
		f.Reads = e.read(newEnviron(all, []*Func{f}, places), f)
	}
}

// read adds the part of e that some functions depend on, the function of a server
// or all others: nil if that is nothing.
func (e *Environ) read(part *Environ, of *Func) *Reading {
	if part == nil {
		return nil
	}
	r := &Reading{Of: of, Here: part.here}
	for _, v := range part.Variables {
		r.Variables = append(r.Variables, e.byName[v.Key])
	}
	for _, v := range part.Values {
		r.Values = append(r.Values, e.bySetting[settingOf(v.Late)])
	}
	e.Readings = append(e.Readings, r)
	return r
}

// standsAlone reports whether a function passes on nothing of what it has read.
func (f *Func) standsAlone() bool {
	return !slices.ContainsFunc(f.Steps, func(s Step) bool {
		m, isMake := s.(Make)
		return s.tells().builds != nil || isMake && m.Global != nil // which has functions of its own
	})
}

// choices are the servers that may be chosen in the place of those that serve.
func choices(entries []Entry) []*Func {
	var all []*Func
	for _, e := range entries {
		for _, s := range e.Servers {
			if s.Func != e.Server {
				all = append(all, s.Func)
			}
		}
	}
	return all
}

// name gives the type and the function their names.
func (r *Reading) name(file *scope) {
	r.Type, r.Func = "environment", "readEnvironment"
	if r.Of != nil {
		r.Type = file.pick(r.Of.base + "Environment")
		r.Func = file.pick("read" + capitalize(r.Type))
	}
}
