package bind

import (
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/parse"
)

// keys matches the keys of a section with the parameters that take them.
type keys struct {
	settings []parse.Setting
	byName   map[string][]parse.Setting // by normalised key
	offers   map[string][]param         // what takes a single key, by its normalised name
	maps     []param                    // what takes name.* keys
	order    []string                   // the offers' names as a user would write them
	rest     bool                       // something takes whatever is left
}

func newKeys(settings []parse.Setting) *keys {
	k := &keys{settings: settings, byName: map[string][]parse.Setting{}, offers: map[string][]param{}}
	for _, s := range settings {
		k.byName[normal(s.Key)] = append(k.byName[normal(s.Key)], s)
	}
	return k
}

// get returns the settings whose key fills a parameter of that name.
func (k *keys) get(name string) []parse.Setting {
	if name == "" {
		return nil
	}
	return k.byName[normal(name)]
}

// under returns the settings whose keys are the name, a dot, and more: with
// that more.
func (k *keys) under(name string) []below {
	var out []below
	for _, s := range k.settings {
		if rest, ok := cutName(s.Key, name); ok {
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

// cutName cuts a name and the dot behind it off a key.
func cutName(key, name string) (rest string, ok bool) {
	if name == "" {
		return "", false
	}
	for i, c := range key {
		if c == '.' && normal(key[:i]) == normal(name) && i+1 < len(key) {
			return key[i+1:], true
		}
	}
	return "", false
}

// hasPrefix reports whether a key begins with the name and goes on.
func (k *keys) hasPrefix(name string) bool {
	n := normal(name)
	for key := range k.byName {
		if len(key) > len(n) && strings.HasPrefix(key, n) {
			return true
		}
	}
	return false
}

// offer notes that a parameter takes the key of its name.
func (k *keys) offer(p param) {
	if p.key != "" {
		k.offers[normal(p.key)] = append(k.offers[normal(p.key)], p)
		k.order = append(k.order, written(p.key))
	}
}

// offerMap notes that a parameter takes the keys below its name.
func (k *keys) offerMap(p param) {
	k.maps = append(k.maps, p)
	if p.key != "" {
		k.order = append(k.order, written(p.key)+".NAME")
	}
}

// onlyMap reports whether a single map is all that takes keys.
func (k *keys) onlyMap() bool { return len(k.maps) == 1 && len(k.offers) == 0 }

// takers returns the parameters that take a setting.
func (k *keys) takers(s parse.Setting) []param {
	out := k.offers[normal(s.Key)]
	for _, p := range k.maps {
		if _, ok := cutName(s.Key, p.key); ok {
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
func (k *keys) names() []string { return k.order }

// written turns a Go name into a key as INI files have them: siteURL into
// site_url, MaxAge into max_age. A name that is no Go name stays as it is.
func written(name string) string {
	r := []rune(name)
	var out strings.Builder
	for i, c := range r {
		if unicode.IsUpper(c) && i > 0 && r[i-1] != '_' && r[i-1] != '.' &&
			(!unicode.IsUpper(r[i-1]) || i+1 < len(r) && unicode.IsLower(r[i+1])) {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(c))
	}
	return out.String()
}
