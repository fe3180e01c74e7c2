package parse

import (
	"strings"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
)

// loader is a _Loader of paste.deploy.loadwsgi: what resolves the names that
// stand in a section, or in an egg.
type loader interface {
	// context is get_context: the object of that type and name, to be made with
	// that global configuration.
	context(r *resolver, t ObjectType, name ref, global *conf.Dict) (*context, *exception)
}

// configLoader is paste.deploy's ConfigLoader: a file together with what the
// files around it put into its defaults.
type configLoader struct {
	config *Config
	file   *file
	name   Text // as Paste opens it; not always in its shortest form

	options []conf.Option // [DEFAULT] with Paste's seeds and what was injected
	index   map[string]int

	// The interpolated defaults, once they were asked for.
	defaults *conf.Dict
	faults   []*fault
}

func newConfigLoader(c *Config, f *file, name Text) *configLoader {
	l := &configLoader{config: c, file: f, name: name, index: map[string]int{}}
	l.seed("here", pytext.Dirname(f.name))
	l.seed("__file__", f.name)
	for _, e := range f.ini.Defaults.Entries {
		l.put(conf.EntryOption(e))
	}
	return l
}

func (l *configLoader) seed(key string, value Text) {
	l.put(conf.Option{Key: key, Text: value, Setting: conf.Setting{Origin: conf.FromSeed}})
}

// put sets a default.
func (l *configLoader) put(o conf.Option) {
	if i, ok := l.index[o.Key]; ok {
		l.options[i] = o
		return
	}
	l.index[o.Key] = len(l.options)
	l.options = append(l.options, o)
}

// inject is update_defaults(overwrite=False). The values are taken for
// uninterpolated ones, as Paste does.
func (l *configLoader) inject(global *conf.Dict) {
	if global == nil {
		return
	}
	for _, s := range global.Items {
		if _, ok := l.index[s.Key]; !ok {
			l.put(conf.Option{Key: s.Key, Text: s.Value, Setting: s})
		}
	}
}

// lookup returns how an option of a section is found; section nil stands for
// [DEFAULT].
func (l *configLoader) lookup(section *ini.Section) func(key string) (conf.Option, bool) {
	return func(key string) (conf.Option, bool) {
		if section != nil {
			if e := section.Entry(key); e != nil {
				return conf.EntryOption(e), true
			}
		}
		o, ok := l.config.variables.option(key)
		if i, found := l.index[key]; found {
			o, ok = l.options[i], true
		}
		o.Used = l.file.used[key] || l.config.entry.used[key]
		return o, ok
	}
}

// value interpolates an option of a section.
func (l *configLoader) value(section *ini.Section, o conf.Option, origin conf.Origin) (conf.Setting, *fault) {
	return interpolated(o, section.Name, origin, l.lookup(section))
}

// interpolated is NicerConfigParser.defaults: a value that comes out empty is
// left as it was written. What cannot be interpolated is left so too, and is
// among the faults.
func (l *configLoader) interpolated() (*conf.Dict, []*fault) {
	if l.defaults != nil {
		return l.defaults, l.faults
	}
	l.defaults = &conf.Dict{}
	for _, o := range l.options {
		o.Used = l.file.used[o.Key] || l.config.entry.used[o.Key]
		s, f := interpolated(o, "DEFAULT", conf.FromDefault, l.lookup(nil))
		if f != nil {
			l.faults = append(l.faults, f)
		}
		if s.Value == "" {
			s = o.As(o.Text, conf.FromDefault, nil)
		}
		l.defaults.Set(s)
	}
	return l.defaults, l.faults
}

// all returns the options of a section as ConfigParser.options orders them:
// its own, then those of [DEFAULT] that it has not. Of the latter only "set"
// and "get" mean anything to a section, so the others are left out.
func (l *configLoader) all(section *ini.Section) []conf.Option {
	out := make([]conf.Option, 0, len(section.Entries))
	for _, e := range section.Entries {
		out = append(out, conf.EntryOption(e))
	}
	for _, o := range l.options {
		if isDirective(o.Key) && section.Entry(o.Key) == nil {
			out = append(out, o)
		}
	}
	return out
}

func isDirective(key string) bool {
	return strings.HasPrefix(key, "set ") || strings.HasPrefix(key, "get ")
}

// find is find_config_section.
func (l *configLoader) find(t ObjectType, name ref) (*ini.Section, *exception) {
	possible := l.file.sections.find(t, string(name.text), !name.named)
	if len(possible) == 1 {
		return possible[0], nil
	}
	var prefixes, found []string
	for _, p := range flat(t.prefixes()) {
		prefixes = append(prefixes, ini.Repr(p))
	}
	for _, s := range possible {
		found = append(found, ini.Repr(s.Name))
	}
	prefixed := strings.Join(prefixes, " or ")
	if len(possible) == 0 {
		return nil, raise("LookupError", "No section %s (prefixed by %s) found in config %s",
			name.repr(), prefixed, l.name.String())
	}
	return nil, raise("LookupError", "Ambiguous section names [%s] for section %s (prefixed by %s) found in config %s",
		strings.Join(found, ", "), name.repr(), prefixed, l.name.String())
}

// context is ConfigLoader.get_context.
func (l *configLoader) context(r *resolver, t ObjectType, name ref, global *conf.Dict) (*context, *exception) {
	if name.text.UsesEnv() {
		r.report(lateReference(name))
		return nil, raise("LookupError", "No section %s found in config %s", name.repr(), l.name.String())
	}
	if name.named && conf.Scheme(name.text) != "" {
		return uri{r, t, name, pytext.Dirname(l.name), global}.context()
	}
	key := frameKey{l.file, t, name.text, name.named}
	if r.entered(key) {
		return nil, r.cycle(key, name)
	}
	section, exc := l.find(t, name)
	if exc != nil {
		r.report(notFound(l, t, name))
		return nil, exc
	}
	if r.made++; r.made > r.most {
		r.tooMany(name, section)
		return nil, raise("MemoryError", "")
	}
	defer r.enter(key, name)()
	f := newFrame(r, l, section, t, global)
	f.resolve()
	if f.result != nil {
		f.result.mark(place{l.file, section}, name)
	}
	if f.exc != nil {
		r.failed[key] = true
		f.survey()
		return nil, f.exc
	}
	return f.result, nil
}
