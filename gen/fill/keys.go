package fill

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// keys matches the keys of a section with the parameters that take them.
type keys struct {
	settings []parse.Setting
	byName   map[string][]parse.Setting // by normalised key
	offers   map[string][]param         // what takes a single key, by its normalised names
	maps     []param                    // what takes name.* keys
	offered  []taker                    // both, in the order in which they were offered
	rest     bool                       // something takes whatever is left
	asked    bool                       // by Describe: which keys there might be, not only those of the section
}

// taker is a parameter with the key that it takes, or all keys below that.
type taker struct {
	param
	below bool
}

// name returns the key as a user would write it, NAME standing for what varies.
func (t taker) name() string {
	key := strings.ReplaceAll(words.Written(t.key), anyEntry, "NAME")
	if t.below {
		return key + ".NAME"
	}
	return key
}

func newKeys(settings []parse.Setting) *keys {
	k := &keys{byName: map[string][]parse.Setting{}, offers: map[string][]param{}}
	for _, s := range settings {
		k.add(s)
	}
	return k
}

func (k *keys) add(s parse.Setting) {
	k.settings = append(k.settings, s)
	k.byName[words.Normal(s.Key)] = append(k.byName[words.Normal(s.Key)], s)
}

// takesRest reports whether a map takes all keys that nothing else takes.
func (k *keys) takesRest() bool {
	return k.rest || k.onlyMap() && len(k.under(k.maps[0].names()...)) == 0
}

// get returns the settings whose keys fill a parameter: those of its name, and
// those of its other names that are not the name of another parameter.
func (k *keys) get(p param) []parse.Setting {
	var out []parse.Setting
	for _, name := range p.names() {
		if name == words.Normal(p.key) || !slices.ContainsFunc(k.offers[name], ofName(name)) {
			out = append(out, k.byName[name]...)
		}
	}
	slices.SortStableFunc(out, func(a, b parse.Setting) int { return cmp.Compare(a.KeySpan.Start, b.KeySpan.Start) })
	return out
}

// ofName tells the parameters whose key, not only one of their other names, is
// a normalised name.
func ofName(name string) func(param) bool {
	return func(p param) bool { return words.Normal(p.key) == name }
}

// under returns the settings whose keys are one of the names, a dot, and more:
// with that more.
func (k *keys) under(names ...string) []below {
	var out []below
	for _, s := range k.settings {
		if rest, ok := words.CutAny(s.Key, names); ok {
			out = append(out, below{rest, s})
		}
	}
	return out
}

// below is a setting with the part of its key that names a map's entry.
type below struct {
	key string
	parse.Setting
}

// hasPrefix reports whether a key begins with a name of the parameter and goes
// on. Where keys are only asked for, one might, but not beyond two dots: types
// may be recursive.
func (k *keys) hasPrefix(p param) bool {
	if k.asked {
		return strings.Count(strings.ReplaceAll(p.key, "."+anyEntry, ""), ".") < 2
	}
	for _, name := range p.names() {
		for key := range k.byName {
			if len(key) > len(name) && strings.HasPrefix(key, name) {
				return true
			}
		}
	}
	return false
}

// offer notes that a parameter takes the keys of its names.
func (k *keys) offer(p param) {
	for _, name := range p.names() {
		k.offers[name] = append(k.offers[name], p)
	}
	if p.key != "" {
		k.offered = append(k.offered, taker{param: p})
	}
}

// isOffered reports whether another parameter takes a key of the parameter's
// names.
func (k *keys) isOffered(p param) bool {
	return slices.ContainsFunc(p.names(), func(name string) bool { return len(k.offers[name]) > 0 })
}

// offerMap notes that a parameter takes the keys below its name.
func (k *keys) offerMap(p param) {
	k.maps = append(k.maps, p)
	if p.key != "" {
		k.offered = append(k.offered, taker{param: p, below: true})
	}
}

// onlyMap reports whether a single map is all that takes keys.
func (k *keys) onlyMap() bool { return len(k.maps) == 1 && len(k.offers) == 0 }

// takers returns the parameters that take a setting.
func (k *keys) takers(s parse.Setting) []param {
	name := words.Normal(s.Key)
	out := k.offers[name]
	if exact := slices.ContainsFunc(out, ofName(name)); exact {
		out = slices.DeleteFunc(slices.Clone(out), func(p param) bool { return !ofName(name)(p) })
	}
	for _, p := range k.maps {
		if _, ok := words.CutAny(s.Key, p.names()); ok {
			out = append(out[:len(out):len(out)], p)
		}
	}
	return out
}

// left returns the settings that nothing else takes.
func (k *keys) left() []below {
	var out []below
	for _, s := range k.settings {
		if len(k.takers(s)) == 0 {
			out = append(out, below{s.Key, s})
		}
	}
	return out
}

// names returns the keys that are taken, as a user would write them.
func (k *keys) names() []string {
	var out []string
	for _, t := range k.offered {
		out = append(out, t.name())
	}
	return out
}
