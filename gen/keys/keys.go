// Package keys tells which keys of a section are for which places: parameters of
// functions, and fields of structs that are parameters. A place has a key, and
// others that do as well; what it makes of their values is not known here.
package keys

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// AnyEntry stands for the name of an entry where there are no keys to go by.
const AnyEntry = "*"

// Table matches the keys of a section with the parameters that take them.
type Table struct {
	Settings []parse.Setting // of the section, in its order
	Offered  []Taker         // what takes keys, in the order in which it was offered
	Rest     bool            // something takes whatever is left
	Possible bool            // all keys that there might be count, not only those of the section

	byName map[string][]parse.Setting // by normalised key
	offers map[string][]Param         // what takes a single key, by its normalised names
	maps   []Param                    // what takes name.* keys
}

// New returns a table of a section's settings, which nothing takes yet.
func New(settings []parse.Setting) *Table {
	k := &Table{byName: map[string][]parse.Setting{}, offers: map[string][]Param{}}
	for _, s := range settings {
		k.Add(s)
	}
	return k
}

// Add adds a setting.
func (k *Table) Add(s parse.Setting) {
	k.Settings = append(k.Settings, s)
	k.byName[words.Name(s.Key)] = append(k.byName[words.Name(s.Key)], s)
}

// TakesRest reports whether a map takes all keys that nothing else takes.
func (k *Table) TakesRest() bool {
	return k.Rest || k.OnlyMap() && len(k.Under(k.maps[0].Names()...)) == 0
}

// Get returns the settings whose keys fill a parameter: those of its name, and
// those of its other names that are not the name of another parameter.
func (k *Table) Get(p Param) []parse.Setting {
	var out []parse.Setting
	for _, name := range p.Names() {
		if name == words.Normal(p.Key) || !slices.ContainsFunc(k.offers[name], ofName(name)) {
			out = append(out, k.byName[name]...)
		}
	}
	slices.SortStableFunc(out, func(a, b parse.Setting) int { return cmp.Compare(a.KeySpan.Start, b.KeySpan.Start) })
	return out
}

// ofName tells the parameters whose key, not only one of their other names, is
// a normalised name.
func ofName(name string) func(Param) bool {
	return func(p Param) bool { return words.Normal(p.Key) == name }
}

// Named returns the settings of a key.
func (k *Table) Named(key string) []parse.Setting { return k.byName[words.Normal(key)] }

// Under returns the settings whose keys are one of the names, a dot, and more:
// with that more.
func (k *Table) Under(names ...string) []Below {
	var out []Below
	for _, s := range k.Settings {
		if rest, ok := words.CutAny(s.Key, names); ok {
			out = append(out, Below{rest, s})
		}
	}
	return out
}

// Below is a setting with the part of its key that names a map's entry.
type Below struct {
	Entry string
	parse.Setting
}

// SettingsOf returns the settings alone.
func SettingsOf(all []Below) []parse.Setting {
	var out []parse.Setting
	for _, b := range all {
		out = append(out, b.Setting)
	}
	return out
}

// HasPrefix reports whether a key begins with a name of the parameter and goes
// on. Where all possible keys count, one does, but not beyond two dots: types
// may be recursive.
func (k *Table) HasPrefix(p Param) bool {
	if k.Possible {
		return strings.Count(strings.ReplaceAll(p.Key, "."+AnyEntry, ""), ".") < 2
	}
	for _, name := range p.Names() {
		for key := range k.byName {
			if len(key) > len(name) && strings.HasPrefix(key, name) {
				return true
			}
		}
	}
	return false
}

// Offer notes that a parameter takes the keys of its names.
func (k *Table) Offer(p Param) {
	for _, name := range p.Names() {
		k.offers[name] = append(k.offers[name], p)
	}
	if p.Key != "" {
		k.Offered = append(k.Offered, Taker{Param: p})
	}
}

// IsOffered reports whether another parameter takes a key of the parameter's
// names.
func (k *Table) IsOffered(p Param) bool {
	return slices.ContainsFunc(p.Names(), func(name string) bool { return len(k.offers[name]) > 0 })
}

// OfferMap notes that a parameter takes the keys below its name.
func (k *Table) OfferMap(p Param) {
	k.maps = append(k.maps, p)
	if p.Key != "" {
		k.Offered = append(k.Offered, Taker{Param: p, Below: true})
	}
}

// OnlyMap reports whether a single map is all that takes keys.
func (k *Table) OnlyMap() bool { return len(k.maps) == 1 && len(k.offers) == 0 }

// Takers returns the parameters that take a setting.
func (k *Table) Takers(s parse.Setting) []Param {
	name := words.Name(s.Key)
	out := k.offers[name]
	if len(out) > 1 && slices.ContainsFunc(out, ofName(name)) {
		out = slices.DeleteFunc(slices.Clone(out), func(p Param) bool { return !ofName(name)(p) })
	}
	for _, p := range k.maps {
		if _, ok := words.CutAny(s.Key, p.Names()); ok {
			out = append(out[:len(out):len(out)], p)
		}
	}
	return out
}

// Above returns what takes the key that a setting's key lies below, and nothing below
// it.
func (k *Table) Above(s parse.Setting) (p Param, ok bool) {
	for _, t := range k.Offered {
		if _, isBelow := words.CutAny(s.Key, t.Names()); isBelow && !t.Below {
			return t.Param, true
		}
	}
	return Param{}, false
}

// MapOf returns the map that takes the keys below a setting's key.
func (k *Table) MapOf(s parse.Setting) (p Param, ok bool) {
	i := slices.IndexFunc(k.maps, func(p Param) bool { return slices.Contains(p.Names(), words.Name(s.Key)) })
	if i < 0 {
		return Param{}, false
	}
	return k.maps[i], true
}

// Left returns the settings that nothing else takes.
func (k *Table) Left() []Below {
	var out []Below
	for _, s := range k.Settings {
		if len(k.Takers(s)) == 0 {
			out = append(out, Below{s.Key, s})
		}
	}
	return out
}

// Names returns the keys that are taken, as a user would write them.
func (k *Table) Names() []string {
	var out []string
	for _, t := range k.Offered {
		out = append(out, t.name())
	}
	return out
}
