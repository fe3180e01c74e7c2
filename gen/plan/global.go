package plan

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/conf"
)

// GlobalConf is a function that returns Paste's global configuration.
type GlobalConf struct {
	Name     string
	Settings []parse.Setting
	Here     bool // it takes the folder of the INI file
	Env      bool // it takes what the program read when it started
}

// Global is a global configuration: that of Base with some settings changed.
type Global struct {
	Base    *GlobalConf
	Changed []parse.Setting
}

// shareGlobals gives the global configurations of all factories functions of
// their own. A configuration that "set" lines changed is written as the
// changes to one that is there already, when those are the smaller part.
func shareGlobals(funcs []*Func) []*GlobalConf {
	var uses []*Global
	for _, f := range funcs {
		for _, s := range f.Steps {
			if m, ok := s.(Make); ok && m.Global != nil {
				uses = append(uses, m.Global)
			}
		}
	}
	var confs []*GlobalConf
	for _, plain := range []bool{true, false} { // those without "set" are the bases
		for _, g := range uses {
			if plain == !slices.ContainsFunc(g.Changed, changed) {
				confs = share(confs, g)
			}
		}
	}
	for _, c := range confs {
		for _, s := range c.Settings {
			c.Here = c.Here || s.Value.UsesHere()
			c.Env = c.Env || len(s.Value.Variables()) > 0
		}
	}
	return confs
}

func changed(s parse.Setting) bool { return s.Origin == conf.FromSet }

// share finds the base that g differs least from, or adds one.
func share(confs []*GlobalConf, g *Global) []*GlobalConf {
	all := g.Changed
	for _, c := range confs {
		diff, ok := difference(c.Settings, all)
		if ok && 2*len(diff) < len(all) && (g.Base == nil || len(diff) < len(g.Changed)) {
			g.Base, g.Changed = c, diff
		}
	}
	if g.Base != nil {
		return confs
	}
	g.Base, g.Changed = &GlobalConf{Settings: all}, nil
	return append(confs, g.Base)
}

// difference returns the settings of all that base has not, or has with other
// values; not ok if base has a key that all lacks.
func difference(base, all []parse.Setting) (diff []parse.Setting, ok bool) {
	values := make(map[string]parse.Text, len(base))
	for _, s := range base {
		values[s.Key] = s.Value
	}
	shared := 0
	for _, s := range all {
		v, has := values[s.Key]
		if has {
			shared++
		}
		if !has || v != s.Value {
			diff = append(diff, s)
		}
	}
	return diff, shared == len(base)
}

// globalName is what a base is called: after its file unless it is the first.
func globalName(c *GlobalConf, first bool) string {
	if first || len(c.Settings) == 0 {
		return "globalConf"
	}
	for _, s := range c.Settings {
		if s.Origin == conf.FromDefault && s.Span.IsValid() {
			file := s.Span.File.Name()
			return camel(strings.TrimSuffix(file[strings.LastIndexByte(file, '/')+1:], ".ini"), "globalConf")
		}
	}
	return "globalConf"
}
